"""What one value cannot see: references, twins and conditions across the file."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from configuration.faults import hint, shown
from configuration.raw import Loc, Place, Raw, path_of

Texts: TypeAlias = dict[Loc, str]

_MOST_NAMES = 20
_PLURAL = {
    "desk": "desks",
    "inbox": "inboxes",
    "person": "people",
    "tag": "tags",
    "reply": "replies",
}
_DEFINED = {
    "desks[].id": "desk",
    "inboxes[].id": "inbox",
    "people[].id": "person",
    "tags[].tags[].id": "tag",
    "replies[].id": "reply",
}
_REFERENCES = {
    "inboxes[].desk": "desk",
    "inboxes[].numbers[].desk": "desk",
    "people[].desks[]": "desk",
    "people[].desks.except[]": "desk",
    "people[].inboxes[]": "inbox",
    "people[].inboxes.except[]": "inbox",
    "chains[].steps[]": "person",
    "rules[].if.tag": "tag",
    "rules[].if.tag[]": "tag",
    "rules[].then[].close": "tag",
    "rules[].then[].tag": "tag",
    "rules[].then[].assign": "person",
    "rules[].then[].notify": "person",
    "rules[].then[].desk": "desk",
    "rules[].then[].reply": "reply",
    "api_keys[].person": "person",
    **{
        f"{scope}.{kind}{many}": kind
        for scope in ("chains[].match", "tags[].for", "rules[].if", "sla[].for")
        for kind in ("desk", "inbox")
        for many in ("", "[]")
    },
}
_DISTINCT = {
    "inboxes[].id": "inbox",
    "inboxes[].token": "token",
    "inboxes[].group_id": "group",
    "helper_bots[].token": "token",
    "desks[].id": "desk",
    "desks[].chat_id": "chat",
    "people[].id": "person",
    "people[].telegram_id": "telegram_id",
    "people[].username": "username",
    "chains[].id": "chain",
    "replies[].id": "reply",
    "rules[].name": "rule",
    "api_keys[].key": "key",
}


def across(raw: Raw) -> Iterator[Place]:
    """The faults that take more than one place of the file to see."""
    texts = dict(_texts(raw))
    yield from _unresolved(texts)
    yield from _twins(texts)
    yield from _shared_desk_bot(texts)
    yield from _unreachable_webhook(texts)


def _texts(raw: Raw, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    if isinstance(raw, str):
        yield loc, raw
    elif raw is not None:
        for step, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from _texts(value, (*loc, step))


def _shape(loc: Loc) -> str:
    """`people[].id` for every person's."""
    return re.sub(r"\[\d+\]", "[]", path_of(loc))


def _unresolved(texts: Texts) -> Iterator[Place]:
    known: dict[str, list[str]] = {kind: [] for kind in _PLURAL}
    for loc, text in texts.items():
        if kind := _DEFINED.get(_shape(loc)):
            known[kind].append(text)
    for loc, text in texts.items():
        kind = _REFERENCES.get(_shape(loc))
        if kind and text not in known[kind]:
            yield loc, _no_such(kind, text, known[kind])


def _no_such(kind: str, name: str, known: list[str]) -> str:
    names = [shown(other) for other in dict.fromkeys(known)]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    listed = (", ".join(names[:_MOST_NAMES]) or "none") + more
    return f"no {kind} '{shown(name)}'; known {_PLURAL[kind]}: {listed}{hint(name, names)}"


def _twins(texts: Texts) -> Iterator[Place]:
    first: dict[tuple[str, str], Loc] = {}
    for loc, text in texts.items():
        if kind := _DISTINCT.get(_shape(loc)):
            same = text.removeprefix("@").lower() if kind == "username" else text
            taken = first.setdefault((kind, same), loc)
            if taken != loc:
                yield loc, f"the same as {path_of(taken)}; each needs its own"


def _shared_desk_bot(texts: Texts) -> Iterator[Place]:
    """The desk bot may be the bot of one staff inbox as well, and of nothing else."""
    token, mode = (texts.get(("desk_bot", key)) for key in ("token", "mode"))
    for loc, text in texts.items():
        if text != token or _shape(loc) not in ("inboxes[].token", "helper_bots[].token"):
            continue
        bot = loc[:-1]
        if texts.get((*bot, "audience")) != "staff":
            only = "the desk bot may be shared with a staff inbox only"
            yield ("desk_bot", "token"), f"the same as {path_of(loc)}; {only}"
        elif texts.get((*bot, "mode"), "polling") != (mode or "polling"):
            yield (
                ("desk_bot", "mode"),
                f"expected the mode of {path_of(bot)}, which is the same bot",
            )


def _unreachable_webhook(texts: Texts) -> Iterator[Place]:
    webhooks = (
        loc
        for loc, text in texts.items()
        if text == "webhook" and _shape(loc) in ("desk_bot.mode", "inboxes[].mode")
    )
    first = next(webhooks, None)
    if first and not texts.get(("public_url",)):
        yield ("public_url",), f"required, because {path_of(first)} is webhook"
