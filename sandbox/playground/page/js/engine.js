/** What goes on inside the hub: what waits, what became of what was sent, which conversations there are. */

import { get } from "./api.js";
import { fill, h } from "./dom.js";
import { count, t } from "./i18n.js";

const NUMBERS = ["sent", "retried", "flooded", "uncertain", "dead"];
const SETTLES = 400;

export class Engine {
  #timer = 0;
  #asking = false;

  constructor() {
    this.pill = h("span", { class: "pill", role: "status" });
    this.numbers = h("dl", { class: "numbers" });
    this.lanes = h("div", { class: "lanes" });
    this.parties = h("ul", { class: "parties" });
    this.cases = h("ul", { class: "cases" });
    const more = h("details", { class: "more" }, h("summary", { text: t("engine.parties") }), this.parties);
    this.node = h(
      "section",
      { class: "panel engine", "aria-label": t("engine") },
      h("div", { class: "panel-top" }, h("h2", { text: t("engine") }), this.pill),
      this.numbers,
      this.lanes,
      h("h3", { text: t("engine.cases") }),
      this.cases,
      more,
    );
  }

  /** @param {?Object} state null where there is no hub */
  show(state) {
    this.node.dataset.status = state?.status ?? "none";
    this.pill.dataset.status = state?.status ?? "none";
    this.pill.textContent = t(`engine.${state?.status ?? "none"}`);
    if (!state) return;
    const waiting = state.lanes.reduce((sum, lane) => sum + lane.waiting, 0);
    fill(
      this.numbers,
      number("waiting", waiting),
      NUMBERS.map((name) => number(name, state.totals[name])),
    );
    fill(this.lanes, state.lanes.map(lane));
    fill(
      this.parties,
      Object.entries(state.parties).map(([name, how]) =>
        h(
          "li",
          { class: how === "ok" ? "ok" : "down" },
          h("span", { text: name }),
          h("small", { text: how }),
        ),
      ),
    );
    this.#casesSoon(state.status);
  }

  #casesSoon(status) {
    if (status !== "ok" || this.#timer) return;
    this.#timer = setTimeout(() => ((this.#timer = 0), this.#ask()), SETTLES);
  }

  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const { items } = await get("stage/hub/conversations", { limit: 6 });
      fill(this.cases, items.map(conversation));
    } catch {
      // It has just gone down: the pill will say so, and the list stays as it was.
    } finally {
      this.#asking = false;
    }
  }
}

function number(name, value) {
  return h(
    "div",
    { class: value ? `some ${name}` : "none", "data-number": name },
    h("dt", { text: t(`engine.${name}`), title: t(`engine.${name}.about`) }),
    h("dd", { text: count(value) }),
  );
}

function lane(one) {
  const age = one.oldest ? t("engine.oldest", { n: one.oldest }) : "";
  return h(
    "div",
    { class: "lane" },
    h("span", { text: `${one.voice} → ${one.place}` }),
    h("small", { text: age }),
    h("b", { text: String(one.waiting) }),
  );
}

function conversation(one) {
  return h(
    "li",
    {},
    h("b", { text: `№ ${one.number}` }),
    h("span", { class: "case-name", text: one.contact.name }),
    h("span", { class: `state state-${one.status}`, text: t(`state.${one.status}`) }),
    h("small", { text: one.assignee ?? t("engine.nobody") }),
  );
}
