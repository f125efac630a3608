/** How much has come to the chats and topics of a phone that were not open. */

const nameOf = (chat, topic) => (chat.forum ? `${chat.key}#${topic ?? 0}` : chat.key);

export class Unread {
  #counts = new Map();

  add(chat, topic) {
    const name = nameOf(chat, topic);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  read(chat, topic) {
    this.#counts.delete(nameOf(chat, topic));
  }

  clear() {
    this.#counts.clear();
  }

  ofTopic(chat, topic) {
    return this.#counts.get(nameOf(chat, topic)) ?? 0;
  }

  /** Of a chat with all its topics. */
  of(chat) {
    return this.#sum((name) => belongs(name, chat));
  }

  /** In all other chats. */
  besides(chat) {
    return this.#sum((name) => !belongs(name, chat));
  }

  #sum(counts) {
    return [...this.#counts].reduce((sum, [name, number]) => sum + (counts(name) ? number : 0), 0);
  }
}

const belongs = (name, chat) => name === chat.key || name.startsWith(`${chat.key}#`);
