"""Messages, their deliveries and files as the API tells them."""

from datetime import timedelta
from typing import Any

from hub.errors import Unsent
from hub.model import (
    Attachment,
    DeliveryState,
    Message,
    MessageKind,
    Note,
    PersonId,
    Voice,
    Work,
)
from storage.mongo import MongoStore
from tests.api.support import KEPT, Served, served
from tests.contract.samples import NOON, conversation, delivery, message


async def _write(store: MongoStore, *messages: Message) -> None:
    await store.conversations.insert(conversation("c1"))
    for one in messages:
        await store.messages.insert(one)


async def test_messages_say_who_wrote_what_in_their_order(store: MongoStore, hub: Served) -> None:
    lena = PersonId("lena")
    note = Note(code="taken", values={"by": "Лена"})
    await _write(
        store,
        message("staff:77:1", 1, "  где заказ? "),
        message("d:2", 2, "спросите курьера", kind=MessageKind.COMMENT, author=lena),
        message("d:3", 3, kind=MessageKind.SYSTEM, note=note),
        message("d:4", 4, "едет", kind=MessageKind.OUT, author=lena),
    )
    _, found = await hub.get("/api/conversations/c1")
    assert [(one["id"], one["kind"], one["author"], one["text"]) for one in found["messages"]] == [
        ("staff:77:1", "in", None, "  где заказ? "),
        ("d:2", "comment", "lena", "спросите курьера"),
        ("d:3", "system", None, "taken: {'by': 'Лена'}"),
        ("d:4", "out", "lena", "едет"),
    ]
    assert {one["at"] for one in found["messages"]} == {"2026-11-21T12:00:00+00:00"}


async def test_an_answer_is_as_delivered_to_the_contact_and_a_question_to_the_desk(
    store: MongoStore, hub: Served
) -> None:
    await _write(
        store,
        message("in", 1),
        message("out", 2, kind=MessageKind.OUT),
        message("aside", 3, kind=MessageKind.COMMENT),
    )
    dead: dict[str, Any] = {"state": DeliveryState.DEAD, "reason": "blocked"}
    await store.deliveries.insert(
        [
            delivery("in/show", state=DeliveryState.SENT),
            delivery("out/answer", work=Work.ANSWER, **dead),
            delivery("out/mark", work=Work.MARK, state=DeliveryState.SENT),
            delivery("aside/ask", work=Work.ASK),
        ]
    )
    _, found = await hub.get("/api/conversations/c1")
    assert [one["delivery"] for one in found["messages"]] == [
        {"state": "sent", "reason": None},
        {"state": "dead", "reason": "blocked"},
        None,
    ]


async def test_a_delivery_that_is_not_there_was_cleaned_away_or_is_about_to_be_made(
    store: MongoStore, hub: Served
) -> None:
    old = NOON - KEPT - timedelta(seconds=1)
    await _write(store, message("old", 1, received_at=old), message("young", 2))
    _, found = await hub.get("/api/conversations/c1")
    assert [one["delivery"]["state"] for one in found["messages"]] == ["sent", "pending"]


FILES = (
    Attachment(kind="photo", size=3, voice=Voice("v"), ref="r1"),
    Attachment(kind="document", name='чек "1".html', voice=Voice("v"), ref="r2"),
)


async def test_an_attachment_s_url_leads_to_its_content(store: MongoStore) -> None:
    async def read(attachment: Attachment) -> bytes:
        return f"content of {attachment.ref}".encode()

    await _write(store, message("staff:77:1/sent", 1, attachments=FILES))
    async with served(store, read_file=read) as hub:
        _, found = await hub.get("/api/conversations/c1")
        attachments = found["messages"][0]["attachments"]
        url = "/api/files/staff:77:1%2Fsent"
        assert attachments == [
            {"kind": "photo", "name": None, "size": 3, "url": f"{url}/0"},
            {"kind": "document", "name": 'чек "1".html', "size": None, "url": f"{url}/1"},
        ]
        headers = {"Authorization": "Bearer key-of-andrey"}
        for attachment, content in zip(attachments, (b"r1", b"r2"), strict=True):
            async with hub.session.get(attachment["url"], headers=headers) as response:
                assert await response.read() == b"content of " + content
                assert response.content_type == "application/octet-stream"
                assert response.headers["Content-Disposition"].startswith("attachment;")
        assert (await hub.get(f"{url}/2"))[0] == 404


async def test_a_lost_file_is_not_there(store: MongoStore, hub: Served) -> None:
    await _write(store, message("m1", 1, attachments=FILES))
    assert (await hub.get("/api/files/m1/0"))[0] == 404


async def test_a_file_the_messenger_does_not_give_now_may_be_asked_for_again(
    store: MongoStore,
) -> None:
    async def read(_attachment: Attachment) -> bytes:
        raise Unsent("connection refused")

    await _write(store, message("m1", 1, attachments=FILES))
    async with served(store, read_file=read) as hub:
        assert (await hub.get("/api/files/m1/0"))[0] == 503
