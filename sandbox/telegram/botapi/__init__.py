"""The Bot API: HTTP in, methods, Telegram's answers out."""

from sandbox.telegram.botapi.server import routes

__all__ = ["routes"]
