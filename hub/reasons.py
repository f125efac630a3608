"""Why a delivery failed: codes that are put into words where shown; else the other side's words."""

NEVER_STARTED = "never_started"
BLOCKED = "blocked"
DEACTIVATED = "deactivated"
NO_SUCH_CHAT = "no_such_chat"
LEFT = "left"
OWNER = "owner"
ADMINISTRATOR = "administrator"
TOO_LARGE = "too_large"
FILE_LOST = "file_lost"
EMPTY = "empty"
REFUSED = "refused"
SLIP = "slip"
TOO_SLOW = "too_slow"
OTHER_KIND = "other_kind"
NOT_ON_DESK = "not_on_desk"
NO_RIGHT_ON_DESK = "no_right_on_desk"
NO_TOPIC = "no_topic"
NO_CONNECTION = "no_connection"
NO_ANSWER = "no_answer"
INTERRUPTED = "interrupted"
STORE_DOWN = "store_down"
TIMEOUT = "timeout"
TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code, no token
CALLED_OFF = "called_off"
CANNOT_EDIT = "cannot_edit"
CANNOT_DELETE = "cannot_delete"
TOO_OLD = "too_old"
MESSAGE_GONE = "message_gone"
NO_COPY = "no_copy"
NO_WAY_BACK = "no_way_back"
NO_PUBLIC_URL = "no_public_url"
WHOSE_ORDER = "whose_order"
TOO_MANY_CHATS = "too_many_chats"

CODES = frozenset(value for name, value in globals().items() if name.isupper())
"""All of the above: what is none of them is the other side's own words."""

UNREACHABLE = frozenset({NEVER_STARTED, BLOCKED, DEACTIVATED, NO_SUCH_CHAT})
"""Reasons that lie with the person: nothing the company does to its set-up would help."""

FUTILE = frozenset({TOO_LARGE, FILE_LOST, EMPTY, REFUSED, NO_WAY_BACK})
"""What no repeat would change."""


def may_be_mended(reason: str) -> bool:
    """A system of the company's own refused by its status: whoever runs it may mend it."""
    return reason.startswith("HTTP ")
