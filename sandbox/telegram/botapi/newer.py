"""Methods since Bot API 9: rich messages, live photos, polls with a description, lists of tasks."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.telegram.botapi.compose import caption, in_words, send
from sandbox.telegram.botapi.media import files_of
from sandbox.telegram.botapi.query import Query, method
from sandbox.telegram.errors import bad_request
from sandbox.telegram.kinds import BadBlocks, blocks_of
from sandbox.telegram.model import JSON, Content

MOST_OPTIONS = 12


@method("sendRichMessage")
def send_rich_message(query: Query) -> JSON:
    """Of `blocks` without files; what HTML and Markdown would become is not played."""
    given = query.json("rich_message", "InputRichMessage")
    if not isinstance(given, dict):
        raise bad_request("can't parse InputRichMessage: expected an Object")
    if len({"html", "markdown", "blocks"} & given.keys()) != 1:
        raise bad_request("exactly one of html, markdown and blocks must be specified")
    if "blocks" not in given:
        raise bad_request("the stand-in reads rich messages by their blocks only")
    try:
        blocks = blocks_of(given["blocks"])
    except BadBlocks as wrong:
        raise bad_request(f"RICH_MESSAGE_RICH_TEXT_INVALID: {wrong}") from None
    return send(query, Content(kind="rich_message", body={"blocks": blocks}))


@method("sendLivePhoto")
def send_live_photo(query: Query) -> JSON:
    moving, sizes = files_of(query, "live_photo"), files_of(query, "photo")
    text, entities = caption(query)
    files = (*moving, *sizes)
    content = Content(kind="live_photo", text=text, entities=entities, files=files)
    return send(query, content, "live photos")


@method("sendPoll")
def send_poll(query: Query) -> JSON:
    question = query.text("question").strip()
    options = query.json("options", "options")
    if not question:
        raise bad_request("poll question must be non-empty")
    if not isinstance(options, list) or not 1 <= len(options) <= MOST_OPTIONS:
        raise bad_request(f"poll must have 1-{MOST_OPTIONS} answer options")
    told = {name: query.text(name) for name in ("description", "explanation") if query.text(name)}
    body = {
        **told,
        "id": str(secrets.randbits(62)),
        "question": question,
        "options": [_option(one) for one in options],
        "total_voter_count": 0,
        "is_closed": query.flag("is_closed"),
        "is_anonymous": "is_anonymous" not in query.args or query.flag("is_anonymous"),
        "type": query.text("type") or "regular",
        "allows_multiple_answers": query.flag("allows_multiple_answers"),
        "allows_revoting": query.flag("allows_revoting"),
        "members_only": query.flag("members_only"),
    }
    return send(query, Content(kind="poll", body=body), "polls")


@method("sendChecklist")
def send_checklist(query: Query) -> JSON:
    """Only in the name of a business account, and there are none here."""
    if not query.text("business_connection_id"):
        raise bad_request("business_connection_id is empty")
    raise bad_request("business connection not found")


def _option(given: Any) -> JSON:
    told = given if isinstance(given, dict) else {"text": given}
    text, entities = in_words(
        str(told.get("text") or ""), told.get("text_parse_mode") or "", told.get("text_entities")
    )
    if not text:
        raise bad_request("poll options must not be empty")
    shown: JSON = {"persistent_id": secrets.token_hex(4), "text": text, "voter_count": 0}
    return {**shown, "text_entities": entities} if entities else shown
