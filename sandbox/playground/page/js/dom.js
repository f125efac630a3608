/** Building nodes. Nothing anywhere on the page is made from markup in a string. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Object<string, any>} [props] attributes; `text`, `class`, `on: {event: listener}`,
 *   `style: {"--name": value}`; false, null and undefined are left out
 * @param {...(Node|string|null|false|undefined|Array)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  node.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  } else if (name === "style") {
    for (const [key, one] of Object.entries(value)) node.style.setProperty(key, one);
  } else if (name === "text") {
    node.textContent = value;
  } else if (name === "value") {
    node.value = value;
  } else {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

const PATHS = {
  back: "M15 5l-7 7 7 7",
  send: "M4 12l16-8-6 16-3-6z",
  clip: "M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8 8a1.800 1.800 0 0 1-2.600-2.600L14.500 7.500",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  reply: "M10 6L4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  play: "M7 4.500l12 7.500-12 7.500z",
  pause: "M8 5v14M16 5v14",
  next: "M6 5l9 7-9 7zM18 5v14",
  stop: "M6 6h12v12H6z",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  pin: "M9 4h6l-1 6 4 3v2H6v-2l4-3zM12 15v6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  keyboard: "M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M7 14h10",
  silent: "M6 17h12l-1.500-3V10a4.500 4.500 0 0 0-9 0v4zM10.500 20h3M4 4l16 16",
  link: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
};

/** @returns {SVGElement} a stroked icon of 24 by 24, hidden from screen readers */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon and a name for those who do not see it. */
export function iconButton(name, label, press, more = {}) {
  return h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": label,
      title: label,
      on: { click: press },
      ...more,
    },
    icon(name),
  );
}

/** Replaces what a node holds. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter(Boolean));
  return node;
}

/** One of eight calm colours, always the same for the same name. */
export function hue(name) {
  let sum = 0;
  for (const letter of String(name)) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  return `var(--hue-${sum % 8})`;
}

export function avatar(name, more = {}) {
  const letters = String(name)
    .split(/[\s:«]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0])
    .join("");
  return h(
    "span",
    { class: "avatar", "aria-hidden": "true", style: { "--hue": hue(name) }, ...more },
    letters.toUpperCase(),
  );
}
