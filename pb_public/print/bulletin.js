// The printed monthly bulletin: the figures of a month against those of the month before,
// departments, why cases were late, and sentences that say the facts and nothing else.
import { html, render } from "../shared/html.js";
import { get, me, refusalWords } from "../shared/api.js";
import { bars } from "../shared/chart.js";
import { day, today } from "../shared/days.js";
import { frame } from "../shared/frame.js";
import { askedRange, monthBefore, monthRange } from "../shared/range.js";
import { addWords, inOrder, listOf, nameOf, t } from "../shared/words.js";
import boardWords from "../shared/words/board.js";
import words from "../shared/words/figures.js";

addWords(boardWords, words);

const state = { month: "", department: "", now: null, before: null, failed: "" };

const links = () => [["/desk/", t("frame.desk")], ["/board/figures.html", t("figures.title")], ["/board/", t("board.title")], ["/", t("frame.home")]];

const isOfficer = () => Boolean(me()) && me().collectionName === "officers";

const { main } = frame({ title: () => t("bulletin.title"), redraw: () => draw(), links });

// ---- figures

const percent = (share) => (share && share.percent !== null && share.denominator ? `${share.percent}%` : "—");
const made = (share) => (share && share.denominator ? `${share.numerator} ÷ ${share.denominator}` : "—");
const cases = (figures, outcome) => figures.total.cases[outcome] || 0;
const decided = (group) => (group.cases.granted || 0) + (group.cases.refused || 0);
const shareOf = (figures, key) => figures.metrics.find((m) => m.key === key);

const signed = (n) => (n > 0 ? `+${n}` : String(n));
const rounded = (n) => Math.round(n * 100) / 100;

// ---- the facts in sentences

function facts(now, before) {
  const { total } = now;
  const n = decided(total);
  const [promise, law] = [shareOf(now, "in_promise"), shareOf(now, "in_law")];
  const causes = now.causes.filter((c) => c.cases).sort((a, b) => b.cases - a.cases);
  return [
    t("bulletin.fact_filed", { n: cases(now, "filed"), before: cases(before, "filed"), online: shareOf(now, "online_filing").numerator }),
    n ? t("bulletin.fact_decided", { n, granted: cases(now, "granted"), refused: cases(now, "refused"), before: decided(before.total) }) : t("bulletin.fact_none"),
    n ? t("bulletin.fact_on_time", { of: promise.denominator, n: promise.numerator, late: promise.denominator - promise.numerator, law: law.numerator, law_of: law.denominator }) : "",
    total.median === null ? "" : t("bulletin.fact_days", { median: total.median, p90: total.p90 }),
    causes.length ? t("bulletin.fact_causes", { causes: listOf(causes.map((c) => t("bulletin.fact_cause", { cause: t(`cause.${c.key}`), n: c.cases }))) }) : "",
    cases(now, "silence") ? t("bulletin.fact_silence", { n: cases(now, "silence") }) : "",
    t("bulletin.fact_open", { n: total.open, late: total.overdue }),
  ].filter(Boolean);
}

// ---- the tables

const compared = (name, now, before, change) => html`<tr><th scope="row">${name}</th><td>${now}</td><td>${before}</td><td>${change}</td></tr>`;

const counted = (key, pick) => compared(t(`figures.${key}`), pick(state.now), pick(state.before), signed(pick(state.now) - pick(state.before)));

function shared(key) {
  const [now, before] = [shareOf(state.now, key), shareOf(state.before, key)];
  const both = now.denominator && before.denominator;
  return compared(t(`metric.${key}`), html`${percent(now)}<br><small>${made(now)}</small>`, html`${percent(before)}<br><small>${made(before)}</small>`,
    both ? t("bulletin.points", { n: signed(rounded(now.percent - before.percent)) }) : "—");
}

function middle(key, pick) {
  const [now, before] = [pick(state.now.total), pick(state.before.total)];
  return compared(t(`figures.${key}`), now === null ? "—" : now, before === null ? "—" : before, now === null || before === null ? "—" : signed(rounded(now - before)));
}

const comparison = () => html`
  <table><thead><tr><th scope="col">${t("figures.metric")}</th><th scope="col">${t("bulletin.this")}</th><th scope="col">${t("bulletin.before")}</th><th scope="col">${t("bulletin.change")}</th></tr></thead>
    <tbody>
      ${["filed", "accepted", "silence", "not_accepted", "withdrawn"].map((key) => counted(key, (f) => cases(f, key)))}
      ${counted("decided", (f) => decided(f.total))}${counted("late", (f) => f.total.late)}
      ${["in_promise", "in_law", "online_filing"].map(shared)}
      ${middle("median", (g) => g.median)}${middle("p90", (g) => g.p90)}
    </tbody></table>`;

const items = () => html`
  <table><thead><tr><th scope="col">${t("figures.metric")}</th><th scope="col">${t("figures.numerator")} ÷ ${t("figures.denominator")}</th><th scope="col">${t("figures.percent")}</th><th scope="col" class="is-text">${t("figures.level")}</th><th scope="col" class="is-text">${t("figures.rule")}</th></tr></thead>
    <tbody>${state.now.metrics.filter((m) => m.denominator && !["in_promise", "in_law", "online_filing"].includes(m.key)).map((m) => html`<tr><th scope="row">${t(`metric.${m.key}`)}</th><td>${made(m)}</td><td>${percent(m)}</td><td class="is-text">${t(`level.${m.level}`)}</td><td class="is-text">${m.cite}</td></tr>`)}</tbody></table>`;

const departments = () => html`
  <table><thead><tr><th scope="col">${t("figures.name")}</th><th scope="col">${t("figures.filed")}</th><th scope="col">${t("figures.decided")}</th><th scope="col">${t("metric.in_promise")}</th><th scope="col">${t("figures.late")}</th><th scope="col">${t("figures.median")}</th><th scope="col">${t("figures.p90")}</th><th scope="col">${t("figures.overdue")}</th></tr></thead>
    <tbody>${inOrder(state.now.departments).filter((d) => Object.keys(d.cases).length || d.open).map((d) => html`<tr><th scope="row">${nameOf(d)}</th><td>${d.cases.filed || 0}</td><td>${decided(d)}</td>
      <td>${percent(d.rates.in_promise)}<br><small>${made(d.rates.in_promise)}</small></td><td>${d.late}</td><td>${d.median === null ? "—" : d.median}</td><td>${d.p90 === null ? "—" : d.p90}</td><td>${d.overdue}</td></tr>`)}</tbody></table>`;

function causes() {
  const late = state.now.causes.filter((c) => c.cases);
  if (!late.length) return html`<p>${t("bulletin.no_causes")}</p>`;
  return html`
    ${bars(late.map((c) => ({ label: t(`cause.${c.key}`), value: c.cases, text: String(c.cases) })), { bad: true })}
    <table><thead><tr><th scope="col">${t("figures.cause")}</th><th scope="col" class="is-text">${t("figures.whose")}</th><th scope="col">${t("figures.number_of")}</th><th scope="col" class="is-text">${t("figures.rule")}</th></tr></thead>
      <tbody>${late.map((c) => html`<tr><th scope="row">${t(`cause.${c.key}`)}</th><td class="is-text">${t(`whose.${c.whose}`)}</td><td>${c.cases}</td><td class="is-text">${c.cite}</td></tr>`)}</tbody></table>`;
}

// ---- the page

const monthWords = () => t("bulletin.of", { year: state.month.slice(0, 4), month: Number(state.month.slice(5)) });

const scope = () => (state.department ? nameOf(state.now.departments.find((d) => d.id === state.department) || {}) : t("bulletin.county"));

const paper = () => html`
  <article class="sheet-a4 bulletin">
    <h1>${t("bulletin.title")}</h1>
    <p class="paper-number">${scope()} · ${monthWords()} · ${t("bulletin.made", { day: day(state.now.today, false) })}</p>
    ${state.now.today < monthRange(state.month).to ? html`<p>${t("bulletin.unfinished", { day: day(state.now.today, false) })}</p>` : ""}
    <h2>${t("bulletin.facts")}</h2>
    ${facts(state.now, state.before).map((sentence) => html`<p class="paper-facts">${sentence}</p>`)}
    <h2>${t("bulletin.compare")}</h2><div class="scroll-x" role="region" tabindex="0" aria-label=${t("bulletin.compare")}>${comparison()}</div>
    ${state.department ? "" : html`<h2>${t("bulletin.departments")}</h2><div class="scroll-x" role="region" tabindex="0" aria-label=${t("bulletin.departments")}>${departments()}</div>`}
    <h2>${t("bulletin.causes")}</h2>${causes()}
    <h2>${t("board.items")}</h2><div class="scroll-x" role="region" tabindex="0" aria-label=${t("board.items")}>${items()}</div>
    <p class="hint">${t("bulletin.note")} ${t("figures.days_unit")}</p>
  </article>`;

const form = () => html`
  <form class="bulletin-form no-print" @submit=${(event) => {
    event.preventDefault();
    open(new FormData(event.target).get("month"));
  }}>
    <p class="field"><label for="month">${t("bulletin.pick")}</label><input id="month" name="month" type="month" .value=${state.month} required pattern="\\d{4}-\\d{2}"></p>
    <button type="submit" class="button secondary">${t("figures.show")}</button>
    ${state.now ? html`<button type="button" class="button" @click=${() => window.print()}>${t("common.print")}</button>` : ""}
  </form>`;

const signIn = () => html`
  <h1>${t("figures.signin")}</h1><p>${t("figures.signin_text")}</p>
  <p class="buttons"><a class="button" href=${`/desk/?next=${encodeURIComponent(location.pathname + location.search)}`}>${t("frame.sign_in")}</a></p>`;

function draw() {
  if (!isOfficer()) {
    render(main, signIn());
    return;
  }
  render(main, html`${form()}
    ${state.failed ? html`<h1 class="no-print">${t("bulletin.title")}</h1><div class="notice is-bad no-print" role="alert"><p>${state.failed}</p></div>` : ""}
    ${state.now ? paper() : state.failed ? "" : html`<p class="loading" role="status">${t("common.loading")}</p>`}`);
}

async function open(month) {
  state.month = askedRange(new URLSearchParams({ month }), today()).month;
  Object.assign(state, { now: null, failed: "" });
  draw();
  const ask = (m) => get("/api/onestop/statistics", { ...monthRange(m), department: state.department });
  try {
    const [now, before] = await Promise.all([ask(state.month), ask(monthBefore(state.month))]);
    Object.assign(state, { now, before, department: now.department });
    history.replaceState(null, "", `?${new URLSearchParams({ month: state.month, ...(state.department ? { department: state.department } : {}) })}`);
  } catch (err) {
    state.failed = refusalWords(err);
  }
  draw();
}

async function begin() {
  draw();
  if (!isOfficer()) return;
  const query = new URLSearchParams(location.search);
  state.department = query.get("department") || "";
  await get("/api/onestop/today"); // tells what day it is here, which may not be this computer's
  await open(query.get("month") || monthBefore(today().slice(0, 7)));
}

begin();
