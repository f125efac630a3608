/** The lists of a phone: its chats, or the topics of the group that is open. */

import { fill, h, iconButton } from "./dom.js";
import { t } from "./i18n.js";
import { badge, chatList, topicList } from "./lists.js";

/** @param {import("./phone.js").Phone} phone */
export function drawSide(phone) {
  const inForum = phone.chat?.forum && phone.chat.member;
  fill(phone.side, inForum ? topics(phone) : chats(phone));
}

function chats(phone) {
  const on = {
    open: (chat) => phone.openChat(chat),
    unread: (chat) => phone.unread.of(chat),
    current: phone.chat?.key,
  };
  return [h("div", { class: "side-top" }, h("b", { text: t("chats") })), chatList(phone.chats, on)];
}

function topics(phone) {
  const { chat, unread } = phone;
  const timeline = phone.account.timeline(chat);
  const on = {
    open: (topic) => phone.openChat(chat, topic.id),
    unread: (topic) => unread.ofTopic(chat, topic.id),
    current: phone.topic?.id,
    last: (topic) => timeline.last(topic.id || null),
  };
  const back = iconButton("back", t("back.chats"), () => phone.openChat(null));
  const top = h(
    "div",
    { class: "side-top" },
    back,
    h("b", { text: chat.title }),
    badge(unread.besides(chat)),
  );
  return [top, topicList(phone.topics, on)];
}
