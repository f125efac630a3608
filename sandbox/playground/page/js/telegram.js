/** Telegram as one person sees it: his chats, what comes to them, what he does there. */

import { get, post } from "./api.js";
import { t } from "./i18n.js";
import { message } from "./telegram-message.js";

const BASE = "people/telegram";
const PREVIEWED = 15;

/** @typedef {import("./timeline.js").Message} Message */

/** @returns {string} the timeline's key; a private chat is of a pair */
export function keyOf(chat, bot) {
  return bot ? `tg:${bot}:${chat}` : `tg:${chat}`;
}

/** Events of the stream into timelines. */
export function follow(live, timelines, world, changed) {
  live.on("telegram", (event) => {
    if (event.message) timelines.of(keyOf(event.chat, event.bot)).put(message(event.message, world));
    if (event.kind === "member") world.groups.get(event.chat)?.status.set(event.who, event.status);
    if (!event.message) changed(event);
  });
}

export class TelegramAccount {
  messenger = "telegram";

  constructor(person, world, timelines) {
    this.person = person;
    this.world = world;
    this.timelines = timelines;
    this.name = world.users.get(person)?.name ?? `${person}`;
  }

  /**
   * Bots first, those he talks with before the others; then groups he is in, then those he is not.
   * @returns {Promise<Object[]>} {key, api, title, kind, forum, started, blocked, member, last}
   */
  async chats() {
    const known = await get(`${BASE}/chats`, { user: this.person });
    const dialogs = new Map(known.filter((chat) => chat.bot).map((chat) => [chat.bot, chat]));
    const bots = [...this.world.bots.values()].map((bot) => this.#dialog(bot, dialogs.get(bot.username)));
    const groups = [...this.world.groups.values()].map((group) => this.#group(group));
    return [
      ...bots.filter((chat) => chat.started),
      ...groups.filter((chat) => chat.member),
      ...bots.filter((chat) => !chat.started),
      ...groups.filter((chat) => !chat.member),
    ];
  }

  async chat(api) {
    return (await this.chats()).find((chat) => chat.api === api);
  }

  #dialog(bot, known) {
    const started = Boolean(known?.started || known?.last);
    return {
      key: keyOf(this.person, bot.username),
      api: bot.username,
      title: bot.name,
      kind: "bot",
      forum: false,
      started,
      blocked: Boolean(known?.blocked),
      member: true,
      last: known?.last ? message(known.last, this.world) : null,
    };
  }

  #group(group) {
    return {
      key: keyOf(group.id),
      api: group.id,
      title: group.title,
      kind: "group",
      forum: group.forum,
      started: true,
      blocked: false,
      member: this.world.isMember(group.id, this.person),
      last: null,
    };
  }

  timeline(chat) {
    return this.timelines.of(chat.key);
  }

  async topics(chat) {
    const { topics } = await get(`${BASE}/topics`, { chat: chat.api });
    const fresh = [...topics].sort((a, b) => b.last - a.last).slice(0, PREVIEWED);
    await Promise.all(fresh.map((topic) => this.#preview(chat, topic)));
    return topics;
  }

  /** The newest message of a topic that has not been opened yet. */
  async #preview(chat, topic) {
    const timeline = this.timeline(chat);
    if (timeline.last(topic.id)) return;
    const found = await get(`${BASE}/message`, { chat: chat.api, user: this.person, message: topic.last });
    timeline.put(message(found.message, this.world), false);
  }

  /** The past of a chat, or of a topic (0 is General). */
  load(chat, topic) {
    const query = { chat: chat.api, user: this.person, topic: chat.forum ? (topic ?? 0) : undefined };
    return this.timeline(chat).load(chat.forum ? (topic ?? null) : null, async () => {
      const { messages } = await get(`${BASE}/transcript`, query);
      return messages.map((raw) => message(raw, this.world));
    });
  }

  isMine(one) {
    return one.from.id === this.person;
  }

  /** Any action of the people's side, in this chat. */
  act(action, chat, body = {}) {
    return post(`${BASE}/users/${this.person}/${action}`, { chat: chat.api, ...body });
  }

  start(chat) {
    return this.act("start", chat, { bot: chat.api });
  }

  write(chat, text, { topic, replyTo } = {}) {
    return this.act("write", chat, { text, ...place(topic, replyTo) });
  }

  /** @param {{kind: string, data?: string, name?: string, mime?: string, duration?: number}[]} files */
  async send(chat, files, caption, { topic, replyTo } = {}) {
    const where = place(topic, replyTo);
    if (files.length > 1) {
      return this.act("album", chat, {
        items: files.map((file, i) => (i ? file : { ...file, caption })),
        ...where,
      });
    }
    const { kind, ...file } = files[0];
    return this.act(kind, chat, { ...file, ...(caption ? { caption } : {}), ...where });
  }

  location(chat, where, { topic, replyTo } = {}) {
    return this.act("location", chat, { ...where, ...place(topic, replyTo) });
  }

  contact(chat, { topic, replyTo } = {}) {
    return this.act("contact", chat, place(topic, replyTo));
  }

  edit(chat, id, text) {
    return this.act("edit", chat, { message: id, text });
  }

  remove(chat, id) {
    return this.act("delete", chat, { message: id });
  }

  react(chat, id, emoji) {
    return this.act("react", chat, { message: id, emoji });
  }

  /** @returns {Promise<{text: string, alert: boolean}|null>} null where no answer is due */
  async press(chat, one, button) {
    const answer = await this.act("press", chat, { message: one.id, data: button.data });
    if (!answer.answered) return { text: t("press.unanswered"), alert: false, failed: true };
    return { text: answer.text, alert: answer.show_alert };
  }

  /** A button of the keyboard below the field. */
  pressKey(chat, key, where) {
    if (key.kind === "contact") return this.contact(chat, where);
    if (key.kind === "location") return this.location(chat, { latitude: 59.9386, longitude: 30.3141 }, where);
    return this.write(chat, key.label, where);
  }

  /** What can be done with the chat itself: [{label, run}]. */
  deeds(chat, topic) {
    if (chat.kind === "bot") {
      const block = {
        label: t("deed.block"),
        danger: true,
        run: () => this.act("block", chat, { bot: chat.api }),
      };
      const unblock = { label: t("deed.unblock"), run: () => this.act("unblock", chat, { bot: chat.api }) };
      return [{ label: t("deed.start"), run: () => this.start(chat) }, chat.blocked ? unblock : block];
    }
    const join = { label: t("deed.join"), run: () => this.act("join", chat) };
    const leave = { label: t("deed.leave"), danger: true, run: () => this.act("leave", chat) };
    return [...(topic ? this.#topicDeeds(chat, topic) : []), chat.member ? leave : join];
  }

  #topicDeeds(chat, topic) {
    const deed = (action, danger) => ({
      label: t(`deed.${action}`),
      danger,
      run: () => this.act(action, chat, { topic: topic.id }),
    });
    return [topic.closed ? deed("reopen_topic") : deed("close_topic"), deed("delete_topic", true)];
  }
}

function place(topic, replyTo) {
  return { ...(topic ? { topic } : {}), ...(replyTo ? { reply_to: replyTo } : {}) };
}
