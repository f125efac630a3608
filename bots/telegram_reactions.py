"""The emoji that a bot may set as a reaction in Telegram."""

from __future__ import annotations

from typing import Final

NEAREST: Final = "👍"
SELECTOR: Final = "\ufe0f"

_JOINED: Final = frozenset(
    {"❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷\u200d♀"},
)
_PERMITTED: Final = _JOINED | frozenset(
    "❤👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀"
    "🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
)


def permitted(emoji: str) -> str:
    """The emoji as Telegram writes it, or the nearest where it does not take that one."""
    plain = emoji.replace(SELECTOR, "")
    return plain if plain in _PERMITTED else NEAREST
