/** One message, or one album, as it looks in a chat. */

import { avatar, h, hue, icon, iconButton } from "./dom.js";
import { formatted } from "./entities.js";
import { t, timeOf } from "./i18n.js";
import { album, kindName, media } from "./media.js";
import { serviceLine } from "./service.js";

/** @typedef {import("./timeline.js").Message} Message */

/**
 * @param {Message[]} parts one, or those of an album
 * @param {Object} view {mine, named (whether to say who), inGroup, quoted(message)}
 * @param {Object} on what can be done: press, menu, reply, jump, openPhoto, openTopic, command, react
 */
export function bubble(parts, view, on) {
  const lead = parts.find((one) => one.text && !one.deleted) ?? parts[0];
  if (lead.service)
    return h(
      "div",
      { class: "service", "data-id": lead.id, tabindex: -1 },
      h("span", { text: serviceLine(lead) }),
    );
  const alive = parts.filter((one) => !one.deleted);
  const gone = !alive.length;
  return h(
    "article",
    {
      class: `row ${view.mine ? "mine" : "theirs"}${gone ? " gone" : ""}`,
      "data-id": lead.id,
      tabindex: -1,
      "aria-label": spoken(lead, gone),
    },
    view.inGroup && !view.mine
      ? view.named
        ? avatar(lead.from.name)
        : h("span", { class: "avatar-room" })
      : null,
    h(
      "div",
      { class: "bubble-and-keys" },
      h("div", { class: "bubble" }, gone ? removed(lead) : inside(alive, lead, view, on)),
      gone ? null : keys(lead, on),
    ),
    gone ? null : tools(lead, on),
  );
}

function inside(parts, lead, view, on) {
  const pictures = parts.length > 1 ? album(parts, on) : media(lead, on);
  return [
    view.inGroup &&
      view.named &&
      !view.mine &&
      h(
        "div",
        { class: "sender", style: { "--hue": hue(lead.from.name) } },
        lead.from.name,
        lead.from.bot && h("span", { class: "bot-mark", text: t("bot") }),
      ),
    lead.forwarded && h("div", { class: "forwarded", text: t("forwarded", { who: lead.forwarded }) }),
    quote(lead, view, on),
    ...pictures,
    lead.text && h("div", { class: "text", dir: "auto" }, formatted(lead.text, lead.entities, on)),
    h("div", { class: "foot" }, reactions(lead, on), meta(lead)),
  ].filter(Boolean);
}

function spoken(message, gone) {
  const what = gone ? t("deleted") : message.text || kindName(message.kind);
  return `${message.from.name}, ${timeOf(message.at)}: ${what}`;
}

function removed(lead) {
  return [h("span", { class: "removed", text: t("deleted") }), meta(lead)];
}

function quote(message, view, on) {
  const target = message.reply ?? view.quoted(message);
  if (!target) return null;
  return h(
    "button",
    {
      type: "button",
      class: "quote",
      style: { "--hue": hue(target.name) },
      on: { click: () => on.jump(message.replyTo) },
    },
    h("b", { text: target.name }),
    h("span", { text: message.quote || target.text }),
  );
}

function meta(message) {
  const past = message.earlier.length ? t("edited.earlier", { text: message.earlier.at(-1) }) : null;
  return h(
    "span",
    { class: "meta" },
    message.edited && h("span", { class: "edited", title: past, text: t("edited") }),
    message.silent && h("span", { class: "silent", title: t("silent") }, icon("silent")),
    h("time", { text: timeOf(message.at) }),
  );
}

function reactions(message, on) {
  const byEmoji = Map.groupBy
    ? Map.groupBy(message.reactions, (one) => one.emoji)
    : grouped(message.reactions);
  return [...byEmoji].map(([emoji, all]) =>
    h(
      "button",
      {
        type: "button",
        class: "reaction",
        title: all.map((one) => one.who).join(", "),
        "aria-label": t("reaction", { emoji, who: all.map((one) => one.who).join(", ") }),
        on: { click: () => on.react(message, emoji) },
      },
      emoji,
      all.length > 1 && h("b", { text: String(all.length) }),
    ),
  );
}

function grouped(all) {
  const groups = new Map();
  for (const one of all) groups.set(one.emoji, [...(groups.get(one.emoji) ?? []), one]);
  return groups;
}

function keys(message, on) {
  if (!message.rows.length) return null;
  return h(
    "div",
    { class: "inline-keys" },
    message.rows.map((row) =>
      h(
        "div",
        { class: "key-row" },
        row.map((button) => inlineKey(message, button, on)),
      ),
    ),
  );
}

function inlineKey(message, button, on) {
  return h(
    "button",
    {
      type: "button",
      class: `key ${button.colour ? `key-${button.colour}` : ""}`,
      on: { click: (event) => on.press(message, button, event.currentTarget) },
    },
    button.label,
    button.kind === "url" && icon("link"),
  );
}

function tools(message, on) {
  const menu = iconButton("more", t("menu.message"), (event) => on.menu(message, event.currentTarget), {
    tabindex: -1,
  });
  return h(
    "div",
    { class: "tools" },
    iconButton("reply", t("menu.reply"), () => on.reply(message), { tabindex: -1 }),
    menu,
  );
}
