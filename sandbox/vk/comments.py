"""Public comments: on the community's wall and in its discussions."""

from sandbox.vk.model import Comment, Community, Json
from sandbox.vk.state import VkState

EVENTS = {"wall": "wall_reply", "board": "board_post"}


class Comments:
    """Every comment, whoever wrote it, is an event for the community's bot."""

    def __init__(self, state: VkState) -> None:
        self._state = state

    def add(
        self,
        community: Community,
        from_id: int,
        *,
        kind: str,
        where: int,
        text: str,
        reply_to: int | None = None,
        attachments: list[Json] | None = None,
        guid: str = "",
    ) -> Comment:
        """The same guid of the same author again is no second comment."""
        if guid and (same := _of_guid(community, from_id, guid)):
            return same
        comment = Comment(
            id=len(community.comments) + 1,
            kind=kind,
            where=where,
            from_id=from_id,
            date=self._state.now,
            text=text,
            reply_to=reply_to,
            attachments=attachments or [],
            guid=guid,
        )
        community.comments.append(comment)
        self._happened(community, comment, "new", comment_json(comment, community))
        return comment

    def edited(self, community: Community, comment: Comment, text: str) -> None:
        comment.text = text
        self._happened(community, comment, "edit", comment_json(comment, community))

    def deleted(self, community: Community, comment: Comment, by: int) -> None:
        comment.deleted = True
        owner = -community.group_id
        place = {"topic_id": comment.where, "topic_owner_id": owner}
        if comment.kind == "wall":
            place = {"post_id": comment.where, "owner_id": owner, "deleter_id": by}
        self._happened(community, comment, "delete", {"id": comment.id, **place})

    def _happened(self, community: Community, comment: Comment, what: str, body: Json) -> None:
        self._state.publish(community, f"{EVENTS[comment.kind]}_{what}", body)
        self._state.tell("comment", community, comment=comment_json(comment, community))


def _of_guid(community: Community, from_id: int, guid: str) -> Comment | None:
    found = (one for one in community.comments if (one.from_id, one.guid) == (from_id, guid))
    return next(found, None)


def comment_json(comment: Comment, community: Community) -> Json:
    owner = -community.group_id
    own: Json = {
        "id": comment.id,
        "from_id": comment.from_id,
        "date": comment.date,
        "text": comment.text,
        "attachments": comment.attachments,
    } | ({"deleted": True} if comment.deleted else {})
    if comment.kind == "board":
        return own | {"topic_id": comment.where, "topic_owner_id": owner}
    place = {"post_id": comment.where, "owner_id": owner, "post_owner_id": owner}
    return own | place | _replied(comment, community)


def _replied(comment: Comment, community: Community) -> Json:
    """What it answers, and whose that was."""
    found = (one for one in community.comments if one.id == comment.reply_to)
    replied = next(found, None)
    if replied is None:
        return {}
    return {"reply_to_comment": replied.id, "reply_to_user": replied.from_id}
