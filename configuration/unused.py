"""What hub.yaml may say and the hub does not do yet; who brings a part to life deletes its line."""

from collections.abc import Iterator

from pydantic import BaseModel

from configuration.hub_file import HubFile
from configuration.inboxes import AnyInbox, CallInbox
from configuration.people import Person

_PARTS = {
    "hours": "",
    "helper_bots": "",
    "tags": ", except that conversations are closed with them",
    "replies": "",
    "rules": "",
    "sla": "",
    "timers.unread_remind": "",
    "timers.wait_customer": "",
    "timers.substitution": "",
    "timers.answer_hold": "",
    "incidents": "",
    "webhooks": "",
}


def unused_parts(hub: HubFile) -> list[str]:
    """The parts that are configured and validated but do nothing yet."""
    parts = [path + remark for path, remark in _PARTS.items() if _is_configured(hub, path)]
    inboxes = [line for inbox in hub.inboxes for line in _unused_of_inbox(inbox)]
    return [*parts, *inboxes, *(line for one in hub.people for line in _unused_of_person(one))]


def _is_configured(part: BaseModel, path: str) -> bool:
    """Whether somebody wrote it down and it is not empty."""
    name, _, rest = path.partition(".")
    if name not in part.model_fields_set or not getattr(part, name):
        return False
    return not rest or _is_configured(getattr(part, name), rest)


def _unused_of_inbox(inbox: AnyInbox) -> Iterator[str]:
    for name in ("timezone", "tone"):
        if getattr(inbox, name):
            yield f"inbox {inbox.id}: {name}"
    numbers = inbox.numbers if isinstance(inbox, CallInbox) else ()
    if any(one.tone for one in numbers):
        yield f"inbox {inbox.id}: the tone of numbers"


def _unused_of_person(person: Person) -> Iterator[str]:
    if person.on_duty:
        yield f"person {person.id}: on_duty"
    if person.timezone:
        yield f"person {person.id}: timezone"
