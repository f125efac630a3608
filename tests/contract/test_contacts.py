"""Contacts are kept as they were last put."""

from dataclasses import replace

from hub.model import Contact
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, address

_PETR = Contact(id="1", name="Пётр", address=address(), phone="+79990000000")


async def test_a_contact_that_never_wrote_is_not_known(store: MongoStore) -> None:
    assert await store.contacts.get("1") is None


async def test_a_contact_is_kept(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    assert await store.contacts.get("1") == _PETR


async def test_the_last_put_holds(store: MongoStore) -> None:
    await store.contacts.put(_PETR)
    changed = replace(_PETR, phone=None, person=ANNA)
    await store.contacts.put(changed)
    assert await store.contacts.get("1") == changed
