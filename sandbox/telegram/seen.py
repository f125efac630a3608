"""What a Python client sees of Telegram: messages, and chats to wait in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.client_http import PATIENCE, Http, NothingCame


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message as it was when it was read; `raw` is all that is known of it."""

    raw: dict[str, Any]
    http: Http

    @property
    def id(self) -> int:
        return int(self.raw["id"])

    @property
    def text(self) -> str:
        return str(self.raw["text"])

    @property
    def html(self) -> str:
        return str(self.raw["html"])

    @property
    def kind(self) -> str:
        return str(self.raw["kind"])

    @property
    def chat(self) -> int:
        """A group's id, or the person's in his private chat with `bot`."""
        return int(self.raw["chat"])

    @property
    def bot(self) -> str | None:
        return self.raw.get("bot")

    @property
    def place(self) -> dict[str, Any]:
        """The `chat` that actions take."""
        return {"chat": self.bot or self.chat}

    @property
    def topic(self) -> int | None:
        return self.raw["topic"]  # type: ignore[no-any-return]

    @property
    def author(self) -> int:
        return int(self.raw["from"]["id"])

    @property
    def by_bot(self) -> bool:
        return bool(self.raw["from"]["bot"])

    @property
    def reply_to(self) -> int | None:
        return self.raw["reply_to"]  # type: ignore[no-any-return]

    @property
    def labels(self) -> list[str]:
        """Of its inline buttons, or of its reply keyboard."""
        keyboard = (self.raw["keyboard"] or {}).get("keyboard", [])
        rows = self.raw["buttons"] or keyboard
        return [button["text"] for row in rows for button in row]

    @property
    def reactions(self) -> list[str]:
        return [one["emoji"] for one in self.raw["reactions"]]

    @property
    def has_protected_content(self) -> bool:
        """It cannot be forwarded or copied."""
        return bool(self.raw["has_protected_content"])

    @property
    def forward_origin(self) -> dict[str, Any] | None:
        return self.raw["forward"]  # type: ignore[no-any-return]

    @property
    def edited(self) -> bool:
        return bool(self.raw["edited"])

    @property
    def deleted(self) -> bool:
        return bool(self.raw["deleted"])

    async def becomes(
        self,
        *,
        contains: str | None = None,
        reaction: str | None = None,
        edited: bool | None = None,
        deleted: bool | None = None,
        button: str | None = None,
        no_button: str | None = None,
        within: float = PATIENCE,
    ) -> SeenMessage:
        """The message as soon as all of this is true of it."""
        where = {"chat": self.bot, "user": self.chat} if self.bot else {"chat": self.chat}
        wanted = {"contains": contains, "reaction": reaction, "edited": edited, "deleted": deleted}
        wanted |= {"button": button, "no_button": no_button}
        answer = await self.http.get(
            "/telegram/message", **where, **wanted, message=self.id, timeout=within
        )
        now = SeenMessage(answer["message"], self.http)
        if not answer["fits"]:
            asked = {name: value for name, value in wanted.items() if value is not None}
            raise NothingCame(f"message {self.id} did not become {asked}, it is {now.raw}")
        return now

    async def download(self) -> bytes:
        """The bytes of its file, the largest size of a photo."""
        url = self.raw["files"][-1]["url"]
        return await self.http.bytes(url.removeprefix("/people"))


class View:
    """A chat, or one topic of it, as somebody sees it."""

    def __init__(self, http: Http, **where: Any) -> None:
        self._http = http
        self._where = where

    async def messages(self, since: int = 0) -> list[SeenMessage]:
        return self._seen((await self._get(since=since))["messages"])

    async def texts(self) -> list[str]:
        """Of all that is there and not deleted, service messages left out."""
        everything = await self.messages()
        return [one.text for one in everything if not one.deleted and not one.raw["service"]]

    async def last(self) -> SeenMessage:
        return (await self.messages())[-1]

    async def newest(self) -> int:
        """The id of the last message there is, 0 where there is none."""
        return max((one.id for one in await self.messages()), default=0)

    async def find(self, contains: str) -> list[SeenMessage]:
        """What is there now, without waiting."""
        return self._seen((await self._get(contains=contains))["found"])

    async def wait_for(
        self,
        contains: str | None = None,
        *,
        by: str | int | None = None,
        kind: str | None = None,
        button: str | None = None,
        since: int = 0,
        count: int = 1,
        within: float = PATIENCE,
    ) -> SeenMessage:
        """The newest fitting message once there are `count`; `by` is a user, a bot or `bots`."""
        found = await self.wait_for_all(
            contains, by=by, kind=kind, button=button, since=since, count=count, within=within
        )
        return found[-1]

    async def wait_for_all(
        self,
        contains: str | None = None,
        *,
        by: str | int | None = None,
        kind: str | None = None,
        button: str | None = None,
        since: int = 0,
        count: int = 1,
        within: float = PATIENCE,
    ) -> list[SeenMessage]:
        wanted = {"contains": contains, "from": by, "kind": kind, "button": button}
        answer = await self._get(**wanted, since=since, count=count, timeout=within)
        if len(answer["found"]) < count:
            there = [(one["from"]["name"], one["kind"], one["text"]) for one in answer["messages"]]
            asked = {name: value for name, value in wanted.items() if value is not None}
            raise NothingCame(f"{count} of {asked} did not come to {self._where}, but {there}")
        return self._seen(answer["found"])

    async def _get(self, **query: Any) -> dict[str, Any]:
        return dict(await self._http.get("/telegram/transcript", **self._where, **query))

    def _seen(self, raws: list[dict[str, Any]]) -> list[SeenMessage]:
        return [SeenMessage(raw, self._http) for raw in raws]


class SeenTopic(View):
    """A forum topic; `raw` as it was when it was read."""

    def __init__(self, http: Http, raw: dict[str, Any], user: int | None = None) -> None:
        super().__init__(http, chat=raw["chat"], topic=raw["id"], user=user)
        self.raw = raw

    @property
    def id(self) -> int:
        return int(self.raw["id"])

    @property
    def group(self) -> int:
        return int(self.raw["chat"])

    @property
    def name(self) -> str:
        return str(self.raw["name"])

    @property
    def closed(self) -> bool:
        return bool(self.raw["closed"])
