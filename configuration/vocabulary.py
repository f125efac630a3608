"""The closed lists of words that hub.yaml may use in more than one place."""

from typing import Literal

ChannelKind = Literal["telegram", "vk", "email", "call", "review", "http"]
Audience = Literal["staff", "customers"]
Role = Literal[
    "courier", "picker", "shop", "partner",
    "manager", "operator", "guest", "internal", "head", "admin",
]  # fmt: skip
Priority = Literal["normal", "high", "urgent"]
