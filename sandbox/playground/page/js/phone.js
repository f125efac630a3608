/** One phone: whose it is, which chats are on it, and which of them is open. */

import { ChatScreen } from "./chat-screen.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { preview } from "./lists.js";
import { Notices } from "./notices.js";
import { drawSide } from "./side.js";
import { Unread } from "./unread.js";

const KEPT = "playground.phone.";

export class Phone {
  chat = null;
  topic = null;
  topics = [];
  chats = [];
  unread = new Unread();
  #turn = 0;
  #frame = 0;

  /**
   * @param {Object} given {id, people: groups for the list, account: (person) => account, start: {person, chat}}
   * @param {import("./timeline.js").Timelines} timelines
   * @param {Function} openTopic where a link leads that cannot be opened here
   */
  constructor(given, timelines, openTopic) {
    Object.assign(this, given);
    this.title = t(`phone.${this.id}`);
    this.openElsewhere = openTopic;
    this.notices = new Notices();
    this.screen = new ChatScreen(this);
    this.side = h("div", { class: "side" });
    this.who = h(
      "select",
      {
        class: "who",
        "aria-label": t("phone.who", { phone: this.title }),
        on: { change: () => this.put({ person: Number(this.who.value) }) },
      },
      this.#options(),
    );
    const top = h("div", { class: "phone-top" }, h("h2", { text: this.title }), this.who);
    this.glass = h(
      "div",
      { class: "screen", "data-view": "side" },
      h("div", { class: "columns" }, this.side, this.screen.node),
      this.notices.node,
    );
    this.node = h(
      "section",
      {
        class: "phone",
        id: `phone-${this.id}`,
        "data-phone": this.id,
        "data-messenger": this.messenger,
        "aria-label": this.title,
      },
      top,
      this.glass,
    );
    timelines.listen((...news) => this.#news(...news));
  }

  /**
   * Puts somebody on the phone and opens a chat; what is left out stays as it is.
   * @param {{person?: number, chat?: string|number, topic?: number}} look
   */
  async put({ person, chat, topic }) {
    const turn = this.#busy();
    if (person && person !== this.account?.person) this.#setPerson(person);
    this.chats = await this.account.chats();
    if (turn !== this.#turn) return;
    const wanted = chat ?? this.chat?.api;
    const found = this.chats.find((one) => one.api === wanted) ?? null;
    await this.openChat(found, topic ?? (chat ? undefined : this.topic?.id));
  }

  /** @param {?Object} chat null for the list of chats */
  async openChat(chat, topicId) {
    const turn = this.#busy();
    if (chat?.key !== this.chat?.key) this.notices.clear();
    const topics = chat?.forum && chat.member ? await this.account.topics(chat) : [];
    const topic = topicId === undefined ? null : this.#topicOf(topics, topicId);
    const opened = chat && (!chat.forum || topic || !chat.member);
    if (opened && chat.member)
      await this.account.load(chat, topic?.id || null).catch((failure) => this.failed(failure));
    if (turn !== this.#turn) return;
    Object.assign(this, { chat, topics, topic });
    this.#keep();
    if (chat) this.unread.read(chat, topic?.id);
    this.glass.dataset.view = opened ? "main" : "side";
    if (opened) this.screen.show();
    else this.screen.hide();
    drawSide(this);
    this.node.removeAttribute("aria-busy");
  }

  /** Only the last of several changes under way ends in something to see. */
  #busy() {
    this.node.setAttribute("aria-busy", "true");
    return ++this.#turn;
  }

  back() {
    return this.openChat(this.chat?.forum && this.topic ? this.chat : null);
  }

  /** A link to a topic: here if its group is on this phone, else on the operators'. */
  openTopic(link) {
    const chat = this.chats.find((one) => one.api === link.group && one.member);
    if (chat) return this.openChat(chat, link.topic);
    return this.openElsewhere(link, this);
  }

  /** A link from another phone: if its reader is not in that group, a word to him. */
  openTopicFor(link, from) {
    if (from !== this && this.chats.some((one) => one.api === link.group && one.member)) {
      this.node.dispatchEvent(new CustomEvent("wanted"));
      return this.openTopic(link);
    }
    from.notices.toast(t("link.nowhere"), true);
    return null;
  }

  /** Does something that the sandbox may refuse, and looks again at the chats. */
  async doing(run) {
    try {
      return await run();
    } catch (failure) {
      this.failed(failure);
      return null;
    } finally {
      await this.refresh();
    }
  }

  failed(failure) {
    this.notices.toast(failure.message, true);
  }

  async refresh() {
    const chats = await this.account.chats();
    this.chats = chats;
    const now = chats.find((one) => one.key === this.chat?.key);
    if (now) {
      this.chat = now;
      this.screen.drawHead();
    }
    drawSide(this);
  }

  /** What the stream tells beside messages. */
  heard(event) {
    const here =
      event.chat === this.chat?.api ||
      (event.bot === this.chat?.api && event.chat === this.account.person) ||
      (event.group_id === this.chat?.api && event.peer_id === this.account.person);
    if (event.kind === "topic" && here) this.#topicChanged(event.topic);
    if ((event.kind === "typing" || event.kind === "activity") && here && event.user !== this.account.person)
      this.screen.typing();
    if (["member", "allow", "deny", "blocked", "unblocked"].includes(event.kind)) this.refresh();
  }

  #options() {
    return this.people.map((group) =>
      h(
        "optgroup",
        { label: t(`role.${group.role}`) },
        group.people.map((one) => h("option", { value: one.id, text: one.name })),
      ),
    );
  }

  #setPerson(person) {
    this.account = this.accountOf(person);
    this.who.value = String(person);
    this.unread.clear();
    this.notices.clear();
    this.screen.composer.reset();
  }

  #topicOf(topics, id) {
    if (id === 0) return { id: 0, name: t("topic.general"), closed: false };
    return topics.find((topic) => topic.id === id) ?? null;
  }

  #topicChanged(topic) {
    this.topics = [...this.topics.filter((one) => one.id !== topic.id), ...(topic.deleted ? [] : [topic])];
    if (this.topic?.id === topic.id) {
      if (topic.deleted) return void this.back();
      this.topic = topic;
      this.screen.drawHead();
    }
    this.#drawSoon();
  }

  #news(key, message, isNew, live) {
    const chat = this.chats.find((one) => one.key === key);
    if (!chat?.member) return;
    if (!chat.last || message.id >= chat.last.id) chat.last = message;
    const topic = this.topics.find((one) => key === this.chat?.key && one.id === message.topic);
    if (topic) topic.last = Math.max(topic.last, message.id);
    const open =
      key === this.chat?.key &&
      (!chat.forum || (message.topic ?? 0) === this.topic?.id) &&
      this.glass.dataset.view === "main";
    if (isNew && live && !open && !this.account.isMine(message)) this.#announce(chat, message);
    this.#drawSoon();
  }

  #announce(chat, message) {
    this.unread.add(chat, message.topic);
    if (!message.silent && !message.service && !chat.forum)
      this.notices.banner(chat.title, preview(message), () => this.openChat(chat));
  }

  #drawSoon() {
    this.#frame ||= requestAnimationFrame(() => ((this.#frame = 0), drawSide(this)));
  }

  #keep() {
    const kept = { person: this.account.person, chat: this.chat?.api, topic: this.topic?.id };
    sessionStorage.setItem(KEPT + this.id, JSON.stringify(kept));
  }

  /** Where this phone was when the page was drawn last, if it was. */
  kept() {
    return JSON.parse(sessionStorage.getItem(KEPT + this.id) ?? "null");
  }
}
