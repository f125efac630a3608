/** Where one writes: the field, what it answers or edits, the paper clip and the bot's own keyboard. */

import { asFiles, attachments } from "./attach.js";
import { fill, h, iconButton } from "./dom.js";
import { t } from "./i18n.js";
import { kindName } from "./media.js";
import { showMenu } from "./menu.js";

export class Composer {
  #about = null;
  #keysShown = true;
  #keyboard = null;

  /** @param {Object} on {write(text, replyTo), edit(id, text), files(files, caption, replyTo), location(where), contact?(), key(key), lastOwn(), fail(error)} */
  constructor(on, label) {
    this.on = on;
    this.field = h("textarea", {
      rows: 1,
      placeholder: t("write"),
      "aria-label": label,
      enterkeyhint: "send",
    });
    this.field.addEventListener("input", () => this.#grow());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("paste", (event) => this.#given(event, event.clipboardData));
    this.clip = iconButton("clip", t("attach"), () => this.#attach(), { "aria-haspopup": "menu" });
    this.toggle = iconButton("keyboard", t("keyboard"), () => this.#toggle(), { hidden: true });
    this.bar = h("div", { class: "about", hidden: true });
    this.keys = h("div", { class: "reply-keys", hidden: true });
    const send = iconButton("send", t("send"), () => this.send(), { class: "icon-button send" });
    const line = h("div", { class: "line" }, this.clip, this.field, this.toggle, send);
    this.node = h("div", { class: "composer" }, this.bar, line, this.keys);
    this.node.addEventListener("dragover", (event) => event.preventDefault());
    this.node.addEventListener("drop", (event) => this.#given(event, event.dataTransfer));
  }

  reply(message) {
    this.#setAbout({ kind: "reply", message });
  }

  edit(message) {
    this.field.value = message.text;
    this.#setAbout({ kind: "edit", message });
  }

  focus() {
    this.field.focus();
  }

  reset() {
    this.#about = null;
    this.field.value = "";
    this.#drawAbout();
    this.#grow();
  }

  async send() {
    const text = this.field.value;
    const about = this.#about;
    if (!text.trim()) return;
    this.reset();
    try {
      if (about?.kind === "edit") await this.on.edit(about.message.id, text);
      else await this.on.write(text, about?.message.id);
    } catch (failure) {
      this.field.value ||= text;
      this.#grow();
      this.on.fail(failure);
    }
  }

  /** @param {?{rows: Object[][]}} keyboard what the bot shows below the field */
  setKeyboard(keyboard) {
    if (keyboard === this.#keyboard) return;
    this.#keyboard = keyboard;
    this.#keysShown = true;
    this.#drawKeys();
  }

  #setAbout(about) {
    this.#about = about;
    this.#drawAbout();
    this.#grow();
    this.focus();
  }

  #drawAbout() {
    const about = this.#about;
    this.bar.hidden = !about;
    if (!about) return;
    const { from, text, kind } = about.message;
    const title = about.kind === "edit" ? t("editing") : from.name;
    fill(
      this.bar,
      h("div", { class: "about-text" }, h("b", { text: title }), h("span", { text: text || kindName(kind) })),
      iconButton("close", t("cancel"), () => this.#drop()),
    );
  }

  #drop() {
    if (this.#about?.kind === "edit") this.field.value = "";
    this.#about = null;
    this.#drawAbout();
    this.#grow();
    this.focus();
  }

  #drawKeys() {
    const keyboard = this.#keyboard;
    this.toggle.hidden = !keyboard;
    this.toggle.setAttribute("aria-pressed", String(this.#keysShown));
    this.keys.hidden = !keyboard || !this.#keysShown;
    fill(
      this.keys,
      ...(keyboard?.rows ?? []).map((row) =>
        h(
          "div",
          { class: "key-row" },
          row.map((key) => this.#replyKey(key)),
        ),
      ),
    );
  }

  #replyKey(key) {
    const press = () => Promise.resolve(this.on.key(key)).catch((failure) => this.on.fail(failure));
    return h("button", {
      type: "button",
      class: `key ${key.colour ? `key-${key.colour}` : ""}`,
      text: key.label,
      on: { click: press },
    });
  }

  #toggle() {
    this.#keysShown = !this.#keysShown;
    this.#drawKeys();
  }

  #attach() {
    const replyTo = this.#about?.kind === "reply" ? this.#about.message.id : undefined;
    const send = {
      files: async (files, caption) =>
        files.length && this.#sent(this.on.files(files, caption ?? this.field.value, replyTo)),
      location: (where) => this.#sent(this.on.location(where)),
      contact: this.on.contact && (() => this.#sent(this.on.contact())),
    };
    showMenu(
      this.clip,
      attachments(send, (failure) => this.on.fail(failure)),
    );
  }

  async #sent(doing) {
    await doing;
    this.reset();
  }

  async #given(event, transfer) {
    if (!transfer?.files.length) return;
    event.preventDefault();
    try {
      await this.#sent(this.on.files(await asFiles(transfer.files), this.field.value, undefined));
    } catch (failure) {
      this.on.fail(failure);
    }
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.#about) {
      this.#drop();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      const own = this.on.lastOwn();
      if (own) (event.preventDefault(), this.edit(own));
    }
  }

  #grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 120)}px`;
  }
}
