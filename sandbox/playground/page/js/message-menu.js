/** What can be done with one message. */

import { t } from "./i18n.js";
import { showMenu } from "./menu.js";

const EMOJI = ["👌", "👍", "🫡", "❤️", "🔥", "😁", "😢", "🎉"];

/** @param {import("./chat-screen.js").ChatScreen} screen */
export function messageMenu(screen, message, anchor) {
  const { account, composer } = screen;
  const mine = account.isMine(message);
  const editable = mine && (message.text || message.files.length);
  const items = [
    { label: t("menu.reply"), run: () => composer.reply(message) },
    editable && { label: t("menu.edit"), run: () => composer.edit(message) },
    message.text && { label: t("menu.copy"), run: () => navigator.clipboard.writeText(message.text) },
    (mine || screen.chat.kind === "bot") && {
      label: t("menu.delete"),
      danger: true,
      run: () => remove(screen, message),
    },
  ];
  const reactions = account.react && { emoji: EMOJI, react: (emoji) => react(screen, message, emoji) };
  showMenu(anchor, items.filter(Boolean), reactions);
}

/** The same one again takes it back. */
export function react(screen, message, emoji) {
  const { account, chat, phone } = screen;
  if (!account.react) return;
  const given = message.reactions.some((one) => one.emoji === emoji && one.who === account.name);
  phone.doing(() => account.react(chat, message.id, given ? null : emoji));
}

function remove(screen, message) {
  const { account, chat } = screen;
  return screen.phone.doing(() => account.remove(chat, message.id));
}
