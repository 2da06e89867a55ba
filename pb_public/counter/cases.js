// What somebody at the window asks for again: found by a scanned code, the case number, the
// number of the result or the identity card; then delivered, withdrawn, gone on with, printed.
import { errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { asked, say } from "../shared/frame.js";
import { html } from "../shared/html.js";
import { act, list, post, refusalWords, view as viewRecord } from "../shared/api.js";
import { day } from "../shared/days.js";
import { invite } from "../shared/invite.js";
import { nameOf, t } from "../shared/words.js";
import { changePaper, paper, printNotices } from "./done.js";
import { useKeys } from "./keys.js";
import { dueWords, FINISHED, stateLine, stateTag } from "./lines.js";
import { counterPage, focusFirst } from "./page.js";

const MOST = 9; // hits with a digit of their own
const METHODS = ["counter", "post", "electronic"];

const desk = { q: "", cases: null, person: null, case: null, asks: "", method: "counter", words: "", errors: {}, refusal: "", news: "", busy: false };

async function run(work) {
  if (desk.busy) return;
  Object.assign(desk, { busy: true, refusal: "", errors: {} });
  draw();
  try {
    await work();
  } catch (err) {
    desk.refusal = refusalWords(err);
  }
  desk.busy = false;
  draw();
  if (desk.refusal || Object.keys(desk.errors).length) focusErrors();
  else focusFirst();
}

const find = (event) => {
  event.preventDefault();
  return run(async () => {
    if (!desk.q.trim()) {
      desk.errors = { q: t("counter.find_needed") };
      return;
    }
    const { cases, applicant } = await post("/api/onestop/counter/cases", { q: desk.q.trim() });
    Object.assign(desk, { cases, person: applicant, case: null, news: "" });
    if (cases.length === 1) await open(cases[0].id);
  });
};

async function open(id) {
  const [found, notices] = await Promise.all([viewRecord("applications", id, { expand: "revision,applicant" }), list("notices", { filter: `application="${id}"`, sort: "-@rowid", perPage: 50 })]);
  Object.assign(desk, { case: { ...found, notices, content: found.expand.revision.content, person: found.expand.applicant }, asks: "", words: "", method: "counter" });
  history.replaceState(null, "", `?id=${id}`);
}

const show = (id) => run(() => open(id));

function leave() {
  if (desk.asks) Object.assign(desk, { asks: "", refusal: "", errors: {} });
  else Object.assign(desk, { case: null, cases: null, person: null, q: "", news: "", refusal: "", errors: {} });
  if (!desk.case) history.replaceState(null, "", location.pathname);
  draw();
  focusFirst();
}

// ---- what can be done with a case at the window

const OPEN = ["submitted", "correcting", "accepted", "paused"];

const takesIn = (c) => ["draft", "correcting"].includes(c.state) || (c.deferred_due && ["accepted", "paused"].includes(c.state));

function deeds(c) {
  const able = [];
  if (["granted", "refused"].includes(c.state)) able.push({ key: "D", label: t("counter.deliver"), run: () => ask("deliver") });
  if (takesIn(c)) able.push({ key: "C", label: t(c.state === "draft" ? "counter.go_on" : c.state === "correcting" ? "counter.supply" : "counter.supplement"), run: () => { location.href = c.journey && c.state === "draft" ? `/counter/?journey=${c.journey}` : `/counter/?id=${c.id}`; } });
  if (FINISHED.includes(c.state)) able.push({ key: "R", label: t("counter.rate"), run: () => invite(c.id) });
  if (c.notices.length) able.push({ key: "P", label: t("counter.print_last"), run: () => printNotices([c.notices[0].id]), quiet: able.length > 0 });
  if (OPEN.includes(c.state) && c.channel === "counter") able.push({ key: "W", label: t("counter.withdraw"), run: () => ask("withdraw"), quiet: true });
  return able;
}

function ask(what) {
  Object.assign(desk, { asks: what, words: "", news: "" });
  draw();
  focusFirst(document.querySelector(".ask"));
}

const done = async (id, news) => {
  await open(id);
  desk.news = news;
  say(news);
};

const deliver = (event) => {
  event.preventDefault();
  return run(async () => {
    const { id } = desk.case;
    await act({ application: id, act: "deliver", method: desk.method, reason: desk.words.trim() });
    await done(id, t("counter.delivered"));
  });
};

const withdraw = (event) => {
  event.preventDefault();
  return run(async () => {
    const { id } = desk.case;
    if (!desk.words.trim()) {
      desk.errors = { words: t("counter.withdraw_needed") };
      return;
    }
    await act({ application: id, act: "withdraw", reason: desk.words.trim() });
    await done(id, t("counter.withdrawn"));
  });
};

useKeys(() => [
  ...(desk.case && !desk.asks ? deeds(desk.case) : []),
  ...(desk.case && desk.case.notices.length ? [{ key: "T", label: t("counter.paper"), run: changePaper(() => draw()), hidden: true }] : []),
  ...(!desk.case && desk.cases ? desk.cases.slice(0, MOST).map((c, at) => ({ key: String(at + 1), label: t("counter.open_case", { n: at + 1 }), hidden: true, run: () => show(c.id) })) : []),
  { key: "F2", label: t("counter.next_case"), run: () => { desk.asks = ""; leave(); } },
  ...(desk.case || desk.cases ? [{ key: "Escape", label: t("counter.back"), run: leave }] : []),
]);

// ---- how it looks

const typed = (name) => (event) => {
  desk[name] = event.target.value;
  draw();
};

const finder = () => html`
  <form class="panel" novalidate @submit=${find}>
    <p class="field"><label for="q">${t("counter.find_case")}</label> <span class="hint" id="q-hint">${t("counter.find_hint")}</span>
      ${fieldError("q", desk.errors.q)}
      <input id="q" type="text" autocomplete="off" maxlength="500" data-next=${desk.case || (desk.cases && desk.cases.length) ? null : ""} aria-describedby="q-hint" aria-invalid=${desk.errors.q ? "true" : null} .value=${desk.q} @input=${typed("q")}></p>
    <button type="submit" class="button" ?disabled=${desk.busy}>${t("counter.find_go")} <kbd aria-hidden="true">Enter</kbd></button>
  </form>`;

const person = () => (desk.person ? html`<p class="take-who"><strong>${desk.person.name}</strong> <span class="number">${desk.person.id_number}</span></p>` : "");

const hits = () => html`
  ${person()}
  ${desk.cases.length ? html`<ol class="rows">${desk.cases.map((c, at) => html`
    <li><button type="button" class="link row-name" data-next=${at === 0 ? "" : null} @click=${() => show(c.id)}><kbd aria-hidden="true">${at < MOST ? at + 1 : ""}</kbd> ${stateLine(c)}</button>
      <p class="meta"><span>${c.applicant}</span><span>${dueWords(c)}</span></p></li>`)}</ol>` : html`<p class="notice" role="status">${t("counter.no_case")}</p>`}`;

const methods = () => html`
  <fieldset class="choices answers" @keydown=${(event) => {
    const method = METHODS[Number(event.key) - 1];
    if (!method) return;
    event.preventDefault();
    desk.method = method;
    draw();
    document.getElementById("words").focus();
  }}>
    <legend>${t("counter.method")}</legend>
    ${METHODS.map((method, at) => html`<label class="choice inline"><input type="radio" name="method" data-next=${method === desk.method ? "" : null} .checked=${desk.method === method} @change=${() => { desk.method = method; draw(); }}> <kbd aria-hidden="true">${at + 1}</kbd> ${t(`method.${method}`)}</label>`)}
  </fieldset>`;

const words = (label, hint, next) => html`
  <p class="field"><label for="words">${label}</label> <span class="hint" id="words-hint">${hint}</span>
    ${fieldError("words", desk.errors.words)}
    <input id="words" type="text" maxlength="500" data-next=${next ? "" : null} aria-describedby="words-hint" aria-invalid=${desk.errors.words ? "true" : null} .value=${desk.words} @input=${typed("words")}></p>`;

const ASKS = {
  deliver: () => html`
    <form class="panel ask" novalidate @submit=${deliver}>
      <h2>${t("counter.deliver")}</h2>
      ${methods()}${words(t("counter.recipient"), t("counter.recipient_hint"), false)}
      <p class="buttons"><button type="submit" class="button" ?disabled=${desk.busy}>${t("counter.deliver_go")} <kbd aria-hidden="true">Enter</kbd></button>
        <button type="button" class="button secondary" @click=${leave}>${t("common.cancel")} <kbd aria-hidden="true">Esc</kbd></button></p>
    </form>`,
  withdraw: () => html`
    <form class="panel ask" novalidate @submit=${withdraw}>
      <h2>${t("counter.withdraw")}</h2>
      ${words(t("counter.withdraw_reason"), t("counter.withdraw_hint"), true)}
      <p class="buttons"><button type="submit" class="button danger" ?disabled=${desk.busy}>${t("counter.withdraw_go")} <kbd aria-hidden="true">Enter</kbd></button>
        <button type="button" class="button secondary" @click=${leave}>${t("common.cancel")} <kbd aria-hidden="true">Esc</kbd></button></p>
    </form>`,
};

const fact = (label, value) => (value ? html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>` : "");

const notices = (c) => (c.notices.length ? html`
  <h3>${t("counter.notices")}</h3>
  <ul class="plain">${c.notices.map((n) => html`<li><button type="button" class="link" @click=${() => printNotices([n.id])}>${nameOf(n.content, "title")}</button> <span class="hint number">${n.number}</span></li>`)}</ul>
  <p class="hint">${t(`counter.paper_${paper()}`)} <button type="button" class="link" @click=${changePaper(() => draw())}>${t("counter.paper")} <kbd aria-hidden="true">T</kbd></button></p>` : "");

const caseView = (c) => html`
  <section class="panel">
    <h2>${nameOf(c.content)} ${stateTag(c.state)}</h2>
    <dl class="facts">
      ${fact(t("counter.case_number"), c.number)}
      ${fact(t("counter.applicant"), c.person ? html`${c.person.name} <span class="number">${c.person.id_number}</span>` : "")}
      ${fact(t("counter.agent"), c.agent_name ? html`${c.agent_name} <span class="number">${c.agent_id}</span>` : "")}
      ${fact(t("counter.deliver_by"), ["granted", "refused"].includes(c.state) ? day(c.delivery_due) : "")}
      ${fact(t("counter.promised_by"), ["accepted", "paused"].includes(c.state) ? day(c.promised_due || c.statutory_due) : "")}
      ${fact(t("counter.bring_by"), ["accepted", "paused"].includes(c.state) ? day(c.deferred_due) : "")}</dl>
    ${desk.asks ? "" : html`<p class="buttons">${deeds(c).map(({ key, label, run: go, quiet }, at) => html`<button type="button" class=${`button ${quiet ? "secondary" : ""}`} data-next=${at === 0 ? "" : null} @click=${go}>${label} <kbd aria-hidden="true">${key}</kbd></button>`)}
      <a class="button secondary" href=${`/desk/case.html?id=${c.id}`}>${t("counter.to_case")}</a></p>`}
    ${notices(c)}
  </section>
  ${desk.asks ? ASKS[desk.asks]() : ""}`;

const view = () => html`
  <div class="counter-head"><h1>${t("counter.cases")}</h1></div>
  ${desk.news ? html`<p class="notice is-good" role="status">✓ ${desk.news}</p>` : ""}
  ${errorSummary(desk.refusal ? [{ text: desk.refusal }] : Object.entries(desk.errors).map(([id, text]) => ({ id, text })), desk.refusal ? t("counter.refused") : undefined)}
  ${desk.case ? caseView(desk.case) : html`${finder()}${desk.cases ? hits() : ""}`}`;

const drawn = counterPage({ title: () => t("counter.cases"), view, className: "counter-narrow" });
const draw = () => drawn && drawn();

if (drawn && asked("id")) show(asked("id"));
