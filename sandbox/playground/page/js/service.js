/** Lines about what happened to a chat. */

import { t } from "./i18n.js";

/** @returns {string} */
export function serviceLine(message) {
  const who = message.from.name;
  const body = message.body ?? {};
  switch (message.kind) {
    case "forum_topic_created":
      return t("service.topic_created", { who, name: body.name });
    case "forum_topic_edited":
      return body.name
        ? t("service.topic_renamed", { who, name: body.name })
        : t("service.topic_icon", { who });
    case "new_chat_members":
      return t("service.joined", { who: names(body) || who });
    case "left_chat_member":
      return t("service.left", { who: names([body]) || who });
    default:
      return line(message.kind, who);
  }
}

function line(kind, who) {
  const words = t(`service.${kind}`, { who });
  return words === `service.${kind}` ? `${who}: ${kind}` : words;
}

function names(users) {
  return (Array.isArray(users) ? users : [])
    .map((user) => [user.first_name, user.last_name].filter(Boolean).join(" "))
    .join(", ");
}
