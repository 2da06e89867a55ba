// What the pages of ours among the settings of the dashboard have in common: the links
// beside, lines with a light, and requests whose answer is said where they were asked for.
import { make } from "./make.js";
import { quiet } from "./quiet.js";
import { say, tongue } from "./say.js";

// settingsPage is a page whose standing is read anew as long as it is open, often while look
// answers that something is under way. Look is told whether the page asks by itself.
export function settingsPage(app, path, title, look, ...parts) {
  app.store.title = title;
  const page = make("div", "page");
  const side = quiet(sidebar)(app, path);
  if (side) page.append(side);
  const content = make("div", "page-content full-height onestop-settings");
  content.append(heading(title), make("p", "onestop-hint", say("dash.china_time")), ...parts);
  page.append(content);
  watchOver(page, look);
  return page;
}

// In a narrow window the dashboard puts the button that opens the links before the breadcrumbs.
function heading(title) {
  const header = make("header", "page-header");
  const crumbs = make("div", "breadcrumbs");
  crumbs.append(make("h1", "", title));
  header.append(crumbs);
  return header;
}

// The links of the settings, as on the pages beside it.
function sidebar(app, path) {
  const nav = make("nav", "sidebar-content scrollable");
  for (const [name, links] of Object.entries(app.store.settingsNavGroups)) {
    const group = make("details", "nav-group");
    group.open = true;
    group.append(make("summary", "", name), ...links.map((link) => navItem(link, path)));
    nav.append(group);
  }
  return app.components.pageSidebar({ pbEvent: "settingsSidebar", className: "settings-sidebar" }, nav);
}

function navItem(link, path) {
  const item = make("a", `nav-item${link.href === path ? " active" : ""}`);
  item.href = link.href;
  item.append(make("i", link.icon || ""), make("span", "txt", link.label));
  return item;
}

async function watchOver(page, look) {
  let unasked = false;
  do {
    const busy = await look(unasked);
    unasked = true;
    await pause(busy ? 1500 : 20000);
  } while (page.isConnected);
}

// standingOf reads how something stands; what a page asks by itself keeps nobody signed in.
export const standingOf = (app, address, unasked) => app.pb.send(address, { method: "GET", requestKey: null, headers: unasked ? { "X-Onestop-Quiet": "1" } : {} });

export const line = (light, text) => make("p", `onestop-light onestop-${light}`, text);

// "2026-03-02 15:04" in China, as the sentences of the machine say it, wherever the browser stands.
export const time = (text) => new Date(text).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });
export const size = (bytes) => {
  const [amount, unit] = bytes >= 2 ** 30 ? [bytes / 2 ** 30, "GB"] : [bytes / 2 ** 20, "MB"];
  return `${amount.toLocaleString(tongue, { maximumFractionDigits: 1 })} ${unit}`;
};

export function buttonFor(text, act) {
  const button = make("button", "btn outline", text);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// post sends, and says in the place it was sent from what became of it, until something else is
// sent from this page. What begins by it is said as long as it goes on.
export async function post(app, address, body, { place, look, well = "", begins = "", done = () => {}, words = (text) => text }) {
  place.closest(".onestop-settings").querySelectorAll(".onestop-answer").forEach((old) => old.remove());
  const buttons = place.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  let answer;
  try {
    done(await app.pb.send(address, { method: "POST", body, requestKey: null }));
    answer = line("green", well || begins);
  } catch (err) {
    answer = line("red", (err && words(err.message)) || say("dash.not_found"));
    answer.setAttribute("role", "alert");
    begins = "";
  }
  answer.classList.add("onestop-answer");
  place.append(answer);
  buttons.forEach((button) => { button.disabled = false; });
  follow(look, begins && answer);
}

// follow reads anew how things stand until what was begun has ended, one way or the other; how
// it ended stands there, so that the answer goes.
async function follow(look, answer) {
  await pause(500);
  let busy = await look(false);
  while (answer && answer.isConnected && busy) {
    await pause(1500);
    busy = await look(true);
  }
  if (answer) answer.remove();
}
