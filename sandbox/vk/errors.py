"""VK's errors: numbers and official texts from VKCOM/vk-api-schema, version 5.199."""

from collections.abc import Mapping
from typing import Any

TEXTS = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required",
    18: "User was deleted or banned",
    27: "Group authorization failed",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    113: "Invalid user id",
    121: "Invalid hash",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    911: "Keyboard format is invalid",
    912: "This is a chat bot feature, change this status in settings",
    914: "Message is too long",
    917: "You don't have access to this chat",
    920: "Can't edit this kind of message",
    921: "Can't forward these messages",
    924: "Can't delete this message for everybody",
    925: "You are not admin of this chat",
    936: "Contact not found",
    940: "Too many posts in messages",
    943: "Cannot use this intent",
    944: "Limits overflow for this intent",
    945: "Chat was disabled",
    946: "Chat not supported",
    950: "Can't send message, reply timed out",
    985: "Cannot write to notifications only groups",
    987: "Need message request",
    988: "Pending message request",
    1012: "Writing is disabled for this chat",
}


class VkError(Exception):
    """A refusal in VK's words: number, official text, and what exactly is wrong."""

    def __init__(self, code: int, detail: str = "") -> None:
        text = TEXTS.get(code, TEXTS[1])
        self.code = code
        self.message = f"{text}: {detail}" if detail else text
        super().__init__(f"{code} {self.message}")

    def short(self) -> dict[str, Any]:
        """The form inside the answer for one of several peers."""
        return {"code": self.code, "description": self.message}

    def full(self, method: str, params: Mapping[str, str]) -> dict[str, Any]:
        return {
            "error_code": self.code,
            "error_msg": self.message,
            "request_params": request_params(method, params),
        }


def invalid(detail: str) -> VkError:
    return VkError(100, detail)


def request_params(method: str, params: Mapping[str, str]) -> list[dict[str, str]]:
    """What VK echoes of a failed call: all but the token."""
    shown = [{"key": "oauth", "value": "1"}, {"key": "method", "value": method}]
    given = {key: value for key, value in params.items() if key != "access_token"}
    return shown + [{"key": key, "value": value} for key, value in given.items()]
