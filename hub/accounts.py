"""Which customer of the order service a contact is. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from hub.model import Account, Contact, Customer, Dossier, Inbox


def profile_of(account: Account) -> str:
    """The contacts of one account are one person, whatever they write from."""
    return f"account:{account.customer.id}"


def key_of(customer: Customer) -> str:
    """Short enough for a button, and the same every time."""
    return hashlib.blake2s(customer.id.encode(), digest_size=6).hexdigest()


def keys(contact: Contact, inbox: Inbox) -> Iterator[tuple[str, str, bool]]:
    """By what the order service may know him, and whether that is certainly his: the certain
    first. In a public place he has the peer of where he writes privately.
    """
    if inbox.known_by:
        private = contact.same_as or contact.id
        yield inbox.known_by, private.removeprefix(f"{inbox.id}:"), True
    told = [(field, getattr(contact, field)) for field in ("phone", "email")]
    known = [(field, value, field in contact.verified) for field, value in told if value]
    yield from sorted(known, key=lambda key: not key[2])


def bears(account: Account, by: str, value: str) -> bool:
    """Whether the account really has what it was asked for by."""
    customer = account.customer
    match by:
        case "telegram_id":
            return customer.telegram == value
        case "vk_id":
            return customer.vk == value
        case "phone":
            return customer.phone == value
    return customer.email is not None and customer.email.casefold() == value.casefold()


def his_account(
    contact: Contact | None, own: Dossier | None, dossiers: Sequence[Dossier]
) -> Account | None:
    """The account of his profile; the only one he may have; the certain one of another address of
    his. None while it cannot be told.
    """
    accounts = [account for one in (own, *dossiers) if one for account in one.accounts]
    for account in accounts:
        if is_his(contact, account):
            return account
    if own and own.accounts:
        return own.accounts[0] if len(own.accounts) == 1 else None
    sure = [one.accounts[0] for one in dossiers if one.certain and len(one.accounts) == 1]
    return sure[0] if sure else None


def is_his(contact: Contact | None, account: Account | None) -> bool:
    """Whether he was found, or said, to be that customer."""
    return bool(contact and account and contact.profile == profile_of(account))


def is_certain(contact: Contact | None, own: Dossier | None, account: Account | None) -> bool:
    """Not so where it only fits what he, or somebody, said to be his."""
    if account is None or own is None or account not in own.accounts:
        return True
    return own.certain or is_his(contact, account)


def candidates(
    contact: Contact | None, own: Dossier | None, account: Account | None
) -> tuple[Customer, ...]:
    """Whom a person may say that he is."""
    if own is None or (account and is_certain(contact, own, account)):
        return ()
    return tuple(one.customer for one in own.accounts)
