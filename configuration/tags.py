"""What conversations are about, and canned replies."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from configuration.inboxes import Inbox
from configuration.part import Part
from configuration.raw import Loc, Place, path_of
from configuration.scopes import Scope
from configuration.values import Id, Some, Text, only_variables

_REPLY_VARIABLES = (
    *("address", "courier", "inbox", "name", "number", "operator"),
    *("order", "picker", "shop", "slot", "status", "total"),
)
ReplyText = Annotated[Text, AfterValidator(lambda text: only_variables(text, _REPLY_VARIABLES))]


class Tag(Part):
    """`kind`: информационные, претензионные, связанные с заказом."""

    id: Id
    title: Text
    kind: Literal["info", "claim", "order"] | None = Field(None, alias="class")


class TagGroup(Part):
    scope: Scope = Field(Scope(), alias="for")
    tags: Some[Tag]


class Reply(Part):
    id: Id
    title: Text
    text: ReplyText


def twin_tags(groups: tuple[TagGroup, ...], inboxes: tuple[Inbox, ...]) -> Iterator[Place]:
    """Of the tags that one inbox offers no two have the same id."""
    first: dict[tuple[str, str], Loc] = {}
    for number, group in enumerate(groups):
        covered = [inbox.id for inbox in inboxes if group.scope.covers(inbox)]
        for index, tag in enumerate(group.tags):
            here: Loc = (number, "tags", index, "id")
            for inbox in covered or [f"tags[{number}]"]:
                taken = first.setdefault((inbox, tag.id), here)
                if taken != here:
                    yield here, f"the same as {path_of(('tags', *taken))}, and both are for {inbox}"
