"""What people pass on: forwards, cards of people, polls."""

from __future__ import annotations

import secrets
from dataclasses import replace

from sandbox.telegram.errors import Impossible
from sandbox.telegram.files import photo_sizes, sample
from sandbox.telegram.model import JSON, Content, Message, User
from sandbox.telegram.origins import KINDS, far_origin, origin
from sandbox.telegram.people.act import Act, action, chat_for
from sandbox.telegram.people.body import Fields, Missing
from sandbox.telegram.people.writing import media, read_text
from sandbox.telegram.transcript import seen, where

MOST_OPTIONS = 12


@action("forward")
def forward(act: Act) -> JSON | list[JSON]:
    """From another of his chats, or with `origin` from far away; `bare` leaves out whose it was."""
    if "origin" in act.given:
        return _from_far(act)
    source = chat_for(act.telegram, act.user, act.given.any("from_chat"))
    if "messages" not in act.given:
        return _forwarded(act, act.message(source), None)
    numbers = act.given.items("messages")
    found = [act.message(source, number=number) for number in numbers]
    albums = {one.album: str(secrets.randbits(60)) for one in found if one.album}
    return [_forwarded(act, one, albums.get(one.album or "")) for one in found]


@action("hide_forwards")
def hide_forwards(act: Act) -> JSON:
    """His privacy setting: forwards of his messages say his name and lead nowhere."""
    act.user.hides_forwards = act.given.flag("on", True)
    return {"hides_forwards": act.user.hides_forwards}


@action("contact")
def contact(act: Act) -> JSON:
    """His own, that of `who`, or a card with any `phone`, and `user_id` if it has an account."""
    return act.say(Content(kind="contact", body=_card(act)))


def own_contact(act: Act) -> JSON:
    """As the button of a reply keyboard sends it."""
    return {**_card_of(act.user, act.given.text("phone", "")), "user_id": act.user.id}


@action("poll")
def poll(act: Act) -> JSON:
    texts = act.given.items("options")
    if not 2 <= len(texts) <= MOST_OPTIONS or not all(isinstance(one, str) for one in texts):
        raise Missing(f"options should be 2 to {MOST_OPTIONS} texts")
    files = photo_sizes(sample("photo")) if act.given.flag("photo") else ()
    return act.say(Content(kind="poll", body=_poll(act.given, texts), files=files))


@action("vote")
def vote(act: Act) -> JSON:
    """`options` by their numbers; none takes the vote back. Bots hear only of their own polls."""
    message = act.message(act.chat())
    chosen = tuple(int(number) for number in act.given.items("options"))
    _check_vote(message, chosen)
    message.votes.pop(act.user.id, None)
    if chosen:
        message.votes[act.user.id] = chosen
    message.content = replace(message.content, body=_counted(message))
    act.telegram.emit("edit", **where(message.chat), message=seen(message))
    return seen(message)


def _forwarded(act: Act, message: Message, album: str | None) -> JSON:
    if message.content.service:
        raise Impossible("a service message cannot be forwarded")
    if message.protected:
        raise Impossible("the message is protected: it cannot be forwarded or copied")
    whose = None if act.given.flag("bare") else origin(message)
    return act.say(message.content, forward_origin=whose, album=album)


def _from_far(act: Act) -> JSON:
    given = Fields(act.given.any("origin"))
    kind = given.text("type", "user")
    if kind not in KINDS:
        raise Missing(f"the type of an origin should be one of {', '.join(KINDS)}")
    whose = far_origin(
        kind,
        given.text("name"),
        given.integer("date", int(act.telegram.now)),
        id=given.integer("id", 0),
        signature=given.text("signature", ""),
    )
    return act.say(_far_content(act.given), forward_origin=whose)


def _far_content(given: Fields) -> Content:
    if "kind" in given:
        return media(given.text("kind"), given)
    text, entities = read_text(given, "text")
    if not text:
        raise Missing("text should not be empty")
    return Content(kind="text", text=text, entities=entities)


def _card(act: Act) -> JSON:
    if "who" in act.given:
        other = act.telegram.user(act.given.any("who"))
        return {**_card_of(other), "user_id": other.id}
    if "phone" not in act.given or act.given.flag("own"):
        return own_contact(act)
    names = {"first_name": act.given.text("first_name", "Контакт")}
    more = ("last_name", "user_id", "vcard")
    given = {name: act.given.any(name) for name in more if name in act.given}
    return {"phone_number": act.given.text("phone"), **names, **given}


def _card_of(user: User, phone: str = "") -> JSON:
    number = phone or user.phone or f"+7911{user.id:07d}"
    shown: JSON = {"phone_number": number, "first_name": user.first_name}
    return {**shown, "last_name": user.last_name} if user.last_name else shown


def _poll(given: Fields, texts: list[str]) -> JSON:
    options = [
        {"persistent_id": secrets.token_hex(4), "text": one, "voter_count": 0} for one in texts
    ]
    told = {name: given.text(name) for name in ("description", "explanation") if name in given}
    return {
        **told,
        "id": str(secrets.randbits(62)),
        "question": given.text("question"),
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": given.flag("anonymous", True),
        "type": "regular",
        "allows_multiple_answers": given.flag("multiple"),
        "allows_revoting": True,
        "members_only": False,
    }


def _check_vote(message: Message, chosen: tuple[int, ...]) -> None:
    if message.content.kind != "poll":
        raise Impossible("it is no poll")
    body = message.content.body
    if any(not 0 <= number < len(body["options"]) for number in chosen):
        raise Impossible("there is no such option")
    if len(chosen) > 1 and not body["allows_multiple_answers"]:
        raise Impossible("the poll takes one answer")


def _counted(message: Message) -> JSON:
    body, chosen = message.content.body, [one for given in message.votes.values() for one in given]
    options = [
        {**option, "voter_count": chosen.count(number)}
        for number, option in enumerate(body["options"])
    ]
    return {**body, "options": options, "total_voter_count": len(message.votes)}
