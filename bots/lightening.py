"""What is said, without what the messenger has refused of it."""

from __future__ import annotations

from dataclasses import replace

from bots.text import Piece, lines, with_links
from handlers.texts import Words
from hub.model import Delivery
from hub.model.lacking import BUTTONS, CAPTION, CHOSEN, FILES, FORMATTING, QUOTE, Lacking
from hub.ports import Outgoing


def lightened(outgoing: Outgoing, delivery: Delivery, words: Words, *, inside: bool) -> Outgoing:
    """Whoever has no buttons is told what to write, unless they are `inside` the company."""
    lacking = Lacking(delivery.lacks)
    if not lacking.entries:
        return outgoing
    light = replace(
        outgoing,
        reply_to=None if lacking.has(QUOTE) else outgoing.reply_to,
        quote=None if lacking.has(QUOTE) or lacking.has(CHOSEN) else outgoing.quote,
        captioned=not lacking.has(CAPTION),
        in_words_from=lacking.since(FILES),
        whole=None if lacking.has(FILES) else outgoing.whole,
    )
    if lacking.has(FORMATTING):
        plain = with_links(Piece(text=light.text, spans=light.spans))
        light = replace(light, text=plain, spans=())
    if (since := lacking.since(BUTTONS)) is None:
        return light
    said = "" if inside else _unbuttoned(outgoing, words)
    return _without_buttons(light, said, begun=since > 0)


def _without_buttons(light: Outgoing, said: str, *, begun: bool) -> Outgoing:
    """What was sent before stays in the same cuts."""
    if begun:
        return replace(light, buttons=(), tail="\n".join(filter(None, (light.tail, said))))
    whole = lines(Piece(text=light.text, spans=light.spans), Piece(text=said))
    return replace(light, buttons=(), text=whole.text, spans=whole.spans)


def _unbuttoned(outgoing: Outgoing, words: Words) -> str:
    buttons = [button for row in outgoing.buttons for button in row]
    choices = ", ".join(f"«{one.label}»" for one in buttons if one.press)
    links = [f"{one.label}: {one.url}" for one in buttons if one.url]
    asked = [words.say("no_buttons", {"choices": choices})] if choices else []
    return "\n".join([*asked, *links])
