/** Messages of chats, whatever the messenger, kept in order by id and by topic. */

/**
 * @typedef {Object} Message
 * @property {number} id
 * @property {?number} topic null outside topics
 * @property {number} at seconds since 1970
 * @property {{id: number, name: string, bot: boolean}} from
 * @property {string} kind
 * @property {string} text
 * @property {Object[]} entities
 * @property {Object[]} files {kind, name, size, width, height, duration, url, mime}
 * @property {?Object} body what is no text and no file
 * @property {?number} replyTo
 * @property {?{name: string, text: string}} reply the quoted message itself, where it comes along
 * @property {?string} quote
 * @property {?string} forwarded whose it was
 * @property {?string} album
 * @property {Object[][]} rows inline buttons {label, kind, data, url, copy, colour}
 * @property {?Object} keyboard a keyboard below the field: {rows, once} or {gone: true}
 * @property {{emoji: string, who: string}[]} reactions
 * @property {boolean} edited
 * @property {string[]} earlier
 * @property {boolean} service
 * @property {boolean} deleted
 * @property {boolean} silent
 * @property {boolean} [pinned]
 */

/** One chat. Listeners get (message, isNew, live); what is fetched of the past is new, but not live. */
export class Timeline {
  #byId = new Map();
  #threads = new Map();
  #listeners = new Set();
  #loaded = new Set();

  /** @param {string} key */
  constructor(key) {
    this.key = key;
  }

  get(id) {
    return this.#byId.get(id);
  }

  /** @returns {Message[]} oldest first; not to be changed */
  thread(topic) {
    return this.#threads.get(topic ?? null) ?? [];
  }

  last(topic) {
    return this.thread(topic).at(-1);
  }

  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {Message} message a new one, or one that has changed */
  put(message, live = true) {
    const known = this.#byId.get(message.id);
    this.#byId.set(message.id, message);
    const thread = this.#threads.get(message.topic) ?? [];
    this.#threads.set(message.topic, thread);
    const place = known ? thread.indexOf(known) : -1;
    if (place >= 0) thread[place] = message;
    else insert(thread, message);
    for (const listener of this.#listeners) listener(message, !known, live);
  }

  /** Fetches a topic's past once. `fetch` gives its messages. */
  async load(topic, fetch) {
    const name = topic ?? "";
    if (this.#loaded.has(name)) return;
    this.#loaded.add(name);
    try {
      for (const message of await fetch()) if (!this.#byId.has(message.id)) this.put(message, false);
    } catch (failure) {
      this.#loaded.delete(name);
      throw failure;
    }
  }
}

function insert(thread, message) {
  let place = thread.length;
  while (place > 0 && thread[place - 1].id > message.id) place -= 1;
  thread.splice(place, 0, message);
}

/** All timelines of the page, made when first asked for. */
export class Timelines {
  #all = new Map();
  #listeners = [];

  of(key) {
    let timeline = this.#all.get(key);
    if (!timeline) {
      timeline = new Timeline(key);
      this.#all.set(key, timeline);
      timeline.listen((...news) => this.#listeners.forEach((tell) => tell(key, ...news)));
    }
    return timeline;
  }

  /** Everything that comes to any chat: (key, message, isNew, live). */
  listen(listener) {
    this.#listeners.push(listener);
  }
}
