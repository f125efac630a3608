"""What a Python client sees of VK: messages, and dialogs to wait in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.client_http import PATIENCE, Http, NothingCame

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class VkMessage:
    """A message as a person sees it; `author` is user, bot or admin, `raw` all that is known."""

    raw: Json

    @property
    def id(self) -> int:
        return int(self.raw["id"])

    @property
    def text(self) -> str:
        return str(self.raw["text"])

    @property
    def author(self) -> str:
        return str(self.raw["author"])

    @property
    def kinds(self) -> list[str]:
        return list(self.raw["kinds"])

    @property
    def labels(self) -> list[str]:
        return [button.get("label", "") for row in self.raw["buttons"] for button in row]

    @property
    def edited(self) -> bool:
        return bool(self.raw["edited"])

    @property
    def deleted(self) -> bool:
        return bool(self.raw["deleted"])

    @property
    def random_id(self) -> int:
        return int(self.raw["random_id"])


class VkDialog:
    """What one person sees of his dialog with a community."""

    def __init__(self, http: Http, group: int, user: int) -> None:
        self._http = http
        self._group = group
        self._user = user

    async def messages(self, since: int = 0) -> list[VkMessage]:
        return [VkMessage(one) for one in (await self._get(since=since))["messages"]]

    async def newest(self) -> int:
        """The id of the last message there is, 0 where there is none."""
        return max((one.id for one in await self.messages()), default=0)

    async def wait_for(
        self,
        contains: str | None = None,
        *,
        by: str | None = None,
        kind: str | None = None,
        button: str | None = None,
        edited: bool | None = None,
        deleted: bool | None = None,
        since: int = 0,
        within: float = PATIENCE,
    ) -> VkMessage:
        """The newest fitting message; `by` is user, bot or admin."""
        answer = await self._get(
            contains=contains or "",
            **{"from": by},
            kind=kind,
            button=button,
            edited=edited if edited is None else int(edited),
            deleted=deleted if deleted is None else int(deleted),
            since=since,
            timeout=within,
        )
        if not answer["found"]:
            seen = [(one["author"], one["text"]) for one in answer["messages"]]
            raise NothingCame(f"{contains!r} did not come, but {seen}")
        return VkMessage(answer["found"][-1])

    async def _get(self, **query: Any) -> Json:
        answer = await self._http.get("/vk/transcript", group=self._group, user=self._user, **query)
        return dict(answer)
