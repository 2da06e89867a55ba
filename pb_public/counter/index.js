// The counter: one applicant after the other at the window. /counter/?id= goes on with a
// draft, a correction or deferred materials.
import { asked, frame, say } from "../shared/frame.js";
import { html, render } from "../shared/html.js";
import { create, list, me, refusalWords, view } from "../shared/api.js";
import desk from "../shared/words/desk.js";
import states from "../shared/words/states.js";
import { addWords, t } from "../shared/words.js";
import { applicantStep, applicantView } from "./applicant.js";
import { intakeStep, intakeView } from "./intake.js";
import { serviceStep, serviceView } from "./service.js";

addWords(states, desk);

const links = () => [["/desk/", t("desk.queue")], ["/counter/", t("counter.title")], ["/", t("frame.home")]];
const { main, draw: drawFrame } = frame({ title: () => t("counter.title"), redraw: () => draw(), links });
main.classList.add("narrow");

const STEPS = ["applicant", "service", "papers", "done"];
const counter = { at: "applicant", applicant: null, step: null, failure: "", receipt: null, application: null };

const clerk = () => Boolean(me()) && me().collectionName === "officers" && me().roles.includes("clerk");

const VIEWS = { applicant: applicantView, service: serviceView, papers: intakeView, done: doneView };

const progress = () => html`
  <ol class="counter-steps">${STEPS.map((name) => html`
    <li aria-current=${name === counter.at ? "step" : null}>${t(`counter.step_${name}`)}</li>`)}</ol>`;

function body() {
  if (!clerk()) return html`<p class="notice is-bad" role="alert">${t("counter.clerks_only")} <a href="/desk/">${t("desk.to_queue")}</a></p>`;
  if (counter.failure) return html`<p class="notice is-bad" role="alert">${counter.failure} <a href="/counter/">${t("counter.next")}</a></p>`;
  if (!counter.step && counter.at !== "done") return html`<p class="loading" role="status">${t("common.loading")}</p>`;
  return html`
    ${progress()}
    ${counter.applicant && counter.at === "service" ? html`<p>${counter.applicant.name} ${counter.applicant.id_number}
      <button type="button" class="link" @click=${restart}>${t("counter.other")}</button></p>` : ""}
    ${VIEWS[counter.at](counter.step)}`;
}

function draw() {
  render(main, html`
    <h1>${t("counter.title")}</h1>
    <p class="hint">${t("counter.lead")} <a class="text-link" href="/report.html">${t("counter.problem")}</a>
      <a class="text-link" href="/counter/code.html">${t("counter.code")}</a></p>
    <div class="counter" tabindex="-1">${body()}</div>`);
}

function go(at, step) {
  Object.assign(counter, { at, step });
  drawFrame();
  draw();
  main.querySelector(".counter").focus();
  window.scrollTo(0, 0);
}

function restart() {
  counter.applicant = null;
  history.replaceState(null, "", "/counter/");
  go("applicant", applicantStep(draw, choose));
}

function choose(applicant) {
  counter.applicant = applicant;
  go("service", serviceStep(draw, begin));
}

// Begins the draft of the chosen service; from here on it can be gone on with later.
async function begin({ service, options, agent, agentName, agentID }) {
  const named = agent ? { agent_name: agentName.trim(), agent_id: agentID.trim() } : {};
  const application = await create("applications", { service: service.id, applicant: counter.applicant.id, options, form: {}, channel: "counter", ...named });
  history.replaceState(null, "", `/counter/?id=${application.id}`);
  await takeIn(application.id);
}

async function takeIn(id) {
  go("papers", await intakeStep(id, draw, handedIn));
}

// The receipt that the act has issued, if it issues one.
async function handedIn(step) {
  const id = step.application.id;
  const [application, receipts] = await Promise.all([
    view("applications", id), list("notices", { filter: `application="${id}" && kind="receipt"`, sort: "-@rowid", perPage: 1 }),
  ]);
  Object.assign(counter, { application, receipt: step.act === "supplement" ? null : receipts[0] });
  say(t(DONE[step.act], { number: application.number }));
  go("done", step);
}

const DONE = { submit: "counter.done", supply: "counter.done_supply", supplement: "counter.done_supplement" };

function doneView(step) {
  const { application, receipt } = counter;
  return html`
    <section class="panel">
      <h2 class="counter-number">${t(DONE[step.act], { number: application.number })}</h2>
      <p class="buttons">
        ${receipt ? html`<a class="button" href=${`/notice.html?id=${receipt.id}`} target="_blank" rel="noopener">${t("counter.print")}</a>` : ""}
        <a class="button secondary" href=${`/desk/case.html?id=${application.id}`}>${t("counter.to_case")}</a>
        <button type="button" class="button secondary" @click=${restart}>${t("counter.next")}</button>
      </p>
    </section>`;
}

async function start() {
  const person = me();
  if (!person || person.collectionName !== "officers") {
    location.replace(`/desk/?next=${encodeURIComponent(location.pathname + location.search)}`);
    return;
  }
  if (!clerk() || !asked("id")) {
    if (clerk()) restart();
    else draw();
    return;
  }
  draw();
  try {
    await takeIn(asked("id"));
  } catch (err) {
    counter.failure = refusalWords(err);
    draw();
  }
}
start();
