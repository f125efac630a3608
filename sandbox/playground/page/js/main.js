/** The page: phones side by side, the story bar, the weather and what goes on inside. */

import { fill, h } from "./dom.js";
import { Engine } from "./engine.js";
import { language, speak, t } from "./i18n.js";
import { Live } from "./live.js";
import { OrderPane } from "./order.js";
import { Phone } from "./phone.js";
import { Story } from "./story.js";
import { Tabs } from "./tabs.js";
import * as telegram from "./telegram.js";
import { Timelines } from "./timeline.js";
import * as vk from "./vk.js";
import { Weather } from "./weather.js";
import { World } from "./world.js";

const STARTS = {
  courier: { person: 5101, chat: "sandbox_staff_bot" },
  customer: { person: 6001, chat: "sandbox_spb_bot" },
  vk: { person: 810007, chat: 700100 },
  operators: { person: 4001, chat: -1001000000001 },
  manager: { person: 5301, chat: "sandbox_desk_bot" },
};

async function main() {
  document.title = t("title");
  const world = await World.load();
  const live = new Live(world.stage.run, world.stage.last);
  const timelines = new Timelines();
  const phones = makePhones(world, timelines);
  const heard = (event) => phones.forEach((phone) => phone.heard(event));
  telegram.follow(live, timelines, world, heard);
  vk.follow(live, timelines, world, heard);
  drawTop(live);
  const panes = makePanes(live, world, phones);
  drawStage(phones, panes);
  live.connect();
  const { looks, order } = world.stage;
  const put = (phone) => phone.put(phone.kept() ?? { ...phone.start, ...given(looks[phone.id]) });
  await Promise.all([panes.order.load(order ?? undefined), panes.weather.refresh(), ...phones.map(put)]);
  document.body.dataset.ready = "true";
}

function makePhones(world, timelines) {
  const openTopic = (link, from) => byId(phones, "operators").openTopicFor(link, from);
  const telegramPhone = (id) => ({
    id,
    messenger: "telegram",
    people: world.telegramPeople(),
    accountOf: (person) => new telegram.TelegramAccount(person, world, timelines),
  });
  const vkPhone = (id) => ({
    id,
    messenger: "vk",
    people: world.vkPeople(),
    accountOf: (person) => new vk.VkAccount(person, world, timelines),
  });
  const phones = Object.entries(STARTS).map(([id, start]) => {
    const given = id === "vk" ? vkPhone(id) : telegramPhone(id);
    const someone = given.people[0]?.people[0]?.id;
    const known = given.people.some((group) => group.people.some((one) => one.id === start.person));
    return new Phone({ ...given, start: known ? start : { person: someone } }, timelines, openTopic);
  });
  return phones.filter((phone) => phone.people.length);
}

const byId = (phones, id) => phones.find((phone) => phone.id === id);

function makePanes(live, world, phones) {
  const fail = (failure) => phones[0]?.failed(failure);
  const order = new OrderPane({ fail, meet: (role, person) => meet(phones, role, person) });
  const engine = new Engine();
  const weather = new Weather(fail);
  const tabs = new Tabs(document.getElementById("tabs"));
  const story = new Story(document.getElementById("story"), world.stage.scenes, {
    act: (id) => acting(phones, tabs, id),
  });
  live.on("orders", (event) => event.order && order.put(event.order));
  const drawEngine = (state) => [engine.show(state), weather.setEngine(state), story.setHub(state?.status)];
  live.on("hub", drawEngine);
  live.on("story", (event) => {
    if (event.kind === "look") look(phones, order, event.look);
    else if (event.kind === "scenes") story.offer(event.scenes);
    else story.show(event);
  });
  for (const phone of phones) phone.node.addEventListener("wanted", () => tabs.pick(phone.id));
  drawEngine(world.stage.engine);
  story.show(world.stage.story);
  return { order, engine, weather, tabs };
}

function drawTop(live) {
  const line = h("span", { class: "pill", role: "status" });
  live.onLine((up) => {
    line.dataset.status = up ? "ok" : "down";
    line.textContent = t(up ? "line.up" : "line.down");
  });
  const other = language === "ru" ? "en" : "ru";
  const switcher = h("button", {
    type: "button",
    class: "language",
    lang: other,
    text: t("language.other"),
    on: { click: () => speak(other) },
  });
  const name = h(
    "h1",
    {},
    h("img", { src: "playground/icon.svg", alt: "", width: 24, height: 24 }),
    t("name"),
  );
  fill(
    document.getElementById("top"),
    name,
    h("span", { class: "mark", title: t("playground.about"), text: t("playground") }),
    h("p", { class: "motto", text: t("motto") }),
    line,
    switcher,
  );
}

function drawStage(phones, panes) {
  const side = h("div", { class: "panes" }, panes.order.node, panes.weather.node, panes.engine.node);
  fill(
    document.getElementById("stage"),
    phones.map((phone) => phone.node),
    side,
  );
  panes.tabs.show([
    ...phones.map((phone) => ({ id: phone.id, node: phone.node })),
    { id: "order", node: panes.order.node },
    { id: "engine", node: panes.engine.node, also: panes.weather.node },
  ]);
}

function look(phones, order, wanted) {
  if (wanted.order) order.show(wanted.order);
  byId(phones, wanted.phone)?.put(given(wanted));
}

/** Those parts of a look that say something. */
function given(look) {
  return Object.fromEntries(
    Object.entries(look ?? {}).filter(
      ([name, value]) => value !== null && name !== "phone" && name !== "order",
    ),
  );
}

function acting(phones, tabs, id) {
  for (const phone of phones) phone.node.classList.toggle("acting", phone.id === id);
  if (id) tabs.pick(id);
}

/** Somebody of the order takes the phone where he belongs. */
function meet(phones, role, person) {
  const id = role !== "customer" ? "courier" : person.telegram_id ? "customer" : "vk";
  byId(phones, id)?.put({ person: id === "vk" ? person.vk_id : person.telegram_id });
}

main();
