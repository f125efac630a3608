"""What people do to messages: buttons, reactions, pins."""

from __future__ import annotations

import secrets

from sandbox.telegram import audience, post
from sandbox.telegram.errors import Impossible
from sandbox.telegram.model import (
    JSON,
    Bot,
    Chat,
    Content,
    Message,
)
from sandbox.telegram.people.act import Act, action, topic_in
from sandbox.telegram.people.sharing import own_contact
from sandbox.telegram.render import message_json, user_json
from sandbox.telegram.state import Press
from sandbox.telegram.transcript import seen

PRESSES_KEPT = 10_000


@action("press")
async def press(act: Act) -> JSON:
    """A button by a part of its label or by its callback data; the bot's answer to it."""
    chat = act.chat()
    found = _find_button(act, chat)
    if found is None:
        return _press_keyboard(act, chat)
    message, button = found
    if "callback_data" not in button:
        url = button.get("url") or (button.get("web_app") or {}).get("url")
        return {
            "answered": False,
            "message": message.id,
            "url": url,
            "text": "",
            "show_alert": False,
        }
    return await _pressed(act, message, button["callback_data"])


@action("forge")
async def forge(act: Act) -> JSON:
    """Callback data that no button has, as a changed client may send it."""
    return await _pressed(act, act.message(act.chat()), act.given.text("data"))


@action("react")
def react(act: Act) -> JSON:
    message = act.message(act.chat())
    wanted = act.given.given.get("emoji") or []
    emojis = [wanted] if isinstance(wanted, str) else wanted
    post.react(
        act.telegram, message, act.user, [{"type": "emoji", "emoji": emoji} for emoji in emojis]
    )
    return seen(message)


@action("pin")
def pin(act: Act) -> JSON:
    message = act.message(act.chat())
    post.pin(act.telegram, message, act.user)
    return seen(message)


@action("unpin")
def unpin(act: Act) -> JSON:
    message = act.message(act.chat())
    post.unpin(act.telegram, [message])
    return seen(message)


@action("typing")
def typing(act: Act) -> JSON:
    """Bots see nothing of it."""
    chat = act.chat()
    act.telegram.emit("typing", chat=chat.id, user=act.user.id, action="typing")
    return {}


async def _pressed(act: Act, message: Message, data: str) -> JSON:
    bot = message.sender
    if not isinstance(bot, Bot):
        raise Impossible("the message is not a bot's")
    made = Press(
        id=str(secrets.randbits(62)),
        bot=bot,
        user=act.user,
        at=act.telegram.now,
        message=message,
        data=data,
    )
    _remember(act, made)
    audience.deliver(act.telegram, bot, "callback_query", message.chat, _query_json(made))
    wait = act.given.number("wait", 5.0)
    answer = await act.telegram.ground.events.until(lambda: made.answer, wait)
    shown = answer or {"text": "", "show_alert": False, "url": ""}
    return {"answered": answer is not None, "message": message.id, **shown}


def _query_json(made: Press) -> JSON:
    return {
        "id": made.id,
        "from": user_json(made.user),
        "message": message_json(made.message, made.bot),
        "chat_instance": str(abs(made.message.chat.id) * 7919),
        "data": made.data,
    }


def _remember(act: Act, made: Press) -> None:
    presses = act.telegram.presses
    presses[made.id] = made
    if len(presses) > PRESSES_KEPT:
        del presses[next(iter(presses))]


def _find_button(act: Act, chat: Chat) -> tuple[Message, JSON] | None:
    for message in _candidates(act, chat):
        rows = (message.markup or {}).get("inline_keyboard", ())
        for button in (button for row in rows for button in row):
            if _fits(act, button):
                return message, button
    return None


def _candidates(act: Act, chat: Chat) -> list[Message]:
    """The named message, or all of the topic or chat from the newest back."""
    if "message" in act.given:
        return [act.message(chat)]
    topic = act.given.integer("topic", 0)
    everything = chat.threads[topic_in(chat, topic).id] if topic else list(chat.messages.values())
    return [message for message in reversed(everything) if not message.deleted]


def _fits(act: Act, button: JSON) -> bool:
    if "data" in act.given:
        return bool(button.get("callback_data") == act.given.text("data"))
    return act.given.text("button") in button["text"]


def _press_keyboard(act: Act, chat: Chat) -> JSON:
    """A button of the chat's keyboard sends its own text, or what it asks for."""
    shown = chat.keyboard
    rows = shown.markup["keyboard"] if shown is not None else ()
    for button in (button for row in rows for button in row):
        if _fits(act, button):
            sent = act.say(_keyboard_content(act, button))
            post.fold_keyboard(chat)
            return {"answered": False, "sent": sent}
    raise Impossible(
        f"there is no button {act.given.given.get('button') or act.given.given.get('data')}"
    )


def _keyboard_content(act: Act, button: JSON) -> Content:
    if button.get("request_contact"):
        return Content(kind="contact", body=own_contact(act))
    if button.get("request_location"):
        return Content(kind="location", body={"latitude": 59.9386, "longitude": 30.3141})
    return Content(kind="text", text=button["text"])
