"""The people's side of Telegram: act as anybody, look at anything."""

from sandbox.telegram.people.routes import routes

__all__ = ["routes"]
