/** The list of chats and the list of topics on a phone. */

import { avatar, h, icon } from "./dom.js";
import { t, timeOf } from "./i18n.js";
import { kindName } from "./media.js";

/** @param {{open: Function, unread: Function, current: ?string}} on */
export function chatList(chats, on) {
  return h(
    "ul",
    { class: "list" },
    chats.map((chat) => h("li", {}, chatRow(chat, on))),
  );
}

function chatRow(chat, on) {
  const last = chat.last;
  const quiet = !chat.started || !chat.member;
  return h(
    "button",
    {
      type: "button",
      class: `list-row${quiet ? " quiet" : ""}`,
      "aria-current": on.current === chat.key ? "true" : null,
      on: { click: () => on.open(chat) },
    },
    avatar(chat.title),
    lines(chat.title, last, under(chat), badge(on.unread(chat))),
  );
}

/** A name with the time of the last message, and below it a line with what there is to notice. */
function lines(name, last, below, ...marks) {
  return h(
    "span",
    { class: "list-text" },
    h("span", { class: "list-line" }, h("b", { text: name }), last && h("time", { text: timeOf(last.at) })),
    h("span", { class: "list-line" }, h("small", { text: below }), marks),
  );
}

function under(chat) {
  if (chat.blocked) return t("chat.blocked");
  if (!chat.member) return t("chat.not_member");
  if (!chat.started) return t("chat.not_started");
  if (chat.last) return preview(chat.last);
  return chat.kind === "group" ? t("chat.group") : t("chat.empty");
}

/** A message in one line. */
export function preview(message) {
  if (message.deleted) return t("deleted");
  return message.text || (message.service ? t("chat.service") : kindName(message.kind));
}

/** @param {{open: Function, unread: Function, current: ?number, last: Function}} on */
export function topicList(topics, on) {
  const sorted = [...topics].sort((a, b) => b.last - a.last);
  const general = { id: 0, name: t("topic.general"), icon_color: null, closed: false, messages: null };
  return h(
    "ul",
    { class: "list topics" },
    [...sorted, general].map((topic) => h("li", {}, topicRow(topic, on))),
  );
}

function topicRow(topic, on) {
  const last = on.last(topic);
  return h(
    "button",
    {
      type: "button",
      class: "list-row",
      "data-topic": topic.id,
      "aria-current": on.current === topic.id ? "true" : null,
      on: { click: () => on.open(topic) },
    },
    topicIcon(topic),
    lines(
      topic.name,
      last,
      last ? `${last.from.name}: ${preview(last)}` : summary(topic),
      topic.closed && icon("lock"),
      badge(on.unread(topic)),
    ),
  );
}

function summary(topic) {
  return topic.messages === null ? t("topic.general.about") : t("topic.messages", { n: topic.messages });
}

/** Telegram's icon: a coloured drop with a letter, or an emoji. */
export function topicIcon(topic) {
  if (topic.id === 0) return h("span", { class: "topic-icon general", "aria-hidden": "true", text: "#" });
  const emoji = topic.icon_emoji && !/^\d+$/.test(topic.icon_emoji) ? topic.icon_emoji : null;
  const colour = `#${(topic.icon_color ?? 0x6fb9f0).toString(16).padStart(6, "0")}`;
  return h(
    "span",
    { class: `topic-icon${emoji ? " emoji" : ""}`, "aria-hidden": "true", style: { "--topic": colour } },
    emoji ?? [...topic.name][0] ?? "•",
  );
}

export function badge(number) {
  return number
    ? h("span", { class: "badge", "aria-label": t("unread", { n: number }), text: String(number) })
    : null;
}
