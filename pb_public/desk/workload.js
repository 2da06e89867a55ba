// What lies with each officer now and what was done this month, by name: to share work out
// and to hand over what an absent or leaving colleague has.
import { html, keyed, render } from "../shared/html.js";
import { get, list, post } from "../shared/api.js";
import { clockTime, day } from "../shared/days.js";
import { say } from "../shared/frame.js";
import { reading } from "../shared/reading.js";
import states from "../shared/words/states.js";
import desk from "../shared/words/desk.js";
import words from "../shared/words/staff.js";
import { addWords, inOrder, nameOf, t } from "../shared/words.js";
import { deskPage } from "./desk_page.js";
import { openDialog } from "./dialog.js";

addWords(states, desk, words);

class Workload {
  constructor(root, me, again) {
    Object.assign(this, { root, me, again, answer: null, failed: "", news: "", departments: [], department: new URLSearchParams(location.search).get("department") || "" });
    this.draw = this.draw.bind(this);
    this.load = this.load.bind(this);
    if (this.oversees && !location.search) this.department = me.department;
    this.draw();
    this.load();
    if (this.oversees) this.prepare();
  }

  get oversees() { return this.me.roles.some((role) => ["supervisor", "auditor"].includes(role)); }

  async prepare() {
    const found = await list("departments", { sort: "name", perPage: 500 }).catch(() => null);
    if (!found) return; // without them the list shows what it showed; it says itself why nothing comes
    this.departments = found;
    this.draw();
  }

  load() {
    const asked = this.department;
    return reading(this, async () => {
      const answer = await get("/api/onestop/workload", asked ? { department: asked } : {});
      return asked === this.department && Object.assign(this, { answer, failed: "" });
    });
  }

  // Opens an account that is locked, for whoever made sure that it was its holder.
  async unlock(officer) {
    const done = await openDialog({
      title: t("staff.unlock_title", { name: officer.name }), lead: t("staff.unlock_lead"), go: t("staff.unlock"),
      fields: [{ name: "reason", kind: "long", label: t("staff.unlock_reason"), required: true, empty: t("staff.unlock_reason_empty") }],
      send: ({ reason }) => post(`/api/onestop/officers/${officer.id}/unlock`, { reason: reason.trim() }),
    });
    if (!done) return;
    this.news = t("staff.unlocked", { name: officer.name });
    say(this.news);
    await this.load();
    const news = this.root.querySelector(".news");
    if (news) news.focus();
  }

  choose(department) {
    Object.assign(this, { department, answer: null });
    history.replaceState(null, "", `?department=${department}`);
    this.draw();
    this.load();
  }

  draw() { render(this.root, view(this)); }
}

const cell = (label, content) => html`<td data-label=${label}>${content}</td>`;

// The cases behind a number stand in the work list, where they are chosen and handed on.
const linked = (n, query) => (n ? html`<a class="load-link" href=${`/desk/?${query}`}>${n}</a>` : "0");

function about(officer) {
  if (!officer.id) return "";
  if (!officer.active) return html` <span class="tag is-bad">${t("staff.left")}</span>`;
  if (!officer.absent) return "";
  return html` <span class="tag is-warn">${officer.deputy ? t("staff.away_deputy", { name: officer.deputy }) : t("staff.away")}</span>`;
}

const row = (officer) => {
  const who = `examiner=${officer.id || "none"}`;
  return html`
    <tr class="queue-row">
      <th scope="row" data-label=${t("staff.officer")}><span>${officer.name || t("staff.nobody")}${about(officer)}</span></th>
      ${cell(t("staff.roles"), officer.roles.map((role) => t(`role.${role}`)).join(t("common.list")) || "—")}
      ${cell(t("staff.open"), linked(officer.open, who))}
      ${cell(t("staff.late"), officer.late ? html`<strong class="load-late">${officer.late}</strong>` : "0")}
      ${cell(t("staff.week"), officer.week)}
      ${cell(t("staff.done"), officer.id ? officer.done : "—")}
      ${cell(t("staff.median"), officer.median === null ? "—" : t("staff.days", { n: officer.median }))}
      ${cell(t("staff.hand_on"), officer.open ? html`<a class="load-link" href=${`/desk/?${who}`}>${t(officer.id && !officer.active ? "staff.hand_all" : "staff.share")}</a>` : "—")}
    </tr>`;
};

function table({ items, from, to }) {
  const heads = ["officer", "roles", "open", "late", "week", "done", "median", "hand_on"];
  return html`
    <p class="hint">${t("staff.range", { from: day(from, false), to: day(to, false) })}</p>
    <table class="queue-table">
      <caption class="visually-hidden">${t("staff.workload")}</caption>
      <thead><tr>${heads.map((head) => html`<th scope="col">${t(`staff.${head}`)}</th>`)}</tr></thead>
      <tbody>${keyed(items, (officer, at) => officer.id || `nobody ${at}`, row)}</tbody>
    </table>`;
}

const lockedRow = (page) => (officer) => html`
  <li><span><strong>${officer.name}</strong> <span class="hint">${departmentOf(page, officer)}${t("staff.locked_until", { time: clockTime(officer.until) })}</span></span>
    <button type="button" class="button secondary" @click=${() => page.unlock(officer)}>${t("staff.unlock")}<span class="visually-hidden"> ${officer.name}</span></button></li>`;

function departmentOf(page, officer) {
  const found = page.departments.find(({ id }) => id === officer.department);
  return found ? `${nameOf(found)} · ` : "";
}

// Who cannot sign in now stands first: somebody is waiting for it.
const locked = (page) => html`
  ${page.news ? html`<p class="news is-done" tabindex="-1">${page.news}</p>` : ""}
  ${page.answer && page.answer.locked && page.answer.locked.length ? html`<section class="notice is-warn" aria-labelledby="locked">
    <h2 id="locked">${t("staff.locked", { n: page.answer.locked.length })}</h2>
    <p>${t("staff.locked_text")}</p>
    <ul class="locked-list">${keyed(page.answer.locked, (officer) => officer.id, lockedRow(page))}</ul></section>` : ""}`;

function body(page) {
  if (page.failed) return html`<p class="queue-note" role="alert">${page.failed} <button type="button" class="link" @click=${page.load}>${t("common.retry")}</button></p>`;
  if (!page.answer) return html`<p class="queue-note" role="status">${t("common.loading")}</p>`;
  return page.answer.items.length ? table(page.answer) : html`<p class="queue-note" role="status">${t("staff.none")}</p>`;
}

const view = (page) => html`
  <div class="queue">
    <h1>${t("staff.workload")}</h1>
    <p>${t("staff.lead")}</p>
    ${page.oversees ? html`<form class="queue-filter is-open" role="search" aria-label=${t("desk.filter")} @submit=${(event) => event.preventDefault()}>
      <p class="field"><label for="f-department">${t("staff.department")}</label>
        <select id="f-department" .value=${page.department} @change=${(event) => page.choose(event.target.value)}>
          <option value="">${t("desk.all")}</option>${inOrder(page.departments).map((d) => html`<option value=${d.id}>${nameOf(d)}</option>`)}</select></p></form>` : ""}
    ${locked(page)}
    ${body(page)}
  </div>`;

deskPage({ title: () => t("staff.workload"), open: (main, me, { again }) => new Workload(main, me, again).draw });
