/** A message of the sandbox's VK in the page's own shape. */

/** @returns {import("./timeline.js").Message} */
export function message(raw, group, world) {
  const place = raw.geo ? [{ kind: "location", body: coordinates(raw.geo) }] : [];
  const parts = [...raw.attachments.map(attachment), ...place];
  const other = parts.find((part) => !part.file);
  const keyboard = raw.keyboard;
  return {
    id: raw.id,
    topic: null,
    at: raw.date,
    from: sender(raw.from_id, group, world),
    kind: other?.kind ?? parts[0]?.kind ?? "text",
    text: raw.text,
    entities: links(raw.text),
    files: parts.flatMap((part) => part.file ?? []),
    body: other?.body ?? null,
    replyTo: raw.reply_message?.id ?? null,
    reply: raw.reply_message ? quoted(raw.reply_message, group, world) : null,
    quote: null,
    forwarded: raw.fwd_messages?.length ? raw.fwd_messages.map((one) => one.text).join("\n") : null,
    album: null,
    rows: keyboard?.inline ? rows(keyboard) : [],
    keyboard: keyboard && !keyboard.inline ? below(keyboard) : null,
    reactions: [],
    edited: Boolean(raw.update_time ?? raw.edited),
    earlier: raw.earlier ?? [],
    service: false,
    deleted: Boolean(raw.deleted),
    silent: false,
  };
}

function sender(id, group, world) {
  if (id < 0) return { id, name: world.communities.get(group)?.name ?? `${group}`, bot: true };
  return { id, name: world.vkUsers.get(id)?.name ?? `${id}`, bot: false };
}

function quoted(raw, group, world) {
  return { name: sender(raw.from_id, group, world).name, text: raw.text };
}

function coordinates(geo) {
  const at = geo.coordinates;
  return { latitude: Number(at.latitude), longitude: Number(at.longitude) };
}

function attachment(one) {
  const body = one[one.type];
  switch (one.type) {
    case "photo":
      return {
        kind: "photo",
        file: {
          kind: "photo",
          url: local(body.orig_photo?.url ?? body.sizes.at(-1).url),
          width: 4,
          height: 3,
        },
      };
    case "audio_message":
      return { kind: "voice", file: { kind: "voice", url: local(body.link_ogg), duration: body.duration } };
    case "doc":
      return {
        kind: "document",
        file: { kind: "document", url: local(body.url), name: body.title, size: body.size },
      };
    default:
      return { kind: one.type, body };
  }
}

/** The sandbox may be known by another name where its own links were made. */
function local(url) {
  return new URL(url, location.href).pathname.replace(/^\//, "");
}

function rows(keyboard) {
  return keyboard.buttons.map((row) => row.map(button));
}

function below(keyboard) {
  return keyboard.buttons.length ? { rows: rows(keyboard), once: keyboard.one_time } : { gone: true };
}

function button(one) {
  const action = one.action;
  const kind = action.type === "open_link" ? "url" : action.type;
  return { label: action.label ?? action.type, kind, url: action.link, colour: one.color };
}

function links(text) {
  return [...text.matchAll(/https?:\/\/[^\s<>"«»]+/g)].map((found) => ({
    type: "url",
    offset: found.index,
    length: found[0].length,
  }));
}
