"""TDLib's own reading of texts (the wheel tdjson needs no network), worded as by the Bot API."""

import json
from typing import Any

import tdjson

from sandbox.telegram.text.entities import BadText
from sandbox.telegram.text.formatted import parsed
from sandbox.telegram.text.found import find_entities

KINDS = {
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "EmailAddress": "email",
    "PreCode": "pre",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "CustomEmoji": "custom_emoji",
    "BotCommand": "bot_command",
}
MODES = {
    "HTML": {"@type": "textParseModeHTML"},
    "MarkdownV2": {"@type": "textParseModeMarkdown", "version": 2},
    "Markdown": {"@type": "textParseModeMarkdown", "version": 1},
}
# the Bot API never shows these two, and finds phone numbers on its servers only
NOT_SHOWN = ("BankCardNumber", "MediaTimestamp")

Shown = tuple[str, list[dict[str, Any]]] | str


def td(**request: Any) -> dict[str, Any]:
    kind = request.pop("kind")
    answer = tdjson.td_execute(json.dumps({"@type": kind, **request}).encode())
    return dict(json.loads(answer or b"{}"))


td(kind="setLogVerbosityLevel", new_verbosity_level=0)


def shown(answer: dict[str, Any]) -> Shown:
    """TDLib's answer as the Bot API words it."""
    if answer["@type"] == "error":
        return str(answer["message"])[0].lower() + str(answer["message"])[1:]
    return answer["text"], in_order(entities_of(answer["entities"]))


def entities_of(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    converted = [_entity(one) for one in given]
    return [one for one in converted if one["type"] not in NOT_SHOWN]


def _entity(one: dict[str, Any]) -> dict[str, Any]:
    kind = one["type"]["@type"].removeprefix("textEntityType")
    extra = {"PreCode": "language", "TextUrl": "url", "CustomEmoji": "custom_emoji_id"}.get(kind)
    made = {"offset": one["offset"], "length": one["length"]}
    made["type"] = kind if kind in NOT_SHOWN else KINDS.get(kind, kind.lower())
    if extra:
        made[extra] = str(one["type"][extra])
    if kind == "MentionName":
        made["user"] = one["type"]["user_id"]
    return made


def in_order(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entities, key=lambda one: json.dumps(one, sort_keys=True))


def ours(text: str, mode: str) -> Shown:
    try:
        kept, entities = parsed(text, mode)
    except BadText as wrong:
        return str(wrong)
    return kept, in_order([one.as_json() for one in entities])


def theirs(text: str, mode: str) -> Shown:
    return shown(td(kind="parseTextEntities", text=text, parse_mode=MODES[mode]))


def ours_found(text: str) -> list[dict[str, Any]]:
    """What is found in a text without any markup."""
    return in_order([one.as_json() for one in find_entities(text)])


def theirs_found(text: str) -> list[dict[str, Any]]:
    return in_order(entities_of(td(kind="getTextEntities", text=text)["entities"]))
