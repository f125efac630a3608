/** The order in question, as the order service has it. */

import { get, patch } from "./api.js";
import { fill, h } from "./dom.js";
import { count, momentOf, t } from "./i18n.js";

const STATUSES = ["new", "collecting", "collected", "delivering", "delivered", "cancelled"];
const FIRST = "48213";

export class OrderPane {
  #orders = new Map();
  #shown = null;

  /** @param {{meet: Function, fail: Function}} on meet puts a person of the order on a phone */
  constructor(on) {
    this.on = on;
    this.pick = h("select", {
      "aria-label": t("order.pick"),
      on: { change: () => this.show(this.pick.value) },
    });
    this.body = h("div", { class: "order-body" });
    this.node = h(
      "section",
      { class: "panel order", "aria-label": t("order") },
      h("div", { class: "panel-top" }, h("h2", { text: t("order") }), this.pick),
      this.body,
    );
  }

  /** @param {string} [id] the one to begin with */
  async load(id = FIRST) {
    const { orders } = await get("people/orders");
    for (const order of orders) this.#orders.set(order.id, order);
    fill(
      this.pick,
      orders.map((order) => h("option", { value: order.id, text: `${order.id} · ${order.customer.name}` })),
    );
    this.show(id);
  }

  show(id) {
    const order = this.#orders.get(id);
    if (!order) return;
    this.#shown = id;
    this.pick.value = id;
    this.#draw(order);
  }

  /** It was changed by somebody. */
  put(order) {
    this.#orders.set(order.id, order);
    if (order.id === this.#shown) this.#draw(order);
  }

  #draw(order) {
    const status = h(
      "select",
      {
        class: `status status-${order.status}`,
        "aria-label": t("order.status"),
        on: { change: () => this.#change({ status: status.value }) },
      },
      STATUSES.map((one) => h("option", { value: one, text: t(`order.${one}`) })),
    );
    status.value = order.status;
    const { goods, ...fields } = order.fields;
    fill(
      this.body,
      h("div", { class: "order-head" }, status, h("b", { class: "total", text: `${count(order.total)} ₽` })),
      h("p", {
        class: "order-slot",
        text: `${momentOf(order.slot.from)} – ${momentOf(order.slot.to).split(", ").at(-1)}`,
      }),
      h("p", { class: "order-address", text: order.address.text }),
      h(
        "ul",
        { class: "goods" },
        (goods ?? "")
          .split("; ")
          .filter(Boolean)
          .map((one) => h("li", { text: one })),
      ),
      h(
        "dl",
        { class: "facts" },
        Object.entries(fields).map(([name, value]) => fact(t(`order.field.${name}`), value)),
        fact(t("order.substitution"), t(`order.substitution.${order.substitution}`)),
        fact(t("order.shop"), order.shop.name),
      ),
      h(
        "div",
        { class: "order-people" },
        ["customer", "courier", "picker"].map((role) => this.#person(role, order[role])),
      ),
    );
  }

  #person(role, person) {
    const name = person?.name ?? t("order.nobody");
    const meet = () => this.on.meet(role, person);
    return h(
      "button",
      {
        type: "button",
        disabled: !person || (!person.telegram_id && !person.vk_id),
        title: person && t("order.meet"),
        on: { click: meet },
      },
      h("small", { text: t(`role.${role}`) }),
      h("span", { text: name }),
    );
  }

  async #change(changes) {
    try {
      await patch(`people/orders/${this.#shown}`, changes);
    } catch (failure) {
      this.on.fail(failure);
    }
  }
}

function fact(name, value) {
  return h("div", {}, h("dt", { text: name }), h("dd", { text: value }));
}
