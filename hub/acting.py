"""Which order a conversation may act on outside: named to its contact, or written to. The one
door: it answers only where it is certain whose the order is.
"""

from __future__ import annotations

from hub.accounts import his_account, is_certain, is_his
from hub.errors import Refusal
from hub.kit import Kit
from hub.model import Account, Contact, Conversation, Dossier, Order, Person


class Acting:
    def __init__(self, kit: Kit) -> None:
        self._contacts = kit.store.contacts
        self._dossiers = kit.store.dossiers
        self._orders = kit.orders

    async def order(self, conversation: Conversation) -> Order:
        """What a customer's conversation is about, or else the customer's only active order.
        Raises Refusal where either is not certain, and OrdersDown.
        """
        account = await self._account(conversation)
        if account is None:
            raise Refusal("whose_order")
        if conversation.order:
            return await self._certain(account, conversation.order)
        if len(account.active) != 1:
            raise Refusal("confirm_which_order")
        return account.active[0]

    async def may(self, conversation: Conversation, order: str) -> bool:
        """Whether that order is still certainly the customer's. Raises OrdersDown."""
        account = await self._account(conversation)
        try:
            return account is not None and bool(await self._certain(account, order))
        except Refusal:
            return False

    async def _account(self, conversation: Conversation) -> Account | None:
        """Who the customer certainly is."""
        contact = await self._contacts.get(conversation.contact)
        dossier = await self._dossiers.get(conversation.contact)
        account = his_account(contact, dossier, ())
        return account if is_certain(contact, dossier, account) else None

    async def _certain(self, account: Account, id: str) -> Order:
        """One of the account's, active or past."""
        active = next((one for one in account.active if one.id == id), None)
        order = active or (await self._orders.order(id) if self._orders else None)
        if order is None or order.customer.id != account.customer.id:
            raise Refusal("whose_order")
        return order


def customers(order: Order, contact: Contact, dossier: Dossier) -> bool:
    """Whether an order that a customer names is certainly theirs."""
    whose = Account(customer=order.customer)
    if is_his(contact, whose):
        return True
    account = his_account(contact, dossier, ())
    certain = is_certain(contact, dossier, account)
    return account is not None and certain and account.customer.id == order.customer.id


def staffs(order: Order, person: Person) -> bool:
    """Whether an order is that of somebody of the staff: active or past."""
    carried = [one.account for one in (order.courier, order.picker) if one]
    in_their_shop = order.shop is not None and order.shop.id == person.shop
    return in_their_shop or (person.account is not None and person.account in carried)
