/** Photos, voice, files and places inside a bubble. */

import { h, icon } from "./dom.js";
import { count, t } from "./i18n.js";

/** Kinds that are nothing but their words. */
const WORDED = new Set(["text", "rich_message", "checklist"]);

/** @returns {Node[]} of one message, in the order of its parts */
export function media(message, on) {
  if (WORDED.has(message.kind) || message.service) return [];
  const view = VIEWS[message.kind];
  if (view) return [view(message, on)].flat();
  if (message.files.length) return message.files.map((file) => fileCard(file, message.kind));
  return [h("p", { class: "odd-kind", text: kindName(message.kind) })];
}

export function kindName(kind) {
  const name = t(`kind.${kind}`);
  return name === `kind.${kind}` ? kind : name;
}

/** A grid of an album's pictures; whatever else is in it comes below. */
export function album(messages, on) {
  const pictures = messages.filter((one) => one.kind === "photo");
  const others = messages.filter((one) => one.kind !== "photo");
  const grid =
    pictures.length &&
    h(
      "div",
      { class: "album", "data-count": pictures.length },
      pictures.flatMap((one) => photos(one, on)),
    );
  return [grid, ...others.flatMap((one) => media(one, on))].filter(Boolean);
}

function photos(message, on) {
  return message.files
    .filter((file) => file.kind === "photo")
    .map((file) => {
      const ratio = file.width && file.height ? `${file.width} / ${file.height}` : "4 / 3";
      const image = h("img", {
        src: file.url,
        alt: message.text || t("kind.photo"),
        loading: "lazy",
        decoding: "async",
      });
      return h(
        "button",
        {
          type: "button",
          class: "photo",
          "aria-label": t("photo.open"),
          style: { "--ratio": ratio },
          on: { click: () => on.openPhoto(file.url, message.text) },
        },
        image,
      );
    });
}

function voice(message) {
  return message.files.map((file) => player(file, message.id));
}

const BARS = 28;

function player(file, seed) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = file.url;
  const bars = Array.from({ length: BARS }, (_, i) =>
    h("i", { style: { "--height": `${25 + ((seed * 37 + i * i * 13 + i * 29) % 75)}%` } }),
  );
  const wave = h("span", { class: "wave", "aria-hidden": "true" }, bars);
  const length = h("span", { class: "voice-length", text: clock(file.duration) });
  const button = h(
    "button",
    { type: "button", class: "voice-play", "aria-label": t("voice.play") },
    icon("play"),
  );
  const show = () => {
    button.replaceChildren(icon(audio.paused ? "play" : "pause"));
    button.setAttribute("aria-label", t(audio.paused ? "voice.play" : "voice.pause"));
    const done = audio.duration ? audio.currentTime / audio.duration : 0;
    bars.forEach((bar, i) => bar.classList.toggle("heard", i < done * BARS));
  };
  button.addEventListener("click", () =>
    audio.paused ? audio.play().catch(() => (length.textContent = t("voice.silent"))) : audio.pause(),
  );
  for (const event of ["play", "pause", "timeupdate", "ended"]) audio.addEventListener(event, show);
  return h("div", { class: "voice" }, button, wave, length);
}

function clock(seconds) {
  const whole = Math.round(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function fileCard(file, kind) {
  const name = file.name || kindName(kind);
  const size = file.size ? weight(file.size) : "";
  return h(
    "a",
    { class: "file", href: file.url, download: name },
    h("span", { class: "file-icon" }, icon("file")),
    h("span", { class: "file-text" }, h("b", { text: name }), h("small", { text: size })),
  );
}

function weight(bytes) {
  return bytes < 1024
    ? t("size.bytes", { n: count(bytes) })
    : bytes < 1 << 20
      ? t("size.kb", { n: count(Math.round(bytes / 1024)) })
      : t("size.mb", { n: count(Math.round(bytes / (1 << 20))) });
}

function location(message) {
  const { latitude, longitude } = message.body.location ?? message.body;
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const title = message.body.title
    ? `${message.body.title}, ${message.body.address ?? ""}`
    : t("kind.location");
  return h(
    "div",
    { class: "place" },
    h("div", { class: "map", "aria-hidden": "true" }, h("span", { class: "map-pin" })),
    h("b", { text: title }),
    h("small", { text: where }),
  );
}

function contact(message) {
  const { first_name: first, last_name: last, phone_number: phone } = message.body;
  return h(
    "div",
    { class: "contact" },
    h("b", { text: [first, last].filter(Boolean).join(" ") }),
    h("span", { text: phone }),
  );
}

function story(message) {
  const { title } = message.body.chat;
  return h("div", { class: "contact" }, h("b", { text: t("kind.story") }), h("span", { text: title }));
}

function poll(message) {
  const { question, options, answers } = message.body;
  return h(
    "div",
    { class: "contact" },
    h("b", { text: question }),
    ...(options ?? answers ?? []).map((one) => h("span", { text: `○ ${one.text}` })),
  );
}

function sticker(message) {
  const emoji = message.body?.emoji ?? "🙂";
  const value = message.body?.value;
  return h("div", { class: "sticker" }, emoji, value ? h("small", { text: String(value) }) : null);
}

const VIEWS = {
  photo: photos,
  voice,
  audio_message: voice,
  location,
  venue: location,
  contact,
  live_photo: photos,
  story,
  poll,
  sticker,
  dice: sticker,
};
