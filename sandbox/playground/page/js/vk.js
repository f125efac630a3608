/** VK as one person sees it: his dialogs with communities. */

import { get, post } from "./api.js";
import { t } from "./i18n.js";
import { message } from "./vk-message.js";

const BASE = "people/vk";

const keyOf = (group, peer) => `vk:${group}:${peer}`;

/** Events of the stream into timelines. */
export function follow(live, timelines, world, changed) {
  live.on("vk", (event) => {
    if (event.message) {
      const deleted = event.kind === "delete" || Boolean(event.message.deleted);
      timelines
        .of(keyOf(event.group_id, event.peer_id))
        .put(message({ ...event.message, deleted }, event.group_id, world));
    } else {
      changed(event);
    }
  });
}

export class VkAccount {
  messenger = "vk";

  constructor(person, world, timelines) {
    this.person = person;
    this.world = world;
    this.timelines = timelines;
    this.name = world.vkUsers.get(person)?.name ?? `${person}`;
  }

  /** @returns {Promise<Object[]>} as TelegramAccount.chats */
  async chats() {
    return Promise.all([...this.world.communities.values()].map((one) => this.#dialog(one)));
  }

  async chat(api) {
    return (await this.chats()).find((chat) => chat.api === api);
  }

  async #dialog(community) {
    const group = community.group_id;
    const { dialogs } = await get(`${BASE}/dialogs`, { group });
    const known = dialogs.find((dialog) => dialog.user === this.person);
    return {
      key: keyOf(group, this.person),
      api: group,
      title: community.name,
      kind: "community",
      forum: false,
      started: Boolean(known?.last),
      blocked: Boolean(known?.blocked),
      allowed: Boolean(known?.allowed),
      member: true,
      last: known?.last ? message(known.last, group, this.world) : null,
    };
  }

  timeline(chat) {
    return this.timelines.of(chat.key);
  }

  async topics() {
    return [];
  }

  load(chat) {
    return this.timeline(chat).load(null, async () => {
      const { messages } = await get(`${BASE}/transcript`, { group: chat.api, user: this.person });
      return messages.map((raw) => message(raw, chat.api, this.world));
    });
  }

  isMine(one) {
    return !one.from.bot;
  }

  act(action, chat, body = {}) {
    return post(`${BASE}/users/${this.person}/${action}`, { group: chat.api, ...body });
  }

  start(chat) {
    return this.act("start", chat);
  }

  write(chat, text, { replyTo } = {}) {
    return this.act("write", chat, { text, ...quoted(replyTo) });
  }

  async send(chat, files, caption, { replyTo } = {}) {
    const attachments = files.map(({ kind, ...file }) => ({ kind: KINDS[kind] ?? "doc", ...file }));
    return this.act("write", chat, { text: caption ?? "", attachments, ...quoted(replyTo) });
  }

  location(chat, where, { replyTo } = {}) {
    return this.act("write", chat, { geo: where, ...quoted(replyTo) });
  }

  edit(chat, id, text) {
    return this.act("edit", chat, { message: id, text });
  }

  remove(chat, id) {
    return this.act("delete", chat, { message: id });
  }

  async press(chat, one, button) {
    const answer = await this.act("press", chat, { message: one.id, button: button.label });
    return button.kind === "callback" ? said(answer) : null;
  }

  async pressKey(chat, key) {
    const answer = await this.act("press", chat, { button: key.label });
    return key.kind === "callback" ? said(answer) : null;
  }

  deeds(chat) {
    const admin = (deed) => post(`${BASE}/communities/${chat.api}/${deed}`, { user: this.person });
    const allow = { label: t("deed.allow"), run: () => this.act("allow", chat) };
    const deny = { label: t("deed.deny"), danger: true, run: () => this.act("deny", chat) };
    const unblock = { label: t("deed.unblacklist"), run: () => admin("unblock") };
    const block = { label: t("deed.blacklist"), danger: true, run: () => admin("block") };
    return [chat.allowed ? deny : allow, chat.blocked ? unblock : block];
  }
}

const KINDS = { photo: "photo", document: "doc", voice: "audio_message" };

function quoted(replyTo) {
  return replyTo ? { reply_to: replyTo } : {};
}

function said(answer) {
  if (!answer.answered) return { text: t("press.unanswered"), alert: false, failed: true };
  return { text: answer.answer?.text ?? "", alert: false };
}
