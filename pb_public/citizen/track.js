// How a case stands, for whoever has the number and the code of the receipt.
import { html } from "../shared/html.js";
import { get, refusalWords } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { day } from "../shared/days.js";
import { asked, page } from "../shared/frame.js";
import { addWords, nameOf, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import lookupWords from "../shared/words/lookup.js";
import rateWords from "../shared/words/rate.js";
import states from "../shared/words/states.js";
import { inputField } from "./fields.js";

addWords(citizen, lookupWords, rateWords, states);

const FINISHED = ["closed", "withdrawn", "not_accepted", "terminated"];

const state = { number: asked("number"), code: asked("code"), problems: [], found: null, busy: false };

const missing = () => ["number", "code"].filter((name) => !state[name].trim()).map((name) => ({ id: name, text: t(`track.${name}_missing`) }));

async function find() {
  state.problems = missing();
  if (!state.problems.length) {
    Object.assign(state, { busy: true, found: null });
    draw();
    try {
      state.found = await get("/api/onestop/track", { number: state.number.trim(), code: state.code.trim().toUpperCase() });
    } catch (err) {
      state.problems = [{ id: "number", text: err.status === 404 ? t("track.wrong") : refusalWords(err) }];
    }
    state.busy = false;
  }
  draw();
  if (state.problems.length) focusErrors();
  else document.getElementById("found").focus();
}

const field = (id) => inputField({ id, kind: "text", label: t(`track.${id}`), hint: t(`track.${id}_hint`), value: state[id],
  error: (state.problems.find((problem) => problem.id === id) || {}).text, set: (value) => { state[id] = value; } });

const step = ({ act, state: to, date }) => html`<li><strong>${t(`act.${act}`)}</strong><span>${day(date)} · ${t(`state.${to}`)}</span></li>`;

const found = ({ number, state: now, due, light, steps, ...service }) => html`
  <section class="card" id="found" tabindex="-1" aria-labelledby="found-title">
    <h2 id="found-title">${nameOf(service, "service")}</h2>
    <p><span class=${`tag is-${now}`}>${t(`state.${now}`)}</span> ${light && light !== "none" ? html`<span class=${`tag is-${light}`}>${t(`light.${light}`)}</span>` : ""}</p>
    <dl class="facts">
      <div class="fact"><dt>${t("track.number")}</dt><dd class="number">${number}</dd></div>
      <div class="fact"><dt>${t("track.department")}</dt><dd>${nameOf(service, "department")}</dd></div>
      ${due ? html`<div class="fact"><dt>${t("track.due")}</dt><dd>${day(due)}</dd></div>` : ""}
    </dl>
    <h3>${t("track.steps")}</h3>
    <ol class="way">${steps.map(step)}</ol>
    ${FINISHED.includes(now) ? html`<p><a href=${`/rate.html?number=${number}&code=${state.code.trim().toUpperCase()}`}>${t("rate.link")}</a></p>` : ""}
  </section>`;

const view = () => html`
  ${errorSummary(state.problems)}
  <h1>${t("track.title")}</h1>
  <p class="lead">${t("track.lead")}</p>
  <form novalidate @submit=${(event) => {
    event.preventDefault();
    if (!state.busy) find();
  }}>
    ${field("number")}${field("code")}
    <p class="buttons"><button type="submit" class="button large" ?disabled=${state.busy}>${t("track.go")}</button></p>
  </form>
  ${state.found ? found(state.found) : ""}`;

const { draw } = page({ title: () => t("track.title"), view, className: "narrow" });
if (state.number && state.code) find();
