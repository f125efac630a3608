/** A small menu beside what opened it. */

import { h } from "./dom.js";

let open = null;

/**
 * @param {Element} anchor
 * @param {{label: string, run: Function, danger?: boolean}[]} items
 * @param {{emoji: string[], react: Function}} [reactions] a row of them above the items
 */
export function showMenu(anchor, items, reactions) {
  closeMenu();
  const pick = (run) => () => (closeMenu(), run());
  const row =
    reactions &&
    h(
      "div",
      { class: "menu-reactions" },
      reactions.emoji.map((emoji) =>
        item(
          emoji,
          pick(() => reactions.react(emoji)),
        ),
      ),
    );
  const node = h(
    "div",
    { class: "menu", role: "menu" },
    row,
    items.map((one) => item(one.label, pick(one.run), one.danger)),
  );
  node.addEventListener("keydown", (event) => walk(event, node));
  document.body.append(node);
  place(node, anchor.getBoundingClientRect());
  open = { node, anchor };
  node.querySelector("[role=menuitem]").focus();
  setTimeout(() => document.addEventListener("pointerdown", outside));
}

export function closeMenu() {
  if (!open) return;
  const { node, anchor } = open;
  open = null;
  document.removeEventListener("pointerdown", outside);
  const held = node.contains(document.activeElement);
  node.remove();
  if (held && anchor.isConnected) anchor.focus();
}

function item(label, run, danger) {
  return h("button", {
    type: "button",
    role: "menuitem",
    class: danger ? "danger" : "",
    text: label,
    on: { click: run },
  });
}

function outside(event) {
  if (!open?.node.contains(event.target)) closeMenu();
}

function walk(event, node) {
  const items = [...node.querySelectorAll("[role=menuitem]")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu();
  } else if (step) {
    event.preventDefault();
    items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
  }
}

function place(node, box) {
  const { width, height } = node.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left), innerWidth - width - 8);
  const below = box.bottom + 4 + height < innerHeight;
  node.style.left = `${left}px`;
  node.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - height - 4)}px`;
}
