/** A message of the sandbox's Telegram in the page's own shape. */

/** @returns {import("./timeline.js").Message} */
export function message(raw, world) {
  return {
    id: raw.id,
    topic: raw.topic ?? null,
    at: raw.date,
    from: raw.from,
    kind: raw.kind,
    text: raw.text,
    entities: raw.entities ?? [],
    files: raw.files.map((file) => ({ ...file, url: file.url.replace(/^\//, "") })),
    body: raw.body,
    replyTo: raw.reply_to,
    reply: null,
    quote: raw.quote,
    forwarded: origin(raw.forward),
    album: raw.album,
    rows: raw.buttons.map((row) => row.map(inlineButton)),
    keyboard: keyboard(raw.keyboard),
    reactions: raw.reactions.map((one) => ({ emoji: one.emoji, who: world.nameOf(one.who) })),
    edited: raw.edited,
    earlier: raw.earlier,
    service: raw.service,
    deleted: raw.deleted,
    silent: raw.silent,
    pinned: raw.pinned,
  };
}

function origin(forward) {
  if (!forward) return null;
  const user = forward.sender_user;
  const chat = forward.sender_chat ?? forward.chat;
  return user
    ? `${user.first_name} ${user.last_name ?? ""}`.trim()
    : (forward.sender_user_name ?? chat?.title ?? "…");
}

const STYLES = { primary: "primary", danger: "negative", success: "positive" };

function inlineButton(button) {
  const kind = button.data ? "callback" : button.url ? "url" : button.copy ? "copy" : "other";
  return {
    label: button.text,
    kind,
    data: button.data,
    url: button.url ?? button.web_app,
    copy: button.copy,
    colour: STYLES[button.style],
  };
}

function keyboard(markup) {
  if (!markup) return null;
  if (!markup.keyboard) return markup.remove_keyboard ? { gone: true } : null;
  return { rows: markup.keyboard.map((row) => row.map(key)), once: Boolean(markup.one_time_keyboard) };
}

function key(button) {
  const kind = button.request_contact ? "contact" : button.request_location ? "location" : "text";
  return { label: button.text ?? String(button), kind };
}
