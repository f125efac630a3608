"""Whoever has written in: what is known of him, and whose address it is."""

import asyncio
from dataclasses import replace

from hub.model import Contact, Correspondence, Correspondent, InboxId
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, address

PHONE = "+79990000000"
_PETR = Contact(id="1", name="Пётр", address=address(), phone=PHONE)
_MARIA = Contact(id="2", name="Мария", address=address("78", "vk"))


async def test_a_contact_that_never_wrote_is_not_known(store: MongoStore) -> None:
    assert await store.contacts.get("1") is None
    assert await store.contacts.verified("1", "phone", PHONE) is None
    assert await store.contacts.join("1", "p") is None
    assert await store.contacts.move(_PETR, replace(_PETR, profile="p")) is None


async def test_a_contact_is_kept(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    assert await store.contacts.get("1") == _PETR


async def test_the_last_put_holds(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    changed = replace(_PETR, phone=None, person=ANNA)
    await store.contacts.put(changed)
    assert await store.contacts.get("1") == changed


async def test_several_are_got_at_once(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    await store.contacts.put(_MARIA)
    found = await store.contacts.many(["1", "2", "3"])
    assert sorted(found, key=lambda one: one.id) == [_PETR, _MARIA]


async def test_who_writes_for_the_first_time_is_kept_as_he_is(store: MongoStore) -> None:
    assert await store.contacts.wrote(_PETR) == _PETR
    assert await store.contacts.get("1") == _PETR


async def test_who_writes_again_stays_who_he_is(store: MongoStore) -> None:
    """A name may change; whose address it is, and what was verified, is not for him to say."""
    await store.contacts.wrote(_PETR)
    await store.contacts.verified("1", "phone", PHONE)
    await store.contacts.join("1", "p")
    await store.contacts.asked("1")
    named = replace(_PETR, name="Пётр II", phone="+70000000000", email="P@Example.ru")
    kept = await store.contacts.wrote(named)
    assert (kept.name, kept.phone, kept.email) == ("Пётр II", PHONE, "p@example.ru")
    assert (kept.profile, kept.verified, kept.asked) == ("p", frozenset({"phone"}), True)
    assert await store.contacts.wrote(named) == kept == await store.contacts.get("1")


async def test_flags_are_those_that_were_set_last(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    await store.contacts.put(_MARIA)
    await store.contacts.flag(["1", "2", "3"], ["vip", "spam"])
    await store.contacts.flag(["1"], [])
    found = {one.id: one.flags for one in await store.contacts.many(["1", "2"])}
    assert found == {"1": frozenset(), "2": frozenset({"vip", "spam"})}


async def test_what_is_not_verified_may_change(store: MongoStore) -> None:
    await store.contacts.wrote(_PETR)
    changed = await store.contacts.wrote(replace(_PETR, phone="+70000000000"))
    assert changed.phone == "+70000000000"
    assert (await store.contacts.wrote(replace(_PETR, phone=None))).phone == "+70000000000"


async def test_two_first_messages_at_once_make_one_contact(store: MongoStore) -> None:
    kept = await asyncio.gather(*(store.contacts.wrote(_PETR) for _ in range(8)))
    assert set(kept) == {_PETR}


async def test_contacts_are_found_by_phone_and_by_e_mail(store: MongoStore) -> None:
    await store.contacts.wrote(replace(_PETR, email="P@Example.ru"))
    await store.contacts.wrote(replace(_MARIA, phone=PHONE))
    assert [one.id for one in await store.contacts.by_phone(PHONE)] == ["1", "2"]
    assert [one.id for one in await store.contacts.by_phone(PHONE, limit=1)] == ["1"]
    assert await store.contacts.by_phone("+7999000") == []
    assert [one.id for one in await store.contacts.by_email("p@EXAMPLE.ru")] == ["1"]


async def test_a_profile_has_those_who_joined_it(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    await store.contacts.put(_MARIA)
    assert await store.contacts.of_profile("p") == []
    for id in ("2", "1", "1"):
        await store.contacts.join(id, "p")
    assert [one.id for one in await store.contacts.of_profile("p")] == ["1", "2"]


async def test_nobody_is_taken_out_of_a_profile_by_joining_another(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    joined = await asyncio.gather(*(store.contacts.join("1", name) for name in "abcd"))
    assert len(list(filter(None, joined))) == 1


async def test_who_was_taken_out_does_not_come_back_by_himself(store: MongoStore) -> None:
    out = replace(_PETR, apart=frozenset({"p", "phone"}))
    await store.contacts.put(out)
    assert await store.contacts.join("1", "p") is None
    assert await store.contacts.join("1", "another", apart="phone") is None
    assert await store.contacts.join("1", "another") == replace(out, profile="another")


async def test_what_is_moved_by_hand_is_moved_once(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    moved = replace(_PETR, profile="p", former=("",), apart=frozenset({"q"}))
    assert await store.contacts.move(_PETR, moved) == moved
    assert await store.contacts.move(_PETR, replace(_PETR, profile="q")) is None
    back = replace(moved, profile=None, former=())
    assert await store.contacts.move(moved, back) == back == await store.contacts.get("1")


async def test_moving_leaves_the_rest_as_it_is(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    await store.contacts.verified("1", "phone", "+71110000000")
    moved = await store.contacts.move(_PETR, replace(_PETR, profile="p"))
    assert moved
    assert (moved.phone, moved.verified) == ("+71110000000", frozenset({"phone"}))


async def test_of_many_who_begin_one_thread_at_once_one_did(store: MongoStore) -> None:
    emails = [f"{one}@example.com" for one in range(8)]
    beginning = [replace(_PETR, correspondence=Correspondence(began=one)) for one in emails]
    begun = await asyncio.gather(*(store.contacts.begin(one) for one in beginning))
    assert len({one.correspondence.began for one in begun}) == 1
    assert await store.contacts.get("1") == begun[0]


async def test_it_is_known_who_began_a_thread_in_an_inbox(store: MongoStore) -> None:
    inbox = address().inbox
    began = replace(_PETR, email="other@example.com", correspondence=Correspondence(began="a@x.ru"))
    await store.contacts.put(began)
    await store.contacts.put(replace(_MARIA, address=_PETR.address, email="Earlier@x.ru"))
    assert await store.contacts.began(inbox, "a@x.ru")
    assert await store.contacts.began(inbox, "earlier@x.ru")
    for email in ("other@example.com", "b@x.ru", "A@x.ru"):
        assert not await store.contacts.began(inbox, email), email
    assert not await store.contacts.began(InboxId("vk"), "a@x.ru")


async def test_who_writes_beside_is_kept_once_and_only_so_many(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    olga = Correspondent(email="olga@x.ru", name="Ольга", apart=True)
    for one in (olga, olga, replace(olga, apart=False), olga):
        await store.contacts.beside("1", one)
    contact = await store.contacts.get("1")
    assert contact
    assert contact.correspondence.beside == (replace(olga, apart=False),)
    assert contact.correspondence.has("olga@x.ru")
    others = [Correspondent(email=f"{one}@x.ru") for one in range(60)]
    await asyncio.gather(*(store.contacts.beside("1", one) for one in others))
    await store.contacts.copied("1", [f"{one}@y.ru" for one in range(60)])
    await store.contacts.claimed("1", [str(one) for one in range(20)] * 2)
    contact = await store.contacts.get("1")
    assert contact
    assert len(contact.correspondence.beside) == len(contact.correspondence.copied) == 50
    assert len(contact.claimed) == 10
    assert contact.name == _PETR.name
