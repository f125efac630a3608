/** The story bar: scenes that play themselves, step by step, with a line of explanation each. */

import { post } from "./api.js";
import { fill, h, iconButton } from "./dom.js";
import { own, t } from "./i18n.js";

export class Story {
  /**
   * @param {HTMLElement} node
   * @param {Object[]} scenes
   * @param {{act: Function}} on told which phone a step happens on
   */
  constructor(node, scenes, on) {
    this.node = node;
    this.scenes = scenes;
    this.on = on;
    this.state = null;
    this.hub = null;
    this.line = h("p", { class: "story-line", "aria-live": "polite" });
    this.picks = h("div", { class: "story-picks", role: "group", "aria-label": t("story.scenes") });
    this.controls = h("div", { class: "story-controls", role: "group", "aria-label": t("story.controls") });
    this.dots = h("div", { class: "story-dots", "aria-hidden": "true" });
    fill(node, this.picks, h("div", { class: "story-now" }, this.dots, this.line), this.controls);
    node.setAttribute("aria-label", t("story"));
  }

  /** @param {Object[]} scenes a hub has come that has them, or gone */
  offer(scenes) {
    this.scenes = scenes;
    this.show(this.state);
  }

  /** @param {?string} status down, starting, failing or ok: a scene needs a hub that runs */
  setHub(status) {
    if (status === this.hub) return;
    this.hub = status;
    this.show(this.state);
  }

  show(state) {
    this.state = state;
    this.node.dataset.state = state?.state ?? "none";
    this.#drawPicks();
    this.#drawLine();
    this.#drawControls();
    this.on.act(this.#running() ? this.#step()?.phone : null);
  }

  get #scene() {
    return this.scenes.find((scene) => scene.id === this.state?.scene);
  }

  #ready() {
    return this.hub === "ok" || this.hub === "failing";
  }

  #running() {
    return Boolean(this.#scene) && ["playing", "paused", "acting"].includes(this.state.state);
  }

  #step() {
    return this.#scene?.steps[this.state.step];
  }

  #drawPicks() {
    fill(
      this.picks,
      this.scenes.map((scene) =>
        h("button", {
          type: "button",
          class: "pick",
          "data-scene": scene.id,
          "aria-pressed": String(this.#running() && scene === this.#scene),
          text: own(scene.title),
          disabled: !this.#ready(),
          on: { click: () => this.#do(`scenes/${scene.id}/play`) },
        }),
      ),
    );
  }

  #drawLine() {
    const { state, step, error } = this.state ?? {};
    this.line.textContent = this.#running() ? own(this.#step().text) : this.#rest(state, error);
    const steps = this.#running() || state === "done" || state === "failed" ? (this.#scene?.steps ?? []) : [];
    fill(
      this.dots,
      steps.map((_, i) => h("i", { class: i < step ? "past" : i === step ? "now" : "" })),
    );
  }

  /** What stands there while no scene plays. */
  #rest(state, error) {
    if (!this.scenes.length) return t("story.none");
    if (!this.#ready()) return t(this.hub === "starting" ? "story.starting" : "story.down");
    if (state === "failed") return t(`story.failed.${error}`);
    return t(state === "done" ? "story.done" : "story.idle");
  }

  #drawControls() {
    const paused = this.state?.state === "paused";
    const mode = paused
      ? iconButton("play", t("story.resume"), () => this.#do("story/resume"))
      : iconButton("pause", t("story.pause"), () => this.#do("story/pause"));
    fill(
      this.controls,
      this.#running() && [
        mode,
        iconButton("next", t("story.next"), () => this.#do("story/next")),
        iconButton("stop", t("story.stop"), () => this.#do("story/stop")),
      ],
    );
  }

  async #do(deed) {
    try {
      await post(`stage/${deed}`);
    } catch (failure) {
      this.line.textContent = failure.message;
    }
  }
}
