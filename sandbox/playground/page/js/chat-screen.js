/** One open chat or topic: its header, its messages, and where one writes. */

import { Composer } from "./composer.js";
import { avatar, fill, h, icon, iconButton } from "./dom.js";
import { isHarmless, topicOf } from "./entities.js";
import { t } from "./i18n.js";
import { preview, topicIcon } from "./lists.js";
import { Log } from "./log.js";
import { showMenu } from "./menu.js";
import { messageMenu, react } from "./message-menu.js";
import { openPhoto } from "./notices.js";

const TYPING_STAYS = 5000;

export class ChatScreen {
  #stop = () => {};
  #typing = 0;

  /** @param {import("./phone.js").Phone} phone */
  constructor(phone) {
    this.phone = phone;
    this.log = new Log(this.#deeds(), t("log.of", { phone: phone.title }));
    this.composer = new Composer(this.#writing(), t("write.on", { phone: phone.title }));
    this.head = h("header", { class: "chat-head" });
    this.pinned = h("div", { class: "pinned", hidden: true });
    this.bar = h("div", { class: "chat-bar" });
    this.node = h(
      "div",
      { class: "main" },
      this.head,
      this.pinned,
      h("div", { class: "log-room" }, this.log.node, this.log.down),
      this.bar,
      this.composer.node,
    );
  }

  get account() {
    return this.phone.account;
  }

  get chat() {
    return this.phone.chat;
  }

  get where() {
    return { topic: this.phone.topic?.id || undefined };
  }

  /** Shows what the phone has open. */
  show() {
    this.#stop();
    const timeline = this.account.timeline(this.chat);
    const topic = this.phone.topic?.id || null;
    const view = { isMine: (one) => this.account.isMine(one), inGroup: this.chat.kind === "group" };
    this.composer.on.contact = this.account.contact && (() => this.account.contact(this.chat, this.where));
    this.log.show(timeline, topic, view);
    this.#stop = timeline.listen((message) => message.topic === topic && this.#news());
    this.composer.reset();
    this.drawHead();
    this.#news();
  }

  hide() {
    this.#stop();
    this.log.hide();
  }

  drawHead() {
    const { chat, topic } = this.phone;
    const title = topic ? topic.name : chat.title;
    const under = this.#typing ? t("typing") : this.#under();
    const menu = iconButton(
      "more",
      t("menu.chat"),
      (event) => showMenu(event.currentTarget, this.#chatDeeds()),
      { "aria-haspopup": "menu" },
    );
    fill(
      this.head,
      iconButton("back", t("back"), () => this.phone.back(), { class: "icon-button back" }),
      topic ? topicIcon(topic) : avatar(title),
      h("div", { class: "chat-title" }, h("b", { text: title }), h("small", { text: under })),
      menu,
    );
    this.#drawBar();
  }

  /** Somebody types in this chat. */
  typing() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => ((this.#typing = 0), this.drawHead()), TYPING_STAYS);
    this.drawHead();
  }

  #under() {
    const { chat, topic } = this.phone;
    if (topic) return topic.closed ? t("topic.closed") : chat.title;
    if (chat.blocked) return t("chat.blocked");
    return t(`chat.kind.${chat.kind}`);
  }

  #news() {
    clearTimeout(this.#typing);
    if (this.#typing) ((this.#typing = 0), this.drawHead());
    this.#drawPinned();
    this.composer.setKeyboard(this.#keyboard());
    if (!this.chat.started && this.#thread().length) this.phone.refresh();
  }

  #thread() {
    return this.account.timeline(this.chat).thread(this.phone.topic?.id || null);
  }

  /** The newest keyboard of a bot, unless it was for one press and that has been. */
  #keyboard() {
    const recent = this.#thread().slice(-200).reverse();
    const shown = recent.find((one) => one.keyboard && !one.deleted);
    if (!shown || shown.keyboard.gone) return null;
    const used = shown.keyboard.once && recent.some((one) => one.id > shown.id && this.account.isMine(one));
    return used ? null : shown.keyboard;
  }

  #drawPinned() {
    const timeline = this.account.timeline(this.chat);
    const pins = this.#thread().filter((one) => one.kind === "pinned_message");
    const target = pins.map((one) => timeline.get(one.body?.message)).findLast((one) => one?.pinned);
    this.pinned.hidden = !target || target.deleted;
    if (!target) return;
    fill(
      this.pinned,
      h(
        "button",
        { type: "button", on: { click: () => this.log.jump(target.id) } },
        icon("pin"),
        h("b", { text: t("pinned") }),
        h("span", { text: preview(target) }),
      ),
    );
  }

  /** Instead of the field, what has to be done before one can write. */
  #drawBar() {
    const { chat } = this.phone;
    const offered = this.#offered(chat);
    this.composer.node.hidden = Boolean(offered) && chat.kind !== "community";
    this.bar.hidden = !offered;
    if (offered)
      fill(
        this.bar,
        h("button", {
          type: "button",
          class: "wide",
          text: offered.label,
          on: { click: () => this.phone.doing(offered.run) },
        }),
      );
  }

  #offered(chat) {
    const { account } = this;
    if (!chat.member) return { label: t("deed.join"), run: () => account.act("join", chat) };
    if (chat.kind === "bot" && chat.blocked)
      return { label: t("deed.unblock"), run: () => account.act("unblock", chat, { bot: chat.api }) };
    if (!chat.started) return { label: t("deed.start"), run: () => account.start(chat) };
    return null;
  }

  #chatDeeds() {
    const { chat, topic } = this.phone;
    return this.account
      .deeds(chat, topic)
      .map((deed) => ({ ...deed, run: () => this.phone.doing(deed.run) }));
  }

  #deeds() {
    return {
      reply: (message) => this.composer.reply(message),
      menu: (message, anchor) => messageMenu(this, message, anchor),
      press: (message, button, node) => this.#press(message, button, node),
      jump: (id) => this.log.jump(id),
      openPhoto,
      openTopic: (topic) => this.phone.openTopic(topic),
      command: (text) => this.#writing().write(text),
      react: (message, emoji) => react(this, message, emoji),
    };
  }

  async #press(message, button, node) {
    if (button.kind === "url") return this.#open(button.url);
    if (button.kind === "copy") return navigator.clipboard.writeText(button.copy);
    node.setAttribute("aria-busy", "true");
    const answer = await this.phone.doing(() => this.account.press(this.chat, message, button));
    node.removeAttribute("aria-busy");
    this.#answer(answer);
  }

  #answer(answer) {
    if (!answer?.text) return;
    if (answer.alert) this.phone.notices.alert(answer.text);
    else this.phone.notices.toast(answer.text, answer.failed);
  }

  #open(url) {
    const topic = topicOf(url);
    if (topic) this.phone.openTopic(topic);
    else if (isHarmless(url)) window.open(url, "_blank", "noopener");
  }

  #writing() {
    return {
      write: (text, replyTo) => this.account.write(this.chat, text, { ...this.where, replyTo }),
      edit: (id, text) => this.account.edit(this.chat, id, text),
      files: (files, caption, replyTo) =>
        this.account.send(this.chat, files, caption, { ...this.where, replyTo }),
      location: (where) => this.account.location(this.chat, where, this.where),
      key: async (key) =>
        key.kind === "url"
          ? this.#open(key.url)
          : this.#answer(await this.account.pressKey(this.chat, key, this.where)),
      lastOwn: () => this.#thread().findLast((one) => this.account.isMine(one) && one.text && !one.deleted),
      fail: (failure) => this.phone.failed(failure),
    };
  }
}
