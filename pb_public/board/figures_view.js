// What the page of figures shows.
import { html } from "../shared/html.js";
import { bars } from "../shared/chart.js";
import { day } from "../shared/days.js";
import { inOrder, nameOf, t } from "../shared/words.js";
import { addressOf, monthBefore, quarters, years } from "../shared/range.js";

const percent = (share) => (share && share.percent !== null ? `${share.percent}%` : "—");
const orDash = (value) => (value === null || value === undefined ? "—" : value);
const decided = (group) => (group.cases.granted || 0) + (group.cases.refused || 0);

// A table that is wider than a phone scrolls by itself, also by keyboard.
const wide = (label, table) => html`<div class="scroll-x" role="region" tabindex="0" aria-label=${label}>${table}</div>`;

// ---- the range

const rangeField = (asked) => ({
  month: () => html`<p class="field"><label for="month">${t("figures.month")}</label><input id="month" name="month" type="month" .value=${asked.month} required pattern="\\d{4}-\\d{2}"></p>`,
  quarter: () => html`<p class="field"><label for="quarter">${t("figures.quarter")}</label><select id="quarter" name="quarter" .value=${asked.quarter}>
    ${[...new Set([...quarters(asked.today), asked.quarter])].map((q) => html`<option value=${q}>${t("figures.quarter_of", { year: q.slice(0, 4), n: q.slice(6) })}</option>`)}</select></p>`,
  year: () => html`<p class="field"><label for="year">${t("figures.year")}</label><select id="year" name="year" .value=${asked.year}>
    ${[...new Set([...years(asked.today), asked.year])].map((y) => html`<option value=${y}>${t("figures.year_of", { year: y })}</option>`)}</select></p>`,
  free: () => html`
    <p class="field"><label for="from">${t("figures.from")}</label><input id="from" name="from" type="date" .value=${asked.from}></p>
    <p class="field"><label for="to">${t("figures.to")}</label><input id="to" name="to" type="date" .value=${asked.to}></p>`,
}[asked.kind]());

const rangeForm = (asked, { show, pick }) => html`
  <form class="range-form" @submit=${(event) => {
    event.preventDefault();
    show(Object.fromEntries(new FormData(event.target)));
  }}>
    <p class="field"><label for="kind">${t("figures.kind")}</label><select id="kind" name="kind" .value=${asked.kind} @change=${(event) => pick(event.target.value)}>
      ${["year", "quarter", "month", "free"].map((kind) => html`<option value=${kind}>${t(`figures.kind_${kind}`)}</option>`)}</select></p>
    ${rangeField(asked)}
    <button type="submit" class="button">${t("figures.show")}</button>
  </form>`;

// ---- where one is

function crumbs({ asked, figures, county }, show) {
  const department = figures.departments.find((d) => d.id === asked.department);
  const service = figures.services.find((s) => s.id === asked.service);
  const step = (changes, words, last) => (last ? html`<li aria-current="page">${words}</li>` : html`<li><a href=${addressOf({ ...asked, ...changes })} @click=${(event) => {
    event.preventDefault();
    show(changes);
  }}>${words}</a></li>`);
  return html`<nav aria-label=${t("figures.where")}><ol class="crumbs">
    ${county ? step({ department: "", service: "" }, t("figures.scope_county"), !asked.department && !asked.service) : ""}
    ${department ? step({ service: "" }, nameOf(department), !asked.service) : ""}
    ${service ? step({}, nameOf(service), true) : ""}</ol></nav>`;
}

const into = (asked, show, changes, words) => html`<a href=${addressOf({ ...asked, ...changes })} @click=${(event) => {
  event.preventDefault();
  show(changes);
}}>${words}</a>`;

// ---- tables

// Where what a metric counts is listed.
const METRIC_PAGES = { claimed: "/desk/claims.html", approved: "/desk/claims.html", satisfied: "/desk/ratings.html", rated: "/desk/ratings.html",
  rectified: "/desk/ratings.html", called_back: "/desk/ratings.html", solved: "/desk/problems.html" };

const metricsTable = (metrics) => html`
  <section class="f-metrics"><h2 id="f-metrics">${t("figures.summary")}</h2>
    ${wide(t("figures.summary"), html`<table class="figures-table">
      <thead><tr><th scope="col">${t("figures.metric")}</th><th scope="col">${t("figures.numerator")}</th><th scope="col">${t("figures.denominator")}</th><th scope="col">${t("figures.percent")}</th>
        <th scope="col" class="is-short">${t("figures.level")}</th><th scope="col" class="is-short">${t("figures.rule")}</th></tr></thead>
      <tbody>${metrics.map((m) => html`<tr><th scope="row">${METRIC_PAGES[m.key] ? html`<a href=${METRIC_PAGES[m.key]}>${t(`metric.${m.key}`)}</a>` : t(`metric.${m.key}`)}<br><small class="hint">${t(`metric.how.${m.key}`)}</small></th>
        ${m.denominator ? html`<td>${m.numerator}</td><td>${m.denominator}</td><td><strong>${percent(m)}</strong></td>` : html`<td colspan="3">${t("figures.no_denominator")}</td>`}
        <td class="is-short">${t(`level.${m.level}`)}</td><td class="is-short">${m.cite}</td></tr>`)}</tbody></table>`)}
  </section>`;

const OUTCOMES = ["filed", "accepted", "silence", "granted", "refused", "not_accepted", "withdrawn", "terminated", "delivered"];

const groupHead = (name) => html`<thead><tr><th scope="col">${name}</th>${OUTCOMES.map((o) => html`<th scope="col">${t(`figures.${o}`)}</th>`)}
  <th scope="col">${t("figures.on_time")}</th><th scope="col">${t("figures.in_law")}</th><th scope="col">${t("figures.median")}</th><th scope="col">${t("figures.p90")}</th>
  <th scope="col">${t("figures.late")}</th><th scope="col">${t("figures.open")}</th><th scope="col">${t("figures.overdue")}</th></tr></thead>`;

// A count of late cases leads to them; one of nothing leads nowhere.
const lateLink = (n, department) => (n ? html`<a href=${`/desk/late.html?${new URLSearchParams({ light: "red", ...(department ? { department } : {}) })}`}>${n}</a>` : n);

const groupRow = (name, group, department) => html`<tr><th scope="row">${name}</th>${OUTCOMES.map((o) => html`<td>${group.cases[o] || 0}</td>`)}
  <td>${percent(group.rates.in_promise)}</td><td>${percent(group.rates.in_law)}</td><td>${orDash(group.median)}</td><td>${orDash(group.p90)}</td>
  <td>${group.late}</td><td>${group.open}</td><td>${department === null ? group.overdue : lateLink(group.overdue, department)}</td></tr>`;

const groupTable = (id, title, groups, total, nameCell, departmentOf, whole) => html`
  <section class=${id}><h2 id=${id}>${title}</h2>
    ${wide(title, html`<table class="figures-table">${groupHead(t("figures.name"))}
      <tbody>${groups.map((g) => groupRow(nameCell(g), g, departmentOf(g)))}</tbody><tfoot>${groupRow(t("figures.scope_total"), total, whole)}</tfoot></table>`)}
    <p class="hint">${t("figures.days_unit")}</p>
  </section>`;

const chartOf = (title, rows, options) => (rows.length ? html`<figure><figcaption>${title}</figcaption>${bars(rows, options)}</figure>` : "");

const charts = ({ departments, services, causes }, inside) => html`
  <div class="with-chart">
    ${inside ? chartOf(t("figures.chart_median"), services.filter((s) => s.median !== null).map((s) => ({ label: nameOf(s), value: s.median, text: String(s.median) })))
      : chartOf(t("figures.chart_on_time"), departments.filter((d) => d.rates.in_promise).map((d) => ({ label: nameOf(d), value: d.rates.in_promise.percent, text: percent(d.rates.in_promise) })), { max: 100 })}
    ${causes.some((c) => c.cases) ? chartOf(t("figures.chart_causes"), causes.filter((c) => c.cases).map((c) => ({ label: t(`cause.${c.key}`), value: c.cases, text: String(c.cases) })), { bad: true }) : ""}
  </div>`;

const causesTable = ({ causes, total }) => html`
  <section class="f-causes"><h2 id="f-causes">${t("figures.causes")}</h2>
    <p>${t("figures.causes_lead", { decided: decided(total), extended: total.extended, paused: total.paused })}</p>
    ${wide(t("figures.causes"), html`<table class="figures-table"><thead><tr><th scope="col">${t("figures.cause")}</th><th scope="col" class="is-text">${t("figures.whose")}</th><th scope="col">${t("figures.number_of")}</th><th scope="col" class="is-text">${t("figures.rule")}</th></tr></thead>
      <tbody>${causes.map((c) => html`<tr><th scope="row">${t(`cause.${c.key}`)}</th><td class="is-text">${t(`whose.${c.whose}`)}</td><td>${c.cases}</td><td class="is-text">${c.cite}</td></tr>`)}</tbody></table>`)}
  </section>`;

const lateTable = ({ late, total }) => html`
  <section class="f-late"><h2 id="f-late">${t("figures.late_open")}</h2>
    ${late.length ? wide(t("figures.late_open"), html`<table class="figures-table"><thead><tr><th scope="col">${t("figures.case")}</th><th scope="col" class="is-text">${t("figures.service")}</th>
        <th scope="col">${t("figures.due")}</th><th scope="col">${t("figures.days_late")}</th><th scope="col" class="is-text">${t("figures.cause")}</th></tr></thead>
      <tbody>${late.map((c) => html`<tr><th scope="row"><a href=${`/desk/case.html?id=${c.id}`}>${c.number}</a></th><td class="is-text">${nameOf(c, "service")}</td>
        <td>${c.due}</td><td>${c.days}</td><td class="is-text">${t(`cause.${c.cause}`)}</td></tr>`)}</tbody></table>`) : html`<p>${t("figures.late_none")}</p>`}
    ${late.length ? html`<p class="no-print"><a class="text-link" href="/desk/late.html">${t("figures.late_page")}</a></p>` : ""}
    ${late.length < total.overdue ? html`<p class="hint">${t("figures.late_more", { n: late.length })}</p>` : ""}
  </section>`;

const officersTable = (officers) => html`
  <section class="f-officers"><h2 id="f-officers">${t("figures.officers")}</h2>
    ${wide(t("figures.officers"), html`<table class="figures-table"><thead><tr><th scope="col">${t("figures.officer")}</th><th scope="col">${t("figures.officer_open")}</th><th scope="col">${t("figures.examined")}</th>
        <th scope="col">${t("figures.decisions")}</th><th scope="col">${t("figures.median")}</th></tr></thead>
      <tbody>${officers.map((o) => html`<tr><th scope="row">${o.name}</th><td>${o.open}</td><td>${o.examined}</td><td>${o.decided}</td><td>${orDash(o.median)}</td></tr>`)}</tbody></table>`)}
  </section>`;

// ---- the page

// The month of the bulletin: the one that is shown, or the last that is over.
const bulletinMonth = (asked, today) => (asked.kind === "month" ? asked.month : monthBefore(today.slice(0, 7)));

function body(state, { show, excel }) {
  const { asked, figures, county } = state;
  const inside = Boolean(asked.department || asked.service);
  return html`
    ${crumbs(state, show)}
    ${!county ? html`<p class="notice">${t("figures.own")}</p>` : ""}
    <p><strong>${t("figures.range", { from: day(figures.from, false), to: day(figures.to, false) })}</strong></p>
    <p class="buttons"><button type="button" class="button secondary" @click=${excel}>${t("figures.excel")}</button>
      <button type="button" class="button secondary" @click=${() => window.print()}>${t("common.print")}</button>
      ${asked.service ? "" : html`<a class="button secondary" href=${`/print/bulletin.html?${new URLSearchParams({ month: bulletinMonth(asked, figures.today), ...(asked.department ? { department: asked.department } : {}) })}`}>${t("figures.bulletin")}</a>`}</p>
    ${metricsTable(figures.metrics)}
    ${figures.services.length || figures.departments.length ? "" : html`<p>${t("figures.nothing")}</p>`}
    ${inside ? "" : groupTable("f-departments", t("figures.departments"), inOrder(figures.departments), figures.total, (d) => into(asked, show, { department: d.id }, nameOf(d)), (d) => d.id, "")}
    ${inside && !asked.service ? groupTable("f-services", t("figures.services"), inOrder(figures.services), figures.total, (s) => into(asked, show, { department: s.department || asked.department, service: s.id }, nameOf(s)), () => null, asked.department) : ""}
    ${asked.service ? groupTable("f-services", t("figures.services"), figures.services, figures.total, (s) => nameOf(s), () => null, null) : ""}
    ${charts(figures, inside)}
    ${causesTable(figures)}
    ${lateTable(figures)}
    ${figures.officers && figures.officers.length ? officersTable(figures.officers) : ""}`;
}

export const figuresView = (state, actions) => html`
  <h1 tabindex="-1">${t("figures.title")}</h1>
  <p>${t("figures.lead")}</p>
  ${state.asked ? rangeForm({ ...state.asked, today: state.figures ? state.figures.today : state.asked.to }, actions) : ""}
  ${state.failed ? html`<div class="notice is-bad" role="alert"><p>${state.failed}</p></div>` : ""}
  ${state.busy || (!state.figures && !state.failed) ? html`<p class="loading" role="status">${t("common.loading")}</p>` : ""}
  ${state.figures && !state.busy ? body(state, actions) : ""}`;

// What stands there for a guest: the way to the sign-in of the desk, which leads back here.
export const signInAtDesk = () => html`
  <h1>${t("figures.signin")}</h1>
  <p>${t("figures.signin_text")}</p>
  <p class="buttons"><a class="button" href=${`/desk/?next=${encodeURIComponent(location.pathname + location.search)}`}>${t("frame.sign_in")}</a>
    <a class="button secondary" href="/board/">${t("board.title")}</a></p>`;
