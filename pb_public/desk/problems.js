// The ledger of problems (堵点): of the department, or of the county for whoever oversees
// it; what is due first stands first. What is asked for stands in the address.
import { html, keyed, render } from "../shared/html.js";
import { get, list } from "../shared/api.js";
import { reading } from "../shared/reading.js";
import { addWords, inOrder, nameOf, t } from "../shared/words.js";
import deskWords from "../shared/words/desk.js";
import shared from "../shared/words/problems.js";
import words from "../shared/words/problems_desk.js";
import { deskPage } from "./desk_page.js";

addWords(deskWords, shared, words);

const STATES = ["reported", "assigned", "returned", "solved", "verified", "rejected", "merged"];
const LIGHTS = ["red", "yellow", "green", "grey"];
const SOURCES = ["citizen", "enterprise", "hall", "hotline", "survey", "rating"];
const FILTERS = ["state", "light", "source", "department", "q", "page"];
const WAIT = 300; // milliseconds after the last key of the search

const choice = (value, text) => html`<option value=${value}>${text}</option>`;

class Ledger {
  constructor(root, me, { again }) {
    const asked = new URLSearchParams(location.search);
    Object.assign(this, { root, me, again, items: null, more: false, failed: "", departments: [], timer: 0 });
    this.filter = Object.fromEntries(FILTERS.map((name) => [name, asked.get(name) || ""]));
    this.draw = this.draw.bind(this);
    this.draw();
    this.load();
    if (this.oversees) this.prepare();
  }

  get oversees() { return this.me.roles.some((role) => ["supervisor", "auditor"].includes(role)); }

  get registers() { return this.me.roles.some((role) => ["clerk", "supervisor"].includes(role)); }

  async prepare() {
    this.departments = await list("departments", { sort: "name", perPage: 500 }).catch(() => []);
    this.draw();
  }

  load() {
    const asked = JSON.stringify(this.filter);
    return reading(this, async () => {
      const { items, more } = await get("/api/onestop/problems/queue", this.filter);
      return asked === JSON.stringify(this.filter) && Object.assign(this, { items, more, failed: "" });
    });
  }

  choose(change) {
    this.filter = { ...this.filter, page: "", ...change };
    const text = new URLSearchParams(Object.entries(this.filter).filter(([, value]) => value)).toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
    this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), "q" in change ? WAIT : 0);
  }

  draw() { render(this.root, view(this)); }
}

const picker = (page, name, label, options) => html`
  <p class="field"><label for=${`f-${name}`}>${label}</label>
    <select id=${`f-${name}`} .value=${page.filter[name]} @change=${(event) => page.choose({ [name]: event.target.value })}>
      ${choice("", t("problems.any"))}${options.map(([value, text]) => choice(value, text))}</select></p>`;

const filterBar = (page) => html`
  <form class="queue-filter" role="search" aria-label=${t("problems.find")} @submit=${(event) => event.preventDefault()}>
    <p class="field"><label for="f-q">${t("problems.find")}</label>
      <input id="f-q" type="search" maxlength="100" .value=${page.filter.q} @input=${(event) => page.choose({ q: event.target.value })}></p>
    ${picker(page, "state", t("problems.state"), STATES.map((s) => [s, t(`problem.state.${s}`)]))}
    ${picker(page, "light", t("problems.light"), LIGHTS.map((l) => [l, t(`problem.light.${l}`)]))}
    ${picker(page, "source", t("problems.source"), SOURCES.map((s) => [s, t(`problem.source.${s}`)]))}
    ${page.oversees ? picker(page, "department", t("problems.department"), inOrder(page.departments).map((d) => [d.id, nameOf(d)])) : ""}
  </form>`;

function leftWords({ days_left: left, light }) {
  if (left === null || left === undefined) return light === "grey" ? t("problem.light.grey") : "";
  if (left < 0) return t("problems.late", { n: -left });
  return left ? t("problems.left", { n: left }) : t("problems.today");
}

const cell = (label, content) => html`<td data-label=${label}>${content}</td>`;

const marks = (item) => html`
  ${item.public ? html` <span class="tag">${t("problems.public")}</span>` : ""}
  ${item.reopened ? html` <span class="tag is-warn">${t("problems.reopened")}</span>` : ""}
  ${item.state === "verified" && item.confirmed ? html` <span class=${`tag ${item.confirmed === "no" ? "is-bad" : ""}`}>${t(`problems.confirmed_${item.confirmed}`)}</span>` : ""}`;

const row = (item) => html`
  <tr class=${`queue-row is-${item.light}`}>
    <th scope="row" data-label=${t("problems.col_title")}><span><a class="claim-link" href=${`/desk/problem.html?id=${item.id}`}>${item.title}</a>
      <span class="claim-code">${item.number}</span> ${item.service ? html`<span class="hint">${nameOf(item, "service")}</span>` : ""}</span></th>
    ${cell(t("problems.col_state"), html`<span><span class="tag is-accent">${t(`problem.state.${item.state}`)}</span>${marks(item)}</span>`)}
    ${cell(t("problems.source"), html`<span>${t(`problem.source.${item.source}`)}${item.category ? html` <span class="hint">${t(`problem.category.${item.category}`)}</span>` : ""}</span>`)}
    ${cell(t("problems.department"), item.lead ? nameOf(item, "lead") : "—")}
    ${cell(t("problems.col_due"), item.due || item.light === "grey" ? html`<span><span class="queue-date">${item.due}</span> ${item.light === "none" ? "" : html`<span class=${`tag is-${item.light}`}>${leftWords(item)}</span>`}</span>` : "—")}
  </tr>`;

const table = (page) => html`
  <table class="queue-table claims-table problems-table">
    <caption class="visually-hidden">${t("problems.title")}</caption>
    <thead><tr>${["problems.col_title", "problems.col_state", "problems.source", "problems.department", "problems.col_due"].map((key) => html`<th scope="col">${t(key)}</th>`)}</tr></thead>
    <tbody>${keyed(page.items, (item) => item.id, row)}</tbody>
  </table>`;

function pager(page) {
  const at = Number(page.filter.page) || 1;
  if (at === 1 && !page.more) return "";
  const turn = (to, text, off) => html`<button type="button" class="button secondary" ?disabled=${off} @click=${() => page.choose({ page: String(to) })}>${text}</button>`;
  return html`<p class="queue-pager">${turn(at - 1, t("desk.prev_page"), at === 1)} <span>${t("desk.page_no", { page: at })}</span> ${turn(at + 1, t("desk.next_page"), !page.more)}</p>`;
}

function body(page) {
  if (page.failed && !page.items) return html`<p class="queue-note" role="alert">${page.failed} <button type="button" class="link" @click=${() => page.load()}>${t("common.retry")}</button></p>`;
  if (!page.items) return html`<p class="queue-note" role="status">${t("common.loading")}</p>`;
  return page.items.length ? html`${table(page)}${pager(page)}` : html`<p class="queue-note" role="status">${t("problems.empty")}</p>`;
}

const view = (page) => html`
  <div class="queue-head"><h1>${t("problems.title")}</h1>
    ${page.registers ? html`<p class="buttons"><a class="button" href="/report.html">${t("problems.register")}</a></p>` : ""}</div>
  ${filterBar(page)}
  ${body(page)}`;

deskPage({ title: () => t("problems.title"), open: (main, me, around) => new Ledger(main, me, around).draw });
