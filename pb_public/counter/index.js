// The counter: one person after the other at the window. /counter/?id= goes on with a draft,
// a correction or deferred materials, ?journey= with the draft of a life event.
import { asked, say } from "../shared/frame.js";
import { html } from "../shared/html.js";
import { change, create, get, refusalWords } from "../shared/api.js";
import { t } from "../shared/words.js";
import { ApplicantStep, applicantView } from "./applicant.js";
import { DoneStep, doneView } from "./done.js";
import { readCase, readJourney } from "./intake.js";
import { useKeys } from "./keys.js";
import { counterPage, focusFirst } from "./page.js";
import { PapersStep, papersView } from "./papers.js";
import { ServiceStep, serviceView } from "./service.js";

const VIEWS = { applicant: applicantView, service: serviceView, papers: papersView, done: doneView };
const counter = { at: "", step: null, applicant: null, agent: {}, failure: "" };

const progress = () => html`
  <ol class="counter-steps">${Object.keys(VIEWS).map((name) => html`
    <li aria-current=${name === counter.at ? "step" : null}>${t(`counter.step_${name}`)}</li>`)}</ol>`;

const whose = () => (counter.applicant && counter.at === "service" ? html`
  <p class="take-who">${counter.applicant.name} <span class="number">${counter.applicant.id_number}</span> ${counter.agent.agent_name ? t("counter.by_agent", { name: counter.agent.agent_name }) : ""}
    <button type="button" class="link" @click=${restart}>${t("counter.other")}</button></p>` : "");

function body() {
  if (counter.failure) return html`<p class="notice is-bad" role="alert">${counter.failure} <a href="/counter/">${t("counter.next")}</a></p>`;
  if (!counter.step) return html`<p class="loading" role="status">${t("common.loading")}</p>`;
  return html`${progress()}${whose()}${VIEWS[counter.at](counter.step)}`;
}

const view = () => html`
  <div class="counter-head"><h1>${t("counter.title")}</h1>
    <p class="hint">${t("counter.lead")} <a class="text-link" href="/report.html">${t("counter.problem")}</a></p></div>
  <div class="counter">${body()}</div>`;

useKeys(() => [{ key: "F2", label: t("counter.next"), run: restart }, ...(counter.step && counter.step.keys ? counter.step.keys(restart) : [])]);

const drawn = counterPage({ title: () => t("counter.title"), view });
const draw = () => drawn && drawn();

function go(at, step) {
  Object.assign(counter, { at, step, failure: "" });
  draw();
  window.scrollTo(0, 0);
  focusFirst();
}

function restart() {
  Object.assign(counter, { applicant: null, agent: {} });
  history.replaceState(null, "", "/counter/");
  go("applicant", new ApplicantStep(draw, choose));
}

function choose(applicant, agent) {
  Object.assign(counter, { applicant, agent });
  go("service", new ServiceStep(draw, applicant, begin));
}

// Begins the draft of what was chosen; from here on it can be gone on with later.
function begin({ thing, options, leftOut, older }) {
  if (older) return goOnWith(older);
  return thing.event ? beginJourney(thing, options, leftOut) : beginCase(thing, options);
}

async function goOnWith({ id }) {
  if (counter.agent.agent_name) await change("applications", id, counter.agent);
  await takeIn(id);
}

async function beginCase(service, options) {
  const { id } = await create("applications", { service: service.id, applicant: counter.applicant.id, options, form: {}, channel: "counter", ...counter.agent });
  await takeIn(id);
}

async function beginJourney(event, options, leftOut) {
  const { id } = await create("journeys", { life_event: event.id, applicant: counter.applicant.id, options, left_out: leftOut, form: {} });
  if (counter.agent.agent_name) {
    const { members } = await get(`/api/onestop/journeys/${id}`);
    for (const member of members) await change("applications", member.application, counter.agent);
  }
  await takeInJourney(id);
}

async function takeIn(id) {
  const intake = await readCase(id, draw);
  history.replaceState(null, "", `/counter/?id=${id}`);
  open(intake);
}

async function takeInJourney(id) {
  const intake = await readJourney(id, draw);
  history.replaceState(null, "", `/counter/?journey=${id}`);
  open(intake);
}

function open(intake) {
  counter.applicant = intake.applicant;
  const step = new PapersStep(draw, intake, finished);
  go("papers", step);
  const field = document.querySelector(".take-fields input, .take-fields select, .take-fields textarea");
  if (field) field.focus();
  else if (intake.act && intake.materials.length) step.goOn(intake.materials[intake.materials.length - 1]);
}

function finished(result) {
  const step = new DoneStep(draw, restart, result);
  say(t(`counter.done_${result.how}`));
  go("done", step);
}

// Files that are pasted or dropped: on a material they are its pages, elsewhere each gets its
// place by a key.
function take(files, target, event) {
  if (counter.at !== "papers" || !files || !files.length || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  counter.step.pasted([...files], target);
}
document.addEventListener("paste", (event) => take(event.clipboardData.files, document.activeElement, event));
document.addEventListener("dragover", (event) => { if (counter.at === "papers") event.preventDefault(); });
document.addEventListener("drop", (event) => take(event.dataTransfer.files, event.target, event));

async function start() {
  const [id, journey] = [asked("id"), asked("journey")];
  if (!drawn) return;
  if (!id && !journey) {
    restart();
    return;
  }
  try {
    await (id ? takeIn(id) : takeInJourney(journey));
  } catch (err) {
    counter.failure = refusalWords(err);
    draw();
  }
}
start();
