/** Requests to the sandbox. */

/** The sandbox said no; the message is its sentence. */
export class Refused extends Error {}

async function ask(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  const text = await answer.text();
  if (!answer.ok) throw new Refused(sentence(text) || `${answer.status}`);
  return JSON.parse(text);
}

function sentence(text) {
  try {
    return JSON.parse(text).error ?? text;
  } catch {
    return text;
  }
}

/** @param {Object<string, any>} [query] undefined and null are left out */
export function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(given).toString();
  return ask("GET", search ? `${path}?${search}` : path);
}

export const post = (path, body = {}) => ask("POST", path, body);
export const patch = (path, body) => ask("PATCH", path, body);
export const remove = (path) => ask("DELETE", path);
