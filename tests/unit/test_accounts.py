"""Which customer a contact is: never by what is not certainly his, never by a number alone."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hub.accounts import bears, candidates, his_account, is_certain, keys, profile_of
from hub.model import (
    Account,
    Address,
    Audience,
    Contact,
    Customer,
    DeskId,
    Dossier,
    Inbox,
    InboxId,
    Peer,
    Voice,
)
from hub.reception import contact_id

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PHONE = "+79112224512"
MARIA = Account(customer=Customer(id="c12", name="Мария", phone=PHONE, telegram=Peer("6012")))
OLEG = Account(customer=Customer(id="c13", name="Олег", phone=PHONE))

IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,47}", fullmatch=True).map(InboxId)
PEERS = st.text(min_size=1, max_size=20).map(Peer)


def inbox(id: str = "customers-tg", known_by: str | None = "telegram_id") -> Inbox:
    return Inbox(
        id=InboxId(id),
        channel="any",
        audience=Audience.CUSTOMERS,
        desk=DeskId("clients"),
        voice=Voice(id),
        known_by=known_by,
    )


def contact(peer: str = "6012", inbox: str = "customers-tg", **more: object) -> Contact:
    place = Address(inbox=InboxId(inbox), peer=Peer(peer))
    usual = {"id": f"{inbox}:{peer}", "name": "Кто-то", "address": place}
    return Contact(**(usual | more))  # type: ignore[arg-type]


def dossier(*accounts: Account, id: str = "customers-tg:6012", certain: bool = False) -> Dossier:
    return Dossier(id=id, asked_at=NOON, due=NOON, accounts=accounts, certain=certain)


@given(one=st.tuples(IDS, PEERS), other=st.tuples(IDS, PEERS))
def test_the_same_number_in_two_messengers_is_two_contacts(
    one: tuple[InboxId, Peer], other: tuple[InboxId, Peer]
) -> None:
    assert (contact_id(*one) == contact_id(*other)) == (one == other)


@given(peer=st.integers(1).map(str))
def test_the_same_number_is_asked_for_by_the_name_of_its_own_messenger(peer: str) -> None:
    [telegram] = keys(contact(peer), inbox())
    [vk] = keys(contact(peer, "vk"), inbox("vk", "vk_id"))
    assert (telegram, vk) == (("telegram_id", peer, True), ("vk_id", peer, True))
    account = Account(customer=Customer(id="c", name="К", telegram=Peer(peer)))
    assert bears(account, "telegram_id", peer)
    assert not bears(account, "vk_id", peer)


def test_what_is_certainly_his_is_asked_for_first() -> None:
    both = contact(phone=PHONE, email="m@example.ru", verified=frozenset({"email"}))
    assert [(by, certain) for by, _, certain in keys(both, inbox())] == [
        ("telegram_id", True),
        ("email", True),
        ("phone", False),
    ]


def test_in_a_public_place_he_is_who_writes_privately() -> None:
    public = contact("wall:7", "vk", same_as="vk:810001")
    assert list(keys(public, inbox("vk", "vk_id"))) == [("vk_id", "810001", True)]


def test_of_two_who_fit_a_person_chooses() -> None:
    both = dossier(MARIA, OLEG)
    assert his_account(contact(), both, [both]) is None
    assert candidates(contact(), both, None) == (MARIA.customer, OLEG.customer)
    chosen = contact(profile=profile_of(MARIA))
    assert his_account(chosen, both, [both]) == MARIA
    assert candidates(chosen, both, MARIA) == ()


def test_one_who_fits_by_what_is_not_certain_is_not_certain() -> None:
    only = dossier(OLEG)
    assert his_account(contact(), only, [only]) == OLEG
    assert not is_certain(contact(), only, OLEG)
    assert candidates(contact(), only, OLEG) == (OLEG.customer,)
    assert is_certain(contact(profile=profile_of(OLEG)), only, OLEG)
    assert is_certain(contact(), dossier(OLEG, certain=True), OLEG)


def test_an_address_joined_by_hand_has_the_account_of_the_others() -> None:
    own, other = dossier(), dossier(MARIA, id="customers-vk:1", certain=True)
    assert his_account(contact(profile="p"), own, [other, own]) == MARIA
    assert is_certain(contact(profile="p"), own, MARIA)
    unsure = dossier(OLEG, id="customers-vk:1")
    assert his_account(contact(profile="p"), own, [own, unsure]) is None
