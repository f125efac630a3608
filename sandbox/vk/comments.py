"""Public comments: on the community's wall and in its discussions."""

from sandbox.vk.model import Comment, Community, Json
from sandbox.vk.state import VkState

EVENTS = {"wall": "wall_reply_new", "board": "board_post_new"}


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
    ) -> Comment:
        comment = Comment(
            id=len(community.comments) + 1,
            kind=kind,
            where=where,
            from_id=from_id,
            date=self._state.now,
            text=text,
            reply_to=reply_to,
        )
        community.comments.append(comment)
        self._state.publish(community, EVENTS[kind], comment_json(comment, community))
        self._state.tell("comment", community, comment=comment_json(comment, community))
        return comment


def comment_json(comment: Comment, community: Community) -> Json:
    owner = -community.group_id
    own: Json = {
        "id": comment.id,
        "from_id": comment.from_id,
        "date": comment.date,
        "text": comment.text,
    }
    if comment.kind == "board":
        return own | {"topic_id": comment.where, "topic_owner_id": owner}
    place = {"post_id": comment.where, "owner_id": owner, "post_owner_id": owner}
    return own | place | ({"reply_to_comment": comment.reply_to} if comment.reply_to else {})
