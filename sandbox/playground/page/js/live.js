/** The stream of everything that happens. After a break it goes on where it was, by the events' ids. */

import { get } from "./api.js";

const RETRY = 1000;

/** Tells listeners of events as they come; `live` is true while the line is up. */
export class Live {
  #listeners = new Map();
  #lineListeners = [];
  #run;
  #last;
  #source = null;
  #retry = 0;
  live = false;

  /**
   * @param {string} run which start of the sandbox its events are of
   * @param {number} last the id of the newest event already known
   */
  constructor(run, last) {
    this.#run = run;
    this.#last = last;
  }

  /** @param {string} service telegram, vk, orders, hub or story */
  on(service, listener) {
    this.#listeners.set(service, [...(this.#listeners.get(service) ?? []), listener]);
  }

  onLine(listener) {
    this.#lineListeners.push(listener);
    listener(this.live);
  }

  connect() {
    const known = this.#last;
    this.#source = new EventSource(`people/events?since=${known}`);
    this.#source.onopen = () => this.#up().catch(() => this.#broken());
    this.#source.onmessage = (message) => this.#heard(JSON.parse(message.data));
    this.#source.onerror = () => this.#broken();
  }

  /** A sandbox that was started anew is another one: everything is drawn anew. */
  async #up() {
    const source = this.#source;
    const { run } = await get("stage");
    if (run !== this.#run) location.reload();
    else if (source === this.#source && source.readyState === EventSource.OPEN) this.#line(true);
  }

  #broken() {
    this.#line(false);
    if (this.#source.readyState === EventSource.CLOSED && this.#retry) return;
    this.#source.close();
    this.#retry = setTimeout(() => ((this.#retry = 0), this.connect()), RETRY);
  }

  #heard(event) {
    this.#last = event.id;
    for (const listener of this.#listeners.get(event.service) ?? []) listener(event);
  }

  #line(up) {
    if (this.live === up) return;
    this.live = up;
    for (const listener of this.#lineListeners) listener(up);
  }
}
