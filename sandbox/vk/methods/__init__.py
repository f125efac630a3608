"""The methods of VK's API that the stand-in knows, by name."""

from sandbox.vk.methods import changing, files, groups, people, reading, sending
from sandbox.vk.methods.call import Call, Method

__all__ = ["METHODS", "Call", "scope_of"]

METHODS: dict[str, Method] = {
    "groups.getById": groups.get_by_id,
    "groups.getCallbackConfirmationCode": groups.get_confirmation_code,
    "groups.getCallbackServers": groups.get_callback_servers,
    "groups.getCallbackSettings": groups.get_callback_settings,
    "groups.getLongPollServer": groups.get_longpoll_server,
    "groups.getLongPollSettings": groups.get_longpoll_settings,
    "groups.getTokenPermissions": groups.get_token_permissions,
    "groups.setCallbackSettings": groups.set_callback_settings,
    "groups.setLongPollSettings": groups.set_longpoll_settings,
    "messages.delete": changing.delete,
    "messages.edit": changing.edit,
    "messages.getByConversationMessageId": reading.get_by_cmid,
    "messages.getById": reading.get_by_id,
    "messages.getConversations": reading.get_conversations,
    "messages.getHistory": reading.get_history,
    "messages.isMessagesFromGroupAllowed": reading.is_allowed,
    "messages.markAsRead": reading.mark_as_read,
    "messages.send": sending.send,
    "messages.sendMessageEventAnswer": changing.answer_press,
    "messages.setActivity": changing.set_activity,
    "photos.getMessagesUploadServer": files.photo_server,
    "photos.saveMessagesPhoto": files.save_photo,
    "docs.getMessagesUploadServer": files.doc_server,
    "docs.save": files.save_doc,
    "users.get": people.get_users,
    "wall.createComment": people.comment_on_wall,
    "wall.editComment": people.edit_on_wall,
    "wall.deleteComment": people.delete_on_wall,
    "board.createComment": people.comment_on_board,
    "board.editComment": people.edit_on_board,
    "board.deleteComment": people.delete_on_board,
}
_MANAGING = ("groups.getLongPoll", "groups.setLongPoll", "groups.getCallback", "groups.setCall")


def scope_of(method: str) -> str | None:
    """The permission that a token needs for a method, if any."""
    if method.startswith(_MANAGING):
        return "manage"
    family = method.partition(".")[0]
    return family if family in ("messages", "photos", "docs", "wall") else None
