/** On a narrow screen one pane is seen at a time; these choose which. */

import { fill, h } from "./dom.js";
import { t } from "./i18n.js";

export class Tabs {
  #panes = [];
  #picked = null;

  constructor(node) {
    this.node = node;
    node.setAttribute("aria-label", t("tabs"));
  }

  /** @param {{id: string, node: HTMLElement, also?: HTMLElement}[]} panes */
  show(panes) {
    this.#panes = panes;
    this.pick(panes[0]?.id);
  }

  pick(id) {
    if (!this.#panes.length || id === this.#picked) return;
    this.#picked = id;
    for (const pane of this.#panes) {
      for (const node of [pane.node, pane.also]) node?.classList.toggle("picked", pane.id === id);
    }
    fill(
      this.node,
      this.#panes.map((pane) =>
        h("button", {
          type: "button",
          "data-tab": pane.id,
          "aria-pressed": String(pane.id === id),
          text: t(`tab.${pane.id}`),
          on: { click: () => this.pick(pane.id) },
        }),
      ),
    );
  }
}
