/** The weather bar: faults of the messengers and of the order service, and the hub killed. */

import { get, post, remove } from "./api.js";
import { fill, h } from "./dom.js";
import { t } from "./i18n.js";

const WEATHER = {
  slow: { service: "telegram", effect: "delay", seconds: 2 },
  floods: {
    service: "telegram",
    method: "send*",
    effect: "error",
    code: 429,
    parameters: { retry_after: 5 },
    times: 3,
  },
  lost: { service: "telegram", method: "sendMessage", effect: "reset", when: "after", times: 1 },
  telegram: { service: "telegram", effect: "http", status: 502 },
  vk: { service: "vk", effect: "http", status: 502 },
  orders: { service: "orders", effect: "error", code: 503 },
};
const SEEN = ["service", "method", "effect", "code", "seconds", "when", "status"];
const DEFAULTS = { method: null, code: 500, seconds: 60, when: "before", status: 502 };

export class Weather {
  #faults = [];
  #engine = null;

  constructor(fail) {
    this.fail = fail;
    this.chips = h("div", { class: "chips" });
    this.node = h(
      "section",
      { class: "panel weather", "aria-label": t("weather") },
      h("h2", { text: t("weather") }),
      this.chips,
    );
  }

  async refresh() {
    const { faults } = await get("people/faults");
    this.#faults = faults;
    this.#draw();
  }

  /** @param {?{status: string}} engine null where there is no hub */
  setEngine(engine) {
    const finite = this.#faults.some((fault) => fault.times > 0);
    const changed = engine?.status !== this.#engine?.status;
    this.#engine = engine;
    if (finite) this.refresh().catch(this.fail);
    else if (changed) this.#draw();
  }

  #inForce(name) {
    const wanted = { ...DEFAULTS, ...WEATHER[name] };
    return this.#faults.find((fault) => fault.times !== 0 && SEEN.every((key) => fault[key] === wanted[key]));
  }

  #draw() {
    fill(
      this.chips,
      Object.keys(WEATHER).map((name) => this.#chip(name)),
      this.#hubChips(),
    );
  }

  #chip(name) {
    const fault = this.#inForce(name);
    const left = fault?.times ? ` · ${fault.times}` : "";
    return h(
      "button",
      {
        type: "button",
        class: "chip",
        "data-weather": name,
        "aria-pressed": String(Boolean(fault)),
        title: t(`weather.${name}.about`),
        on: { click: () => this.#toggle(name, fault) },
      },
      `${t(`weather.${name}`)}${left}`,
    );
  }

  #hubChips() {
    if (!this.#engine) return [];
    if (this.#engine.status === "down") return [this.#hubChip("start", "good")];
    return [this.#hubChip("kill", "bad"), this.#hubChip("restart", "bad")];
  }

  #hubChip(deed, mood) {
    return h("button", {
      type: "button",
      class: `chip ${mood}`,
      "data-hub": deed,
      title: t(`hub.${deed}.about`),
      text: t(`hub.${deed}`),
      on: { click: () => post(`stage/hub/${deed}`).catch(this.fail) },
    });
  }

  async #toggle(name, fault) {
    try {
      if (fault) await remove(`people/faults/${fault.id}`);
      else await post("people/faults", WEATHER[name]);
      await this.refresh();
    } catch (failure) {
      this.fail(failure);
    }
  }
}
