// The day of the window: what was done, what waits, and a summary for the file.
import { asked } from "../shared/frame.js";
import { html } from "../shared/html.js";
import { get, me, refusalWords } from "../shared/api.js";
import { clockTime, day as dayWords } from "../shared/days.js";
import { nameOf, t } from "../shared/words.js";
import { useKeys } from "./keys.js";
import { dueWords, stateTag } from "./lines.js";
import { counterPage, focusFirst } from "./page.js";

const EVERY = 60_000; // ms between two looks
const DAY = 86_400_000;

const desk = { who: asked("who") === "department" ? "department" : "me", day: asked("day"), shown: null, failure: "" };

async function load(unasked = false) {
  const { day, who } = desk;
  const moved = () => day !== desk.day || who !== desk.who; // another day or window is asked for by now
  try {
    const shown = await get("/api/onestop/counter/day", { day, who }, { unasked });
    if (moved()) return;
    Object.assign(desk, { shown, failure: "" });
  } catch (err) {
    if (moved()) return;
    desk.failure = refusalWords(err);
  }
  draw();
}

async function change(to) {
  Object.assign(desk, to);
  const query = new URLSearchParams({ ...(desk.day ? { day: desk.day } : {}), ...(desk.who === "me" ? {} : { who: desk.who }) });
  history.replaceState(null, "", `?${query}`);
  await load();
}

// Days behind or ahead; there is nothing ahead of today.
const shift = (days) => () => {
  if (!desk.shown) return;
  const day = new Date(Date.parse(`${desk.day || desk.shown.day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
  if (day <= desk.shown.today) change({ day });
};

const other = () => change({ who: desk.who === "me" ? "department" : "me" });

useKeys(() => [
  { key: "F2", label: t("counter.next"), run: () => { location.href = "/counter/"; } },
  { key: "ArrowLeft", label: t("counter.day_before"), run: shift(-1), hidden: true }, { key: "ArrowRight", label: t("counter.day_after"), run: shift(1), hidden: true },
  { key: "A", label: t(desk.who === "me" ? "counter.whole_counter" : "counter.only_mine"), run: other },
  { key: "P", label: t("counter.print_day"), run: () => window.print() },
]);

const ORDER = ["submit", "accept", "request_correction", "reject", "supply", "supplement", "deliver", "withdraw"];

const counts = ({ deeds }) => html`
  <ul class="day-counts">${ORDER.map((act) => [act, deeds.filter((deed) => deed.act === act).length]).filter(([, n]) => n)
    .map(([act, n]) => html`<li><strong>${n}</strong> ${t(`act.${act}`)}</li>`)}</ul>`;

const address = (kind, c) => (["draft", "correcting", "deferred"].includes(kind) ? `/counter/?id=${c.id}` : kind === "deliver" ? `/counter/cases.html?id=${c.id}` : `/desk/case.html?id=${c.id}`);

const waiting = ({ waiting: kinds }) => html`
  <div class="day-waiting">${kinds.map(({ kind, count, items }) => html`
    <details class="panel" ?open=${count > 0 && kind !== "answer"}>
      <summary>${t(`counter.waits_${kind}`)} <strong>${count}</strong></summary>
      ${items.length ? html`<ul class="plain">${items.map((c) => html`<li><a class="text-link" href=${address(kind, c)}>${nameOf(c, "service")} <span class="number">${c.number}</span></a> <span class="hint">${c.applicant} ${dueWords(c)}</span></li>`)}</ul>` : html`<p class="hint">${t("counter.waits_none")}</p>`}
      ${count > items.length ? html`<p class="hint">${t("counter.more", { n: count - items.length })}</p>` : ""}
    </details>`)}</div>`;

const deedRow = (deed) => html`
  <tr><td>${clockTime(deed.at)}</td><td>${t(`act.${deed.act}`)}</td><td><a href=${`/desk/case.html?id=${deed.application}`}>${deed.number || t("counter.no_number")}</a></td>
    <td>${nameOf(deed, "service")}</td><td>${deed.applicant}</td><td>${stateTag(deed.state)}</td>${desk.who === "me" ? "" : html`<td>${deed.officer}</td>`}</tr>`;

const HEADS = ["at", "act", "number", "service", "applicant", "state"];

const deeds = ({ deeds: rows }) => (rows.length ? html`
  <div class="day-table"><table>
    <thead><tr>${[...HEADS, ...(desk.who === "me" ? [] : ["officer"])].map((head) => html`<th scope="col">${t(`counter.head_${head}`)}</th>`)}</tr></thead>
    <tbody>${rows.map(deedRow)}</tbody></table></div>` : html`<p class="notice" role="status">${t("counter.no_deeds")}</p>`);

const shown = (data) => html`
  <p class="no-print buttons">
    <button type="button" class="button secondary" @click=${shift(-1)}>← ${t("counter.day_before")}</button>
    <button type="button" class="button secondary" ?disabled=${data.day >= data.today} @click=${shift(1)}>${t("counter.day_after")} →</button>
    <button type="button" class="button secondary" @click=${other}>${t(desk.who === "me" ? "counter.whole_counter" : "counter.only_mine")} <kbd aria-hidden="true">A</kbd></button>
    <button type="button" class="button" data-next="" @click=${() => window.print()}>${t("counter.print_day")} <kbd aria-hidden="true">P</kbd></button></p>
  <h2>${t("counter.done_on", { day: dayWords(data.day), who: desk.who === "me" ? me().name : t("counter.whole_counter") })}</h2>
  ${counts(data)}
  ${deeds(data)}
  <h2 class="no-print">${t("counter.waits")}</h2>
  <div class="no-print">${waiting(data)}</div>
  <ul class="print-only plain">${data.waiting.map(({ kind, count }) => html`<li>${t(`counter.waits_${kind}`)} ${count}</li>`)}</ul>
  <p class="print-only paper-sign">${t("counter.signed")}</p>`;

const view = () => html`
  <div class="counter-head"><h1>${t("counter.day")}</h1></div>
  ${desk.failure ? html`<p class="notice is-bad" role="alert">${desk.failure}</p>` : ""}
  ${desk.shown ? shown(desk.shown) : desk.failure ? "" : html`<p class="loading" role="status">${t("common.loading")}</p>`}`;

const drawn = counterPage({ title: () => t("counter.day"), view });
const draw = () => drawn && drawn();

if (drawn) {
  load().then(() => focusFirst());
  setInterval(() => { if (!document.hidden) load(true); }, EVERY);
}
