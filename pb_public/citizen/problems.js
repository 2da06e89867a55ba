// Public answers to problems, the solution rates, and the way to follow what one reported:
// by ?id= with the own account, or by number and code.
import { html } from "../shared/html.js";
import { get, list, me, post, refusalWords } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { asked, page, say } from "../shared/frame.js";
import { addWords, nameOf, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import words from "../shared/words/problems.js";
import { answerEntry, ratesTable } from "./problems_answers.js";
import { followedView } from "./problems_followed.js";
import { inputField } from "./fields.js";

addWords(citizen, words);

const isApplicant = () => Boolean(me()) && me().collectionName === "applicants";

const state = {
  q: "", service: asked("service"), serviceName: null, items: null, total: 0, page: 1, rates: null, mine: [], error: "",
  number: asked("number"), code: asked("code"), problems: [], found: null, no: false, reason: "", busy: false,
};

async function load(more = false) {
  state.page = more ? state.page + 1 : 1;
  try {
    const answer = await get("/api/onestop/problems", { q: state.q.trim(), service: state.service, page: state.page });
    Object.assign(state, { items: more ? [...state.items, ...answer.items] : answer.items, total: answer.total, error: "" });
    say(t("answers.found", { n: answer.total }));
  } catch (err) {
    state.error = refusalWords(err);
  }
  draw();
}

// What is less urgent comes after the answers.
async function aside() {
  const [rates, mine, service] = await Promise.all([
    get("/api/onestop/problems/rates"),
    isApplicant() ? list("problems", { sort: "-created", perPage: 50, filter: 'state!="draft"', fields: "id,number,title,state" }) : [],
    state.service ? get(`/api/onestop/services/${state.service}`).catch(() => null) : null,
  ]);
  Object.assign(state, { rates, mine, serviceName: service });
  draw();
}

// ---- following one's own

async function find() {
  state.problems = ["number", "code"].filter((name) => !state[name].trim()).map((name) => ({ id: name, text: t(`follow.${name}_missing`) }));
  if (!state.problems.length) {
    try {
      state.found = await get("/api/onestop/problems/track", { number: state.number.trim(), code: state.code.trim() });
    } catch (err) {
      state.problems = [{ id: "number", text: err.status === 404 ? t("follow.wrong") : refusalWords(err) }];
    }
  }
  draw();
  if (state.problems.length) focusErrors();
  else document.getElementById("followed").focus();
}

async function openOwn(id) {
  try {
    state.found = { ...(await get(`/api/onestop/problems/${id}`)), own: true };
  } catch (err) {
    state.error = refusalWords(err);
  }
  draw();
}

// The reporter's word: it is fixed, or it is not and why.
async function answer(act, reason = "") {
  state.busy = true;
  draw();
  try {
    if (state.found.own) {
      await post("/api/collections/actions/records", { subject: "problem", problem: state.found.id, act, reason });
      state.found = { ...(await get(`/api/onestop/problems/${state.found.id}`)), own: true };
    } else {
      state.found = await post("/api/onestop/problems/track", { number: state.number.trim(), code: state.code.trim(), act, reason });
    }
    Object.assign(state, { no: false, reason: "", problems: [] });
    say(t("follow.thanks"));
  } catch (err) {
    state.problems = [{ id: "reason", text: refusalWords(err) }];
  }
  state.busy = false;
  draw();
  if (state.problems.length) focusErrors();
}

const lookup = (name) => inputField({ id: name, label: t(`follow.${name}`), hint: t(`follow.${name}_hint`), value: state[name],
  error: (state.problems.find((problem) => problem.id === name) || {}).text, set: (value) => { state[name] = value; } });

const followForm = () => html`
  <section aria-labelledby="follow-title" class="card"><h2 id="follow-title">${t("follow.title")}</h2>
    <p>${t("follow.lead")}</p>
    <form novalidate @submit=${(event) => {
      event.preventDefault();
      find();
    }}>${lookup("number")}${lookup("code")}
      <p class="buttons"><button type="submit" class="button secondary">${t("follow.go")}</button></p></form></section>`;

const mineList = () => (isApplicant() ? html`
  <section aria-labelledby="mine-title"><h2 id="mine-title">${t("follow.mine")}</h2>
    ${state.mine.length ? html`<ul class="rows">${state.mine.map((item) => html`<li>
      <a class="row-name" href=${`/problems.html?id=${item.id}`}>${item.title}</a>
      <p class="meta"><span class="tag">${t(`problem.state.${item.state}`)}</span><span class="number">${item.number}</span></p></li>`)}</ul>` : html`<p class="hint">${t("follow.mine_none")}</p>`}
  </section>` : "");

// ---- the public answers

const searchForm = () => html`
  <form class="search" role="search" @submit=${(event) => {
    event.preventDefault();
    load();
  }}>
    <label for="q">${t("answers.find")}</label>
    <div class="search-line"><input id="q" type="search" maxlength="100" autocomplete="off" .value=${state.q} aria-describedby="q-hint"
      @input=${(event) => { state.q = event.target.value; }}><button type="submit" class="button">${t("answers.go")}</button></div>
    <p class="hint" id="q-hint">${t("answers.find_hint")}</p>
  </form>`;

const answers = () => html`
  <section aria-labelledby="answers-title">
    <h2 id="answers-title">${state.items ? t("answers.found", { n: state.total }) : t("common.loading")}</h2>
    ${state.service ? html`<p>${state.serviceName ? t("answers.of_service", { name: nameOf(state.serviceName) }) : ""} <a class="text-link" href="/problems.html">${t("answers.all")}</a></p>` : ""}
    ${state.items && !state.items.length ? html`<p class="notice">${t("answers.none")}</p>` : ""}
    ${state.items ? html`<ul class="rows">${state.items.map((item) => html`<li>${answerEntry(item)}</li>`)}</ul>` : ""}
    ${state.items && state.items.length < state.total ? html`<p class="buttons"><button type="button" class="button secondary" @click=${() => load(true)}>${t("answers.more")}</button></p>` : ""}
  </section>`;

function view() {
  const error = state.error ? html`<div class="notice is-bad" role="alert"><p>${state.error}</p></div>` : "";
  if (state.found) return html`${errorSummary(state.problems)}${error}${followedView(state, { answer, draw })}`;
  return html`
    ${errorSummary(state.problems)}
    <h1>${t("answers.title")}</h1>
    <p class="lead">${t("answers.lead")}</p>
    <p class="buttons"><a class="button" href=${`/report.html${state.service ? `?service=${state.service}` : ""}`}>${t("answers.report")}</a></p>
    ${error}${searchForm()}${answers()}${mineList()}${followForm()}${state.rates ? ratesTable(state.rates) : ""}`;
}

const { draw } = page({ title: () => t(state.found ? "follow.title" : "answers.title"), view, className: "narrow" });

if (asked("id") && me()) openOwn(asked("id"));
else if (state.number && state.code) find();
else load().then(aside).catch(() => {}); // the answers are there without the rest
