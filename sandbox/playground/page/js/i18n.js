/** The page's own words, in the language of the reader. What people and bots say is never translated. */

import en from "../lang/en.js";
import ru from "../lang/ru.js";

const LANGUAGES = { ru, en };
const KEPT = "playground.language";

export const language = chosen();
document.documentElement.lang = language;

function chosen() {
  const kept = localStorage.getItem(KEPT);
  if (kept in LANGUAGES) return kept;
  return navigator.language.startsWith("ru") || !navigator.language ? "ru" : "en";
}

/** The page is drawn anew in the other language; who stands where is kept by the session. */
export function speak(other) {
  localStorage.setItem(KEPT, other);
  location.reload();
}

/** @returns {string} the words for `key`, with {names} replaced */
export function t(key, values = {}) {
  const words = LANGUAGES[language][key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A text that comes in both languages, as scenes do. */
export function own(text) {
  return text[language];
}

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
const moment = new Intl.DateTimeFormat(language, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const number = new Intl.NumberFormat(language);

/** @param {number} seconds since 1970 */
export const timeOf = (seconds) => clock.format(seconds * 1000);
export const dayOf = (seconds) => day.format(seconds * 1000);
export const momentOf = (iso) => moment.format(new Date(iso));
export const count = (value) => number.format(value);
