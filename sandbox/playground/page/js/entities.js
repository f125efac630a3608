/** Formatted text as nodes. People's text only ever becomes text nodes, and links only of harmless kinds. */

import { h } from "./dom.js";

const TAGS = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
  hashtag: "span",
  cashtag: "span",
  mention: "span",
  text_mention: "span",
};
const HARMLESS = new Set(["http:", "https:", "mailto:", "tel:"]);
const TOPIC = /^(?:https?:\/\/)?t\.me\/c\/(\d+)(?:\/(\d+))?(?:\/(\d+))?\/?(?:\?.*)?$/;

/**
 * @param {string} text
 * @param {Object[]} entities Telegram's, offsets in UTF-16 units, as JavaScript counts
 * @param {{openTopic: Function, command: Function}} on
 * @returns {Node[]}
 */
export function formatted(text, entities, on) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return pieces(text, 0, text.length, sorted, on);
}

function pieces(text, begin, end, entities, on) {
  const nodes = [];
  let at = begin;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    rest = others;
    if (from >= to) continue;
    const inside = others.filter((one) => one.offset < to);
    rest = others.filter((one) => one.offset >= to);
    if (from > at) nodes.push(text.slice(at, from));
    nodes.push(marked(entity, text.slice(from, to), pieces(text, from, to, inside, on), on));
    at = to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function marked(entity, plain, inner, on) {
  switch (entity.type) {
    case "pre":
      return h("pre", { "data-language": entity.language }, ...inner);
    case "spoiler":
      return spoiler(inner);
    case "text_link":
      return link(entity.url, inner, on);
    case "url":
      return link(plain.includes("://") ? plain : `https://${plain}`, inner, on);
    case "email":
      return link(`mailto:${plain}`, inner, on);
    case "phone_number":
      return link(`tel:${plain.replace(/[^+\d]/g, "")}`, inner, on);
    case "bot_command":
      return h(
        "button",
        { type: "button", class: "as-link", on: { click: () => on.command(plain) } },
        ...inner,
      );
    default:
      return h(TAGS[entity.type] ?? "span", { class: `entity-${entity.type}` }, ...inner);
  }
}

/** @returns {{group: number, topic: number, message: ?number}|null} where a t.me/c link leads */
export function topicOf(url) {
  const found = TOPIC.exec(url ?? "");
  if (!found) return null;
  return {
    group: Number(`-100${found[1]}`),
    topic: Number(found[2] ?? 0),
    message: Number(found[3] ?? 0) || null,
  };
}

function link(url, inner, on) {
  const topic = topicOf(url);
  if (topic)
    return h(
      "a",
      { href: url, on: { click: (event) => (event.preventDefault(), on.openTopic(topic)) } },
      ...inner,
    );
  if (!isHarmless(url)) return h("span", {}, ...inner);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...inner);
}

export function isHarmless(url) {
  try {
    return HARMLESS.has(new URL(url).protocol);
  } catch {
    return false;
  }
}

function spoiler(inner) {
  const node = h("span", { class: "spoiler", role: "button", tabindex: 0 }, ...inner);
  const reveal = () => node.classList.add("open");
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => event.key === "Enter" && reveal());
  return node;
}
