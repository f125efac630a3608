"""What people compose since Bot API 10: rich messages, lists of tasks, stories."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.errors import Impossible
from sandbox.telegram.kinds import BadBlocks, blocks_of
from sandbox.telegram.model import JSON, Content
from sandbox.telegram.people.act import Act, action
from sandbox.telegram.people.body import Fields, Missing
from sandbox.telegram.people.pointing import far_chat
from sandbox.telegram.transcript import name

MOST_TASKS = 30


@action("rich")
def rich(act: Act) -> JSON:
    """An article: `blocks` as in the Bot API's RichMessage."""
    try:
        blocks = blocks_of(act.given.any("blocks"))
    except BadBlocks as wrong:
        raise Missing(str(wrong)) from wrong
    return act.say(Content(kind="rich_message", body={"blocks": blocks}))


@action("checklist")
def checklist(act: Act) -> JSON:
    """`tasks` are texts, or `{text, done}`."""
    given = act.given.items("tasks")
    if not 1 <= len(given) <= MOST_TASKS:
        raise Impossible(f"a list has 1 to {MOST_TASKS} tasks")
    tasks = [_task(act, one, number) for number, one in enumerate(given, 1)]
    return act.say(
        Content(kind="checklist", body={"title": act.given.text("title"), "tasks": tasks})
    )


@action("story")
def story(act: Act) -> JSON:
    """Somebody's, passed on: `{title, username?, id?}`."""
    given = Fields(act.given.any("story"))
    return act.say(
        Content(kind="story", body={"chat": far_chat(given), "id": given.integer("id", 1)})
    )


def _task(act: Act, given: Any, number: int) -> JSON:
    if isinstance(given, str):
        return {"id": number, "text": given}
    done = {"id": act.user.id, "is_bot": False, "first_name": name(act.user)}
    task: JSON = {"id": number, "text": Fields(given).text("text")}
    if Fields(given).flag("done"):
        task |= {"completed_by_user": done, "completion_date": int(act.telegram.now)}
    return task
