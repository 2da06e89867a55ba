// What the public board shows, on a page and on a wall.
import { html } from "../shared/html.js";
import { columns } from "../shared/chart.js";
import { day } from "../shared/days.js";
import { nameOf, t } from "../shared/words.js";

const ITEMS = ["one_trip", "online", "whole_online", "instant", "compression"];
const PEOPLE = ["satisfied", "rectified", "solved"];

const metric = (figures, key) => figures.metrics.find((m) => m.key === key);

const percent = (share) => (share && share.percent !== null ? `${share.percent}%` : "—");

// The share in figures: what was counted, of what, and the counting level.
const made = (share, level) => (share && share.denominator ? t("board.of", { numerator: share.numerator, denominator: share.denominator, level: t(`level.${level}`) }) : t("board.none"));

// A count; one that is hidden says so.
const count = (n, few) => (n === null ? html`<span class="tile-hidden">${t("board.hidden", { n: few })}</span>` : n);

const tile = (name, figure, small = "", size = "") => html`
  <div class=${`tile ${size}`}><dt>${name}</dt><dd><strong>${figure}</strong>${small ? html`<small>${small}</small>` : ""}</dd></div>`;

const share = (key, value, level) => tile(t(`metric.${key}`), percent(value), made(value, level));

// The month that is shown, by name: this one, or the last while this one has just begun.
const monthTitle = ({ month, today }) => t(month.to < today ? "board.last_month" : "board.month", { from: day(month.from, false), to: day(month.to, false) });

const rangeTiles = (range, few) => html`
  <dl class="tiles">
    ${tile(t("board.filed"), count(range.filed, few))}
    ${tile(t("board.decided"), count(range.decided, few))}
    ${share("in_promise", range.rates.in_promise, "cases")}
    ${share("in_law", range.rates.in_law, "cases")}
    ${share("online_filing", range.rates.online_filing, "cases")}
    ${range.median === null ? tile(t("board.median"), "—") : tile(t("board.median"), range.median, t("level.days"))}
  </dl>`;

const metricTiles = (figures, keys) => html`
  <dl class="tiles">${keys.map((key) => {
    const m = metric(figures, key);
    return share(key, m, m.level);
  })}</dl>`;

const departmentHead = () => html`
  <thead><tr><th scope="col">${t("board.department")}</th><th scope="col">${t("board.decided")}</th>
    <th scope="col">${t("metric.in_promise")}</th><th scope="col">${t("board.median_short")}</th></tr></thead>`;

const departmentRow = (few) => (d) => html`
  <tr><th scope="row">${nameOf(d)}</th>
    ${d.hidden ? html`<td colspan="3">${t("board.hidden", { n: few })}</td>` : html`
    <td data-label=${t("board.decided")}>${d.decided}</td><td data-label=${t("metric.in_promise")}>${percent(d.rates.in_promise)}</td><td data-label=${t("board.median_short")}>${d.median === null ? "—" : d.median}</td>`}</tr>`;

const monthName = (month) => String(Number(month.slice(5)));

const monthRows = (months) => months.map((m) => ({
  label: monthName(m.month), value: m.decided, text: m.decided === null ? "" : String(m.decided), share: m.in_promise.percent,
}));

const monthsTable = (figures) => html`
  <table class="figures-table is-stacked"><thead><tr><th scope="col">${t("board.month_head")}</th><th scope="col">${t("board.decided")}</th><th scope="col">${t("metric.in_promise")}</th></tr></thead>
    <tbody>${figures.months.map((m) => html`<tr><th scope="row">${m.month}</th><td data-label=${t("board.decided")}>${m.decided === null ? t("board.hidden", { n: figures.few }) : m.decided}</td><td data-label=${t("metric.in_promise")}>${percent(m.in_promise)}</td></tr>`)}</tbody></table>`;

const campaigns = (list) => (list.length ? html`
  <section aria-labelledby="b-campaigns"><h2 id="b-campaigns">${t("board.campaigns")}</h2>
    <table class="figures-table is-stacked"><thead><tr><th scope="col">${t("board.campaign")}</th><th scope="col">${t("board.deadline")}</th><th scope="col">${t("board.done")}</th></tr></thead>
      <tbody>${list.map((c) => html`<tr><th scope="row">${nameOf(c)}</th><td data-label=${t("board.deadline")}>${c.deadline}</td><td data-label=${t("board.done")}>${percent(c.done)}</td></tr>`)}</tbody></table></section>` : "");

export const boardView = (figures, { time, note }) => html`
  <h1>${t("board.title")}</h1>
  <p class="lead">${t("board.lead")}</p>
  <p class="hint">${t("board.updated", { time })} · <a href="?wall">${t("board.wall")}</a> · <a href="/board/figures.html">${t("board.officers")}</a></p>
  ${note}
  <section aria-labelledby="b-month"><h2 id="b-month">${monthTitle(figures)}</h2>${rangeTiles(figures.month, figures.few)}</section>
  <section aria-labelledby="b-year"><h2 id="b-year">${t("board.year")}</h2>${rangeTiles(figures.year, figures.few)}</section>
  <section aria-labelledby="b-items"><h2 id="b-items">${t("board.items")}</h2>${metricTiles(figures, ITEMS)}</section>
  <section aria-labelledby="b-people"><h2 id="b-people">${t("board.people")}</h2>${metricTiles(figures, PEOPLE)}</section>
  ${campaigns(figures.campaigns)}
  <section aria-labelledby="b-departments"><h2 id="b-departments">${t("board.departments")}</h2>
    <table class="figures-table is-stacked">${departmentHead()}<tbody>${figures.departments.map(departmentRow(figures.few))}</tbody></table></section>
  <section aria-labelledby="b-months"><h2 id="b-months">${t("board.months")}</h2>${columns(monthRows(figures.months))}${monthsTable(figures)}</section>
  <p class="hint">${t("board.hidden_note", { n: figures.few })}</p>`;

// ---- the wall

const PER_PAGE = 9; // departments that fit on the wall at once

// The departments that decided anything, the busiest first.
const busiest = (figures) => figures.departments.filter((d) => d.hidden || d.decided).sort((a, b) => (b.decided || 0) - (a.decided || 0));

export const wallPages = (figures) => Math.max(1, Math.ceil(busiest(figures).length / PER_PAGE));

function wallDepartments(figures, turn) {
  const pages = wallPages(figures);
  const at = turn % pages;
  return html`
    <section class="wall-departments" aria-labelledby="b-departments">
      <h2 id="b-departments">${t("board.departments")} ${pages > 1 ? html`<small>${t("board.page", { n: at + 1, of: pages })}</small>` : ""}</h2>
      <table class="figures-table">${departmentHead()}<tbody>${busiest(figures).slice(at * PER_PAGE, (at + 1) * PER_PAGE).map(departmentRow(figures.few))}</tbody></table>
    </section>`;
}

const wallCampaigns = ({ campaigns: list }) => list.slice(0, 3).map((c) => tile(nameOf(c), percent(c.done), t("board.done"), "tile-wide"));

export const wallView = (figures, { time, note, turn }) => html`
  <div class="wall-head"><h1>${t("board.title")}</h1><p>${t("board.updated", { time })} · <a href="/board/">${t("board.leave_wall")}</a></p></div>
  ${note}
  <div class="wall-grid">
    <div class="wall-side">
      <section aria-labelledby="b-month"><h2 id="b-month">${monthTitle(figures)}</h2>${rangeTiles(figures.month, figures.few)}</section>
      <section aria-labelledby="b-year"><h2 id="b-year">${t("board.year")}</h2>${rangeTiles(figures.year, figures.few)}</section>
      <section class="wall-months" aria-labelledby="b-months"><h2 id="b-months">${t("board.months")}</h2>
        ${columns(monthRows(figures.months), { width: 900, height: 250 })}</section>
    </div>
    <div class="wall-side">
      <section class="wall-items" aria-labelledby="b-items"><h2 id="b-items">${t("board.reform")}</h2>
        <dl class="tiles">${[...ITEMS, ...PEOPLE].map((key) => share(key, metric(figures, key), metric(figures, key).level))}${wallCampaigns(figures)}</dl></section>
      ${wallDepartments(figures, turn)}
    </div>
  </div>`;
