"""What a method of the API is given: the caller's community, his parameters, the state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.in_vain import asked
from sandbox.vk.comments import Comments
from sandbox.vk.dialogs import Dialogs
from sandbox.vk.errors import VkError, invalid
from sandbox.vk.model import CHAT_BASE, LAST_CHAT, Community, Dialog, User
from sandbox.vk.params import Params
from sandbox.vk.state import VkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`base_url` is the address at which the caller sees the sandbox."""

    state: VkState
    community: Community
    params: Params
    base_url: str

    @property
    def dialogs(self) -> Dialogs:
        return Dialogs(self.state)

    @property
    def comments(self) -> Comments:
        return Comments(self.state)

    def in_vain(self, method: str, there: str) -> None:
        """What it is to change is so already, and says `there`."""
        call = asked("vk", self.community.screen_name, method, self.params.shown())
        self.state.ground.in_vain.note(call, there)

    def own_group(self) -> None:
        """A community's token answers for this community alone."""
        group_id = self.params.need_integer("group_id")
        if group_id != self.community.group_id:
            raise VkError(15, "no access to call this method")

    def peer(self) -> int:
        """peer_id, or user_id, or chat_id."""
        if (peer_id := self.params.optional("peer_id")) is not None:
            return peer_id
        if (chat_id := self.params.optional("chat_id")) is not None:
            return CHAT_BASE + chat_id
        if (user_id := self.params.optional("user_id")) is not None:
            return user_id
        raise invalid("peer_id is undefined")

    def dialog(self, peer_id: int) -> Dialog:
        """The dialog with a user; communities of the sandbox sit in no chats."""
        if CHAT_BASE < peer_id <= LAST_CHAT:
            raise VkError(917)
        if peer_id not in self.state.users:
            raise invalid("peer_id is invalid")
        return self.community.dialog(peer_id)


Method = Callable[[Call], Any]


def profile(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "can_access_closed": not user.closed,
        "is_closed": user.closed,
    }
