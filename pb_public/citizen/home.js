// The first page: search as you type, life events, departments, all services.
import { html } from "../shared/html.js";
import { get, refusalWords } from "../shared/api.js";
import { day } from "../shared/days.js";
import { page, say } from "../shared/frame.js";
import { addWords, nameOf, t } from "../shared/words.js";
import findWords from "../shared/words/find.js";
import { serviceRow } from "./services.js";

addWords(findWords);

const WAIT = 220; // milliseconds after the last key
const WHO = ["", "person", "enterprise"];
const FILTERS = ["q", "department", "object"];
const MOST = 6; // services that are named as used most

const home = {
  filter: Object.fromEntries(FILTERS.map((name) => [name, new URLSearchParams(location.search).get(name) || ""])),
  text: new URLSearchParams(location.search).get("q") || "", // as typed, spaces and all
  items: null, total: 0, page: 1, error: "", busy: false, popular: [], events: null, matching: [], departments: null, announcements: [],
};

let asking = 0;

async function find(more = false) {
  const mine = ++asking;
  Object.assign(home, { busy: true, page: more ? home.page + 1 : 1 });
  draw();
  try {
    const answer = await get("/api/onestop/services", { ...home.filter, page: home.page });
    if (mine !== asking) return; // something else is asked by now
    Object.assign(home, { items: more ? [...home.items, ...answer.items] : answer.items, total: answer.total, matching: answer.life_events, error: "" });
    if (!FILTERS.some((name) => home.filter[name]) && home.page === 1) home.popular = answer.items.slice(0, MOST); // the list begins with what is asked for most
    say(t("home.found", { n: answer.total + answer.life_events.length }));
  } catch (err) {
    if (mine !== asking) return;
    home.error = refusalWords(err);
  }
  home.busy = false;
  draw();
}

let timer = 0;

function filterBy(change, wait = 0) {
  Object.assign(home.filter, change);
  const asked = FILTERS.filter((name) => home.filter[name]).map((name) => [name, home.filter[name]]);
  history.replaceState(null, "", asked.length ? `/?${new URLSearchParams(asked)}` : "/");
  clearTimeout(timer);
  timer = setTimeout(find, wait);
  draw();
}

// A Chinese word that is still being composed is not searched for.
function typed(event) {
  home.text = event.target.value;
  if (!event.isComposing) filterBy({ q: home.text.trim() }, WAIT);
}

function submitted(event) {
  event.preventDefault();
  filterBy({ q: home.text.trim() });
}

function clear() {
  home.text = "";
  filterBy({ q: "", department: "" });
  document.getElementById("q").focus();
}

const searchBar = () => html`
  <form class="search" role="search" @submit=${submitted}>
    <label for="q">${t("home.search")}</label>
    <div class="search-line">
      <input id="q" name="q" type="search" autocomplete="off" maxlength="100" .value=${home.text}
        aria-describedby="q-hint" @input=${typed} @compositionend=${typed}>
      <button type="submit" class="button">${t("home.search_go")}</button>
    </div>
    <p class="hint" id="q-hint">${t("home.search_hint")}</p>
  </form>`;

const whoBar = () => html`
  <div class="who" role="group" aria-label=${t("home.who")}>
    ${WHO.map((object) => html`<button type="button" class="who-choice" aria-pressed=${String(home.filter.object === object)}
      @click=${() => filterBy({ object })}>${t(`home.who_${object || "all"}`)}</button>`)}
  </div>`;

// A house that has published nothing. Whoever sits at the machine itself may be the one who can
// change that: the dashboard opens there.
const empty = () => html`<div class="notice"><p><strong>${t("home.empty")}</strong></p><p>${t("home.empty_text")}</p>
  ${/^(localhost|127\.|\[::1\])/.test(location.hostname) ? html`<p><a class="text-link" href="/_/#/settings/doctor">${t("home.empty_admin")}</a></p>` : ""}</div>`;

function found() {
  if (home.error) {
    return html`<div class="notice is-bad" role="alert"><p>${home.error}</p>
      <button type="button" class="button secondary" @click=${() => find()}>${t("common.retry")}</button></div>`;
  }
  if (!home.items) return html`<p class="loading" role="status">${t("common.loading")}</p>`;
  if (!home.items.length && home.matching.length) return "";
  if (!home.items.length && !FILTERS.some((name) => home.filter[name])) return empty();
  if (!home.items.length) {
    return html`<div class="notice"><p><strong>${t("home.nothing")}</strong></p><p>${t("home.nothing_text")}</p></div>`;
  }
  return html`
    <ul class="rows">${home.items.map((item) => html`<li>${serviceRow(item)}</li>`)}</ul>
    ${home.items.length < home.total ? html`<p class="buttons"><button type="button" class="button secondary" ?disabled=${home.busy}
      @click=${() => find(true)}>${t("home.more", { n: home.total - home.items.length })}</button></p>` : ""}`;
}

function heading() {
  const { q, department } = home.filter;
  const body = department && home.departments && home.departments.find((d) => d.id === department);
  const name = q ? t("home.results", { q }) : body ? nameOf(body) : department ? t("home.department") : t("home.all");
  return html`
    <div class="found-head">
      <h2>${name}</h2>
      <p class="hint">${home.items ? t("home.found", { n: home.total + home.matching.length }) : ""}
        ${q || department ? html`<button type="button" class="link" @click=${clear}>${t("home.clear")}</button>` : ""}</p>
    </div>`;
}

const eventCard = (event) => html`
  <li><a class="tile" href=${`/life.html?id=${event.id}`}>
    <strong>${nameOf(event)}</strong>
    <span>${t("home.event_days", { n: event.promised_days })}</span></a></li>`;

const eventList = (events) => (events && events.length ? html`
  <section aria-labelledby="events"><h2 id="events">${t("home.events")}</h2>
    <ul class="tiles">${events.map(eventCard)}</ul></section>` : "");

const popularList = () => (home.popular.length ? html`
  <section aria-labelledby="popular"><h2 id="popular">${t("home.popular")}</h2>
    <ul class="chips">${home.popular.map((item) => html`<li><a class="chip" href=${`/service.html?id=${item.id}`}>${nameOf(item)}</a></li>`)}</ul></section>` : "");

// One thing to know ahead, with its days.
function announcement(item) {
  const span = item.from && item.to && item.to !== item.from ? t("home.days", { from: day(item.from, false), to: day(item.to, false) }) : day(item.from || item.to, false);
  const words = t(`home.told_${item.kind}${item.kind === "suspended" && !item.to ? "_open" : ""}`, { name: nameOf(item), days: span });
  return html`<li>${words}</li>`;
}

const announcementList = () => (home.announcements.length ? html`
  <section class="notice" aria-labelledby="told"><h2 id="told">${t("home.told")}</h2><ul class="plain">${home.announcements.map(announcement)}</ul></section>` : "");

const departmentList = () => (home.departments && home.departments.length ? html`
  <section aria-labelledby="departments"><h2 id="departments">${t("home.departments")}</h2>
    <ul class="chips">${home.departments.map((d) => html`<li><button type="button" class="chip" @click=${() => {
      home.text = "";
      filterBy({ department: d.id, q: "" });
      document.getElementById("found").scrollIntoView();
    }}>${nameOf(d)}</button></li>`)}</ul></section>` : "");

const problemLinks = () => html`
  <section aria-labelledby="problems"><h2 id="problems">${t("home.problems")}</h2>
    <p class="buttons"><a class="button secondary" href="/report.html">${t("home.problems_report")}</a>
      <a class="text-link" href="/problems.html">${t("home.problems_answers")}</a></p></section>`;

function view() {
  const searching = home.filter.q || home.filter.department;
  return html`
    <div class="hero"><h1>${t("home.title")}</h1>${searchBar()}</div>
    ${searching ? eventList(home.matching) : html`${eventList(home.events)}${popularList()}${announcementList()}`}
    <section id="found" aria-label=${t("home.services")}>${heading()}${whoBar()}${found()}</section>
    ${departmentList()}
    ${problemLinks()}`;
}

const { draw } = page({ title: () => "", view });

// What is less urgent than the services comes after them, in one answer.
async function aside() {
  const { life_events: events, departments, announcements } = await get("/api/onestop/home");
  Object.assign(home, { events, departments, announcements });
  draw();
}

find().then(aside).catch(() => {}); // the services are there without them
