/** What a phone says over its screen: a bot's answer to a press, an error, a message from another chat. */

import { h } from "./dom.js";
import { t } from "./i18n.js";

const STAYS = 4500;

export class Notices {
  constructor() {
    this.node = h("div", { class: "notices", "aria-live": "polite" });
  }

  /** A bot's answer, or a complaint, for a moment. */
  toast(text, failed = false) {
    this.#add(
      h("div", { class: `toast${failed ? " failed" : ""}`, role: failed ? "alert" : "status", text }),
    );
  }

  /** A message from a chat that is not open. */
  banner(title, text, open) {
    const node = h(
      "button",
      { type: "button", class: "banner", on: { click: () => (node.remove(), open()) } },
      h("b", { text: title }),
      h("span", { text }),
    );
    this.#add(node);
  }

  /** A bot's answer that has to be acknowledged. */
  alert(text) {
    const ok = h("button", {
      type: "button",
      class: "primary",
      text: t("ok"),
      on: { click: () => cover.remove() },
    });
    const cover = h(
      "div",
      { class: "alert-cover" },
      h(
        "div",
        { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": text },
        h("p", { text }),
        ok,
      ),
    );
    cover.addEventListener("keydown", (event) => event.key === "Escape" && cover.remove());
    this.node.append(cover);
    ok.focus();
  }

  clear() {
    this.node.replaceChildren();
  }

  #add(node) {
    this.node
      .querySelectorAll(":scope > :not(.alert-cover)")
      .forEach((one, i, all) => i < all.length - 1 && one.remove());
    this.node.append(node);
    setTimeout(() => node.remove(), STAYS);
  }
}

/** A picture over the whole page. */
export function openPhoto(url, caption) {
  const back = document.activeElement;
  const close = h("button", { type: "button", class: "icon-button", "aria-label": t("close"), text: "×" });
  const cover = h(
    "div",
    { class: "lightbox", role: "dialog", "aria-modal": "true", "aria-label": caption || t("kind.photo") },
    close,
    h("img", { src: url, alt: caption || t("kind.photo") }),
    caption && h("p", { text: caption }),
  );
  const end = () => (cover.remove(), back?.focus());
  cover.addEventListener("click", end);
  cover.addEventListener("keydown", (event) => event.key === "Escape" && end());
  document.body.append(cover);
  close.focus();
}
