// How the list of late cases looks: the counts by department and cause, which narrow it, and
// the cases with the days, what they wait for, who has them and how often they were urged.
import { html, keyed } from "../shared/html.js";
import { day } from "../shared/days.js";
import { nameOf, t } from "../shared/words.js";
import { lightMark } from "./lights.js";

const LIGHTS = ["red", "yellow"];

const departmentName = (page, id) => nameOf(page.departments.find((d) => d.id === id) || {});

const tally = ({ red, yellow }) => t("late.tally", { red, yellow });

// A choice of the counts; the one that is chosen stays in the list when it comes to nothing.
function picker(page, name, label, counts, words) {
  const chosen = page.filter[name];
  const known = counts.some(({ id }) => id === chosen) || !chosen ? counts : [...counts, { id: chosen, red: 0, yellow: 0 }];
  return html`<p class="field"><label for=${`f-${name}`}>${label}</label>
    <select id=${`f-${name}`} .value=${chosen} @change=${(event) => page.choose({ [name]: event.target.value })}>
      <option value="">${t("desk.all")}</option>${known.map((c) => html`<option value=${c.id}>${words(c.id)}${tally(c)}</option>`)}</select></p>`;
}

const filterBar = (page) => html`
  <form class="queue-filter is-open" role="search" aria-label=${t("desk.filter")} @submit=${(event) => event.preventDefault()}>
    <p class="field"><label for="f-light">${t("desk.filter_light")}</label>
      <select id="f-light" .value=${page.filter.light} @change=${(event) => page.choose({ light: event.target.value })}>
        <option value="">${t("late.both")}</option>${LIGHTS.map((light) => html`<option value=${light}>${t(`late.${light}`)}</option>`)}</select></p>
    ${page.oversees ? departments(page) : ""}
    ${picker(page, "waits", t("late.waits"), page.answer.waits, (cause) => t(`cause.${cause}`))}
    <button type="button" class="button secondary no-print" @click=${() => page.load()}>${t("desk.refresh")}</button>
  </form>`;

// All departments while one is chosen: the counts are then of that one alone.
function departments(page) {
  const counted = page.answer.departments;
  const counts = page.filter.department ? page.departments.map(({ id }) => counted.find((c) => c.id === id) || { id }) : counted;
  const label = t("late.department");
  return html`<p class="field"><label for="f-department">${label}</label>
    <select id="f-department" .value=${page.filter.department} @change=${(event) => page.choose({ department: event.target.value })}>
      <option value="">${t("desk.all")}</option>${counts.map((c) => html`<option value=${c.id}>${departmentName(page, c.id)}${c.red === undefined ? "" : tally(c)}</option>`)}</select></p>`;
}

const cell = (label, content) => html`<td data-label=${label}>${content}</td>`;

const urged = (row) => (row.urged ? html`<span class="queue-date">${t("late.urged", { n: row.urged, day: day(row.urged_on, false) })}</span>` : "—");

const button = (page, row) => html`<button type="button" class="button secondary small late-urge" aria-label=${t("late.urge_case", { number: row.number })} @click=${() => page.urge(row)}>${t("late.urge")}</button>`;

const actable = (row) => ["submitted", "accepted", "granted", "refused"].includes(row.state);

const line = (page) => (row) => html`
  <tr class=${`queue-row is-${row.light}`}>
    <th scope="row" data-label=${t("desk.col_number")}><a class="queue-link" href=${`/desk/case.html?id=${row.id}`}>${row.number}</a></th>
    ${cell(t("desk.col_light"), lightMark({ light: row.light, days_left: row.light === "red" ? -row.days : row.left }))}
    ${cell(t("desk.col_service"), nameOf(row, "service"))}
    ${cell(t("late.department"), departmentName(page, row.department))}
    ${cell(t("late.waits"), t(`cause.${row.waits}`))}
    ${cell(t("desk.col_examiner"), row.examiner || "—")}
    ${cell(t("desk.col_due"), html`<span class="queue-date">${row.due}</span>`)}
    ${cell(t("late.urgings"), urged(row))}
    ${page.urges ? html`<td class="no-print">${actable(row) ? button(page, row) : ""}</td>` : ""}
  </tr>`;

const heads = () => [t("desk.col_number"), t("desk.col_light"), t("desk.col_service"), t("late.department"), t("late.waits"), t("desk.col_examiner"), t("desk.col_due"), t("late.urgings")];

const table = (page) => html`
  <table class="queue-table late-table">
    <caption class="visually-hidden">${t("late.title")}</caption>
    <thead><tr>${heads().map((head) => html`<th scope="col">${head}</th>`)}${page.urges ? html`<td class="no-print"></td>` : ""}</tr></thead>
    <tbody>${keyed(page.answer.items, (row) => row.id, line(page))}</tbody>
  </table>`;

function pager(page) {
  const { page: at, more } = page.answer;
  if (at === 1 && !more) return "";
  return html`<p class="queue-pager no-print">
    <button type="button" class="button secondary" ?disabled=${at === 1} @click=${() => page.choose({ page: String(at - 1) })}>${t("desk.prev_page")}</button>
    <span>${t("desk.page_no", { page: at })}</span>
    <button type="button" class="button secondary" ?disabled=${!more} @click=${() => page.choose({ page: String(at + 1) })}>${t("desk.next_page")}</button></p>`;
}

function body(page) {
  if (page.failed) return html`<div class="notice is-bad" role="alert"><p>${page.failed} <button type="button" class="link" @click=${() => page.load()}>${t("common.retry")}</button></p></div>`;
  if (!page.answer) return html`<p class="loading" role="status">${t("common.loading")}</p>`;
  const { items, total, capped, today } = page.answer;
  return html`
    ${filterBar(page)}
    ${page.news ? html`<p class="news is-done" role="status">${page.news}</p>` : ""}
    <p class="queue-stamp">${t("late.found", { n: total, day: day(today, false) })}${capped ? ` ${t("late.capped")}` : ""}</p>
    ${items.length ? html`<div class="queue-list">${table(page)}${pager(page)}</div>` : html`<p class="queue-note">${t("late.none")}</p>`}`;
}

export const lateView = (page) => html`
  <div class="queue">
    <div class="queue-head"><h1>${t("late.title")}</h1>
      <p class="buttons no-print"><a class="button secondary" href="/board/figures.html">${t("office.figures")}</a>
        <button type="button" class="button secondary" @click=${() => window.print()}>${t("common.print")}</button></p></div>
    <p>${t(page.oversees ? "late.lead" : "late.lead_own")}</p>
    ${body(page)}
  </div>`;
