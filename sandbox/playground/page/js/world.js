/** Who and what there is: people, bots, groups, communities. */

import { get } from "./api.js";

const ROLES = ["courier", "picker", "operator", "head", "manager", "guest", "customer", "other"];

export class World {
  /** @returns {Promise<World>} as it is now; `stage` holds the story and the engine besides */
  static async load() {
    const [stage, telegram, vk] = await Promise.all([get("stage"), get("people/telegram"), get("people/vk")]);
    return new World(stage, telegram, vk);
  }

  constructor(stage, telegram, vk) {
    this.stage = stage;
    this.users = new Map(telegram.users.map((user) => [user.id, { ...user, name: fullName(user) }]));
    this.bots = new Map(telegram.bots.map((bot) => [bot.username, bot]));
    this.groups = new Map(telegram.groups.map((group) => [group.id, withMembers(group)]));
    this.vkUsers = new Map(vk.users.map((user) => [user.id, { ...user, name: fullName(user) }]));
    this.communities = new Map(vk.communities.map((one) => [one.group_id, one]));
    this.roles = new Map(
      stage.people.flatMap((one) => [
        [`tg${one.telegram_id}`, one.role],
        [`vk${one.vk_id}`, one.role],
      ]),
    );
  }

  /** @returns {{role: string, people: {id: number, name: string}[]}[]} for a list of whom to be */
  telegramPeople() {
    return grouped([...this.users.values()], (user) => this.roles.get(`tg${user.id}`));
  }

  vkPeople() {
    return grouped([...this.vkUsers.values()], (user) => this.roles.get(`vk${user.id}`));
  }

  /** The name of a Telegram account, bot or person. */
  nameOf(id) {
    const bot = [...this.bots.values()].find((one) => one.id === Number(id));
    return bot?.name ?? this.users.get(Number(id))?.name ?? `${id}`;
  }

  isMember(groupId, userId) {
    return !["left", "kicked", undefined].includes(this.groups.get(groupId)?.status.get(userId));
  }
}

function fullName(user) {
  return `${user.first_name} ${user.last_name ?? ""}`.trim();
}

function withMembers(group) {
  return { ...group, status: new Map(group.members.map((member) => [member.id, member.status])) };
}

function grouped(users, roleOf) {
  const people = users.map((user) => ({ id: user.id, name: user.name, role: roleOf(user) ?? "other" }));
  return ROLES.map((role) => ({ role, people: people.filter((one) => one.role === role) })).filter(
    (group) => group.people.length,
  );
}
