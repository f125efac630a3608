/** The messages of one chat or topic. Only a window of them is in the page: a long day stays smooth. */

import { bubble } from "./bubble.js";
import { h } from "./dom.js";
import { dayOf, t } from "./i18n.js";
import { kindName } from "./media.js";

const WINDOW = 160;
const MORE = 80;
const NEAR = 240;

/** A unit is what stands in one bubble: a message, or the parts of an album. */
export class Log {
  #units = [];
  #unitOf = new Map();
  #nodes = new Map();
  #from = 0;
  #to = 0;
  /** How many units there were when the window was drawn. */
  #end = 0;
  #following = true;
  #size = "";
  #dirty = new Set();
  #frame = 0;
  #stop = () => {};

  /**
   * @param {Object} on see bubble.js
   * @param {string} label for screen readers
   */
  constructor(on, label) {
    this.on = on;
    this.list = h("div", { class: "log-list" });
    this.node = h(
      "div",
      { class: "log", role: "log", "aria-label": label, "aria-live": "off", tabindex: 0 },
      this.list,
    );
    this.down = h(
      "button",
      { type: "button", class: "to-bottom", hidden: true, on: { click: () => this.toBottom() } },
      "↓",
    );
    this.down.setAttribute("aria-label", t("log.newest"));
    this.node.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.node.addEventListener("keydown", (event) => this.#key(event));
    const grown = new ResizeObserver(() => this.#following && this.#stick());
    grown.observe(this.node);
    grown.observe(this.list);
  }

  /** @param {Object} view {isMine, inGroup} */
  show(timeline, topic, view) {
    this.#stop();
    Object.assign(this, { timeline, topic: topic ?? null, view });
    this.#stop = timeline.listen((message) => this.#changed(message));
    this.#rebuild();
  }

  hide() {
    this.#stop();
    this.#stop = () => {};
  }

  toBottom() {
    this.#following = true;
    this.#window(Math.max(0, this.#units.length - WINDOW), this.#units.length);
    this.#stick();
  }

  /** Brings a message into view and marks it for a moment. */
  jump(id) {
    const unit = this.#unitOf.get(id);
    if (!unit) return;
    const index = this.#units.lastIndexOf(unit);
    if (!this.#nodes.has(unit))
      this.#window(Math.max(0, index - MORE), Math.min(this.#units.length, index + MORE));
    const node = this.#nodes.get(unit);
    node.scrollIntoView({ block: "center" });
    node.classList.remove("found");
    requestAnimationFrame(() => node.classList.add("found"));
  }

  #rebuild() {
    this.#units = [];
    this.#unitOf.clear();
    for (const message of this.timeline.thread(this.topic)) this.#append(message);
    this.#nodes.clear();
    this.list.replaceChildren();
    this.#from = this.#to = 0;
    this.toBottom();
  }

  #append(message) {
    const last = this.#units.at(-1);
    const joins = message.album && last?.parts[0].album === message.album;
    const unit = joins ? last : { parts: [] };
    unit.parts.push(message);
    this.#unitOf.set(message.id, unit);
    if (!joins) this.#units.push(unit);
    return unit;
  }

  #changed(message) {
    if (message.topic !== this.topic) return;
    const unit = this.#unitOf.get(message.id);
    if (unit) {
      unit.parts = unit.parts.map((one) => (one.id === message.id ? message : one));
      this.#dirty.add(unit);
    } else if (message.id > (this.#units.at(-1)?.parts.at(-1).id ?? 0)) {
      this.#dirty.add(this.#append(message));
    } else {
      this.#dirty.add("all");
    }
    this.#frame ||= requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    this.#frame = 0;
    const dirty = this.#dirty;
    this.#dirty = new Set();
    if (dirty.has("all")) return this.#rebuild();
    for (const unit of dirty) if (this.#nodes.has(unit)) this.#redraw(unit);
    if (this.#following) return this.toBottom();
    if (this.#to === this.#end && this.#to - this.#from < 2 * WINDOW)
      this.#window(this.#from, this.#units.length);
    this.down.hidden = false;
  }

  #redraw(unit) {
    const node = this.#draw(unit);
    this.#nodes.get(unit).replaceWith(node);
    this.#nodes.set(unit, node);
  }

  /** Makes exactly units from..to those that are in the page. */
  #window(from, to) {
    const wanted = new Set(this.#units.slice(from, to));
    for (const [unit, node] of this.#nodes) {
      if (wanted.has(unit)) continue;
      node.remove();
      this.#nodes.delete(unit);
    }
    let before = null;
    for (let i = to - 1; i >= from; i -= 1) before = this.#place(this.#units[i], before);
    this.#from = from;
    this.#to = to;
    this.#end = this.#units.length;
    this.down.hidden = this.#following && to === this.#units.length;
  }

  #place(unit, before) {
    let node = this.#nodes.get(unit);
    if (!node) {
      node = this.#draw(unit);
      this.#nodes.set(unit, node);
      this.list.insertBefore(node, before);
    }
    return node;
  }

  #draw(unit) {
    const [first] = unit.parts;
    const earlier = this.#units[this.#units.lastIndexOf(unit) - 1]?.parts[0];
    const newDay = !earlier || dayOf(earlier.at) !== dayOf(first.at);
    const named = newDay || earlier.service || earlier.from.id !== first.from.id;
    const view = {
      mine: this.view.isMine(first),
      named,
      inGroup: this.view.inGroup,
      quoted: (one) => this.#quoted(one),
    };
    const node = h(
      "div",
      { class: `unit${named ? " first" : ""}` },
      newDay && h("div", { class: "day" }, h("span", { text: dayOf(first.at) })),
      bubble(unit.parts, view, this.on),
    );
    return node;
  }

  #quoted(message) {
    const target = message.replyTo && this.timeline.get(message.replyTo);
    if (!target || target.deleted || target.service) return null;
    return { name: target.from.name, text: target.text || kindName(target.kind) };
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    if (this.#following && this.#resized()) return this.#stick();
    const left = scrollHeight - scrollTop - clientHeight;
    this.#following = left < 40 && this.#to === this.#end;
    this.down.hidden = this.#following;
    if (scrollTop < NEAR && this.#from > 0) this.#older(scrollHeight - scrollTop);
    else if (left < NEAR && this.#to < this.#units.length) this.#newer();
  }

  #older(fromBottom) {
    const from = Math.max(0, this.#from - MORE);
    this.#window(from, this.#to);
    this.node.scrollTop = this.node.scrollHeight - fromBottom;
    if (this.#to - from > WINDOW + MORE) this.#window(from, from + WINDOW);
  }

  #newer() {
    const to = Math.min(this.#units.length, this.#to + MORE);
    this.#window(this.#from, to);
    const fromTop = this.node.scrollHeight - this.node.scrollTop;
    if (to - this.#from > WINDOW + MORE) {
      this.#window(to - WINDOW, to);
      this.node.scrollTop = this.node.scrollHeight - fromTop;
    }
  }

  #stick() {
    this.#resized();
    this.node.scrollTop = this.node.scrollHeight;
  }

  /** Whether the log or what is in it has another size than a moment ago: then nobody scrolled. */
  #resized() {
    const size = `${this.node.scrollHeight} ${this.node.clientHeight}`;
    const changed = size !== this.#size;
    this.#size = size;
    return changed;
  }

  /** Arrows walk through the messages; Enter opens what can be done with one. */
  #key(event) {
    const rows = [...this.list.querySelectorAll("[data-id]")];
    const at = rows.indexOf(document.activeElement);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) {
      event.preventDefault();
      rows.at(at < 0 ? -1 : Math.min(rows.length - 1, Math.max(0, at + step)))?.focus();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      const message = this.timeline.get(Number(rows[at].dataset.id));
      if (message && !message.service && !message.deleted) this.on.menu(message, rows[at]);
    }
  }
}
