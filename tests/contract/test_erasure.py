"""What is kept no longer, and what stays of it."""

from typing import Any

import pytest

from hub.model import (
    Address,
    Attachment,
    Audience,
    Confirmation,
    ConfirmationId,
    ConfirmationState,
    Contact,
    Correspondence,
    Correspondent,
    DeliveryId,
    EscalationId,
    EscalationState,
    Forgetting,
    InboxId,
    Lane,
    MessageId,
    Note,
    Peer,
    Status,
    Traces,
    Voice,
    Work,
)
from storage.mongo import MongoStore
from tests.contract.samples import (
    ANNA,
    HOME,
    NOON,
    TELEGRAM,
    address,
    at,
    conversation,
    delivery,
    escalation,
    event,
    message,
    thread,
)

FILE = Attachment(kind="document", name="тайна.txt", ref="f1", voice=TELEGRAM)


async def _ended(store: MongoStore, id: str, minutes: float, **more: Any) -> None:
    given = {"status": Status.RESOLVED, "resolved_at": at(minutes), "address": address(id)} | more
    await store.conversations.insert(conversation(id, **given))
    await store.messages.insert(
        message(f"m{id}", text="тайна", conversation=id, attachments=(FILE,), facts={"a": "тайна"})
    )


async def _texts(store: MongoStore, *ids: str) -> list[str]:
    found = [await store.messages.get(MessageId(f"m{id}")) for id in ids]
    return [one.text if one else "gone" for one in found]


async def test_the_contents_of_what_ended_long_ago_go_and_the_rest_stays(store: MongoStore) -> None:
    await _ended(store, "a", 1)
    await _ended(store, "b", 9)
    await _ended(store, "c", 1, audience=Audience.STAFF)
    await _ended(store, "d", 1, status=Status.NEW, resolved_at=None)
    await store.conversations.close_resolved_before(at(10))
    await store.files.write(f"{TELEGRAM}/f1", b"secret")
    assert await store.erasure.erase_ended(Audience.CUSTOMERS, at(5), 10) == 1
    assert await _texts(store, "a", "b", "c", "d") == ["", "тайна", "тайна", "тайна"]
    assert await store.erasure.erase_ended(Audience.CUSTOMERS, at(5), 10) == 0
    erased = await store.messages.get(MessageId("ma"))
    assert erased is not None
    assert (erased.attachments, erased.facts, erased.seq) == ((), {}, 1)
    assert await store.files.read(f"{TELEGRAM}/f1") is None
    kept = await store.conversations.many([HOME, conversation("a").id])
    assert [(one.name, one.status) for one in kept] == [("Пётр", Status.CLOSED)]
    hits = await store.searches.find("тайна", desks=None, limit=10)
    assert sorted(hit.conversation for hit in hits) == ["b", "c", "d"]


async def test_what_was_confirmed_stays_as_long_as_its_conversation(store: MongoStore) -> None:
    """It is evidence; and whoever is forgotten takes it with him."""
    for id, minutes in {"a": 1, "b": 9}.items():
        await _ended(store, id, minutes)
        await store.confirmations.insert(_confirmed(id))
    await _ended(store, "d", 1, status=Status.OPEN, resolved_at=None)
    await store.confirmations.insert(_confirmed("d"))
    await store.conversations.close_resolved_before(at(10))
    await store.erasure.erase_ended(Audience.CUSTOMERS, at(5), 10)
    kept = [await store.confirmations.get(_confirmed(id).id) for id in "abd"]
    assert [one and one.value for one in kept] == [None, "Ёж & Ко", "Ёж & Ко"]
    [one] = await store.conversations.many([conversation("b").id])
    await store.erasure.erase(await store.erasure.traces(one))
    assert await store.confirmations.get(_confirmed("b").id) is None


def _confirmed(id: str) -> Confirmation:
    return Confirmation(
        id=ConfirmationId(f"w{id}"),
        conversation=conversation(id).id,
        address=address(id),
        order=f"4821{id}",
        field="engraving",
        value="Ёж & Ко",
        by=ANNA,
        asked_at=at(0),
        state=ConfirmationState.CONFIRMED,
    )


async def test_contents_are_erased_a_few_at_a_time(store: MongoStore) -> None:
    for id in "abc":
        await _ended(store, id, 1)
    await store.conversations.close_resolved_before(at(10))
    erased = [await store.erasure.erase_ended(Audience.CUSTOMERS, at(5), 2) for _ in range(3)]
    assert erased == [2, 1, 0]


@pytest.fixture
async def known(store: MongoStore) -> MongoStore:
    """One person at two addresses, and another who stays."""
    for id, profile in {"one": "p", "two": "p", "other": None}.items():
        contact = Contact(id=id, name="Пётр", address=address(id), phone="+79110004501")
        await store.contacts.put(contact)
        if profile:
            await store.contacts.join(id, profile)
        await _ended(store, f"c{id}", 1, contact=id, address=address(id))
        await store.views.thread(thread(address=address(id), topic=id))
        await store.events.add(event(f"shop:{id}:1/began", conversation=f"c{id}"))
    return store


async def test_the_traces_of_a_person_are_those_of_all_his_addresses(known: MongoStore) -> None:
    [one] = await known.conversations.many([conversation("cone").id])
    traces = await known.erasure.traces(one)
    assert sorted(traces.contacts) == ["one", "two"]
    assert sorted(traces.conversations) == ["cone", "ctwo"]
    assert {each.peer for each in traces.addresses} == {"one", "two"}
    assert sorted(str(each.topic) for each in await known.erasure.topics(traces)) == ["one", "two"]


async def test_what_stays_of_who_is_forgotten_tells_nobody_who_it_was(known: MongoStore) -> None:
    [one] = await known.conversations.many([conversation("cone").id])
    for _ in range(2):
        await known.erasure.erase(await known.erasure.traces(one))
    [left] = await known.conversations.many([one.id])
    assert (left.name, left.status, left.number) == ("—", Status.CLOSED, one.number)
    assert "one" not in str(left.address)
    assert await known.contacts.get("two") is None
    assert await known.contacts.get("other") is not None
    assert await _texts(known, "cone", "ctwo", "cother") == ["gone", "gone", "тайна"]
    [kept] = await known.events.page(conversation=one.id)
    assert (kept.did, "shop:one" in kept.id) == ("took", False)


async def test_what_was_told_of_him_goes_and_what_was_told_of_others_stays(
    known: MongoStore,
) -> None:
    note = Note(code="waiting", values={"name": "Пётр"})
    listed = Note(code="list", lines=(Note(code="line", topic=conversation("cone").id),))
    told: dict[str, dict[str, Any]] = {
        "cone/waiting/ask": {"note": note},
        "ctwo/waiting/ask/retell": {"note": note},
        "list": {"note": listed},
        "ping": {"escalation": EscalationId("e1"), "note": note},
        "show": {"conversation": conversation("cone").id},
        "cother/waiting/ask": {"note": note},
        "found": {"note": Note(code="found")},
        "erase": {"conversation": conversation("cone").id, "work": Work.ERASE},
    }
    given = {id: {"conversation": None} | more for id, more in told.items()}
    await known.deliveries.insert([delivery(id, **more) for id, more in given.items()])
    await known.escalations.insert(escalation("e1", conversation="cone"))
    [one] = await known.conversations.many([conversation("cone").id])
    await known.erasure.erase(await known.erasure.traces(one))
    left = await known.deliveries.many(DeliveryId(id) for id in told)
    assert sorted(each.id for each in left) == ["cother/waiting/ask", "erase", "found"]
    kept = await known.escalations.get(EscalationId("e1"))
    assert kept is not None
    assert (kept.text, kept.state) == ("", EscalationState.CALLED_OFF)


async def test_a_forgetting_is_under_way_until_it_is_done(store: MongoStore) -> None:
    here = Address(inbox=InboxId("shop"), peer=Peer("77"))
    lane = Lane(voice=Voice("shop"), place="77")
    traces = Traces(contacts=("c",), addresses=(here,), conversations=(HOME,), lanes=(lane,))
    forgetting = Forgetting(id="f", by=ANNA, at=NOON, number=7, traces=traces)
    await store.erasure.keep(forgetting)
    assert await store.erasure.under_way() == [forgetting]
    done = await store.erasure.done(forgetting, 3)
    assert await store.erasure.under_way() == [done]
    assert (done.left, done.number, done.traces.contacts) == (3, 7, ())
    await store.erasure.told("f")
    assert await store.erasure.under_way() == []
    assert await store.erasure.get("f") is None


async def test_who_is_forgotten_is_gone_from_the_threads_of_others(store: MongoStore) -> None:
    olga, home = "olga@x.ru", address("m1", "mail")
    own = Contact(id="mail:m1", name="Ольга", address=home, email=olga)
    beside = tuple(Correspondent(email=one, name="О") for one in (olga, "boris@x.ru"))
    thread = Correspondence(began="ivan@x.ru", beside=beside, copied=frozenset({olga, "c@x.ru"}))
    other = address("m2", "mail")
    theirs = Contact(id="mail:m2", name="Иван", address=other, correspondence=thread)
    for one in (own, theirs):
        await store.contacts.put(one)
    await store.erasure.erase(Traces(contacts=(own.id,), addresses=(home,), conversations=()))
    assert await store.contacts.get(own.id) is None
    left = await store.contacts.get(theirs.id)
    assert left
    assert [one.email for one in left.correspondence.beside] == ["boris@x.ru"]
    assert left.correspondence.copied == {"c@x.ru"}
