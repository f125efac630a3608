"""What hub.yaml may say and the hub does not do yet; who brings a part to life deletes its line."""

from pydantic import BaseModel

from configuration.hub_file import HubFile
from configuration.inboxes import AnyInbox

_PARTS = {
    "hours": "",
    "helper_bots": "",
    "orders.pattern": "",
    "tags": ", except that conversations are closed with them",
    "replies": "",
    "rules": "",
    "sla": "",
    "timers.unread_remind": "",
    "timers.wait_customer": "",
    "timers.substitution": "",
    "timers.answer_hold": "",
    "timers.invitation": "",
    "incidents": "",
    "links": "",
    "webhooks": "",
}


def unused_parts(hub: HubFile) -> list[str]:
    """The parts that are configured and validated but do nothing yet."""
    parts = [path + remark for path, remark in _PARTS.items() if _is_configured(hub, path)]
    return parts + [line for inbox in hub.inboxes if (line := _unused_inbox(inbox))]


def _is_configured(part: BaseModel, path: str) -> bool:
    """Whether somebody wrote it down and it is not empty."""
    name, _, rest = path.partition(".")
    if name not in part.model_fields_set or not getattr(part, name):
        return False
    return not rest or _is_configured(getattr(part, name), rest)


def _unused_inbox(inbox: AnyInbox) -> str | None:
    return f"inbox {inbox.id}: numbers" if getattr(inbox, "numbers", ()) else None
