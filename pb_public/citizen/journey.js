// One submission for a life event: the one form, the one set of papers, the check, and
// afterwards how each of its services stands. Everything typed and chosen is saved at once.
import { html, keyed } from "../shared/html.js";
import { del, get, list, postOnce, Refusal, refusalItems, refusalWords, faultWords, view as viewRecord } from "../shared/api.js";
import { confirmed, errorSummary, focusErrors } from "../shared/a11y.js";
import { Draft, savedPart } from "../shared/draft.js";
import { asked, page } from "../shared/frame.js";
import { readShelf } from "../shared/shelf.js";
import { Uploads } from "../shared/upload.js";
import { addWords, nameOf, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import journeyWords from "../shared/words/journey.js";
import states from "../shared/words/states.js";
import { Agent, agentFact, agentPart } from "./agent.js";
import { fieldRow, paperRow } from "./check_parts.js";
import { fieldId, formField } from "./fields.js";
import { memberList, paper, receiptList, suppliedList } from "./journey_parts.js";

addWords(citizen, journeyWords, states);

const id = asked("id");
const work = { journey: null, problems: [], fieldErrors: {}, sincere: false, busy: false, news: "", checking: asked("step") === "check", receipts: [] };

const ALL = 200; // documents of one journey

async function read() {
  work.journey = await get(`/api/onestop/journeys/${id}`);
  if (work.journey.state === "draft" && !work.uploads) {
    const [documents, shelf] = await Promise.all([list("documents", { filter: `application.journey="${id}"`, perPage: ALL }), readShelf(id, "journeys")]);
    for (const material of work.journey.materials) material.application = material.serves[0].member;
    const cases = work.journey.members.map((member) => member.application);
    work.agent = new Agent(cases, await viewRecord("applications", cases[0], { fields: "agent_name,agent_id" }), work.journey.materials, draw);
    work.form = new Draft("journeys", work.journey, draw);
    work.uploads = new Uploads({ id: "" }, documents, draw, shelf);
  }
  if (work.journey.state !== "draft") await readReceipts();
  return work;
}

// The receipts of what is handed in, with the codes by which it is tracked. Without them the
// page still says how everything stands.
async function readReceipts() {
  const all = await list("notices", { filter: `application.journey="${id}" && kind="receipt"`, sort: "created", perPage: ALL, fields: "id,application,content.track_code" }).catch(() => []);
  work.receipts = all.filter(({ application }, at) => all.findIndex((other) => other.application === application) === at); // a correction has one, too
}

// What is missing as far as this page can tell; the server checks all of it again.
function missing() {
  const { journey, form, uploads, agent } = work;
  const empty = journey.fields.filter((field) => field.required && !String(form.form[field.key] ?? "").trim())
    .map((field) => ({ id: fieldId(field), text: t("apply.field_missing", { name: nameOf(field, "label") }) }));
  const papers = agent.asked(journey.materials).filter((m) => (m.necessity === "required" && uploads.lacks(m)) || uploads.of(m).some((sheet) => sheet.state === "failed"))
    .map((m) => ({ id: `up-${m.id}`, text: t(uploads.of(m).length ? "apply.upload_failed" : "apply.material_missing", { name: nameOf(m) }) }));
  const rest = [];
  if (uploads.busy) rest.push({ text: t("upload.busy") });
  return [...agent.flaws(), ...empty, ...papers, ...rest];
}

// Says what is wrong, on the form where it is mended or on the check.
function complain(problems, checking = false) {
  Object.assign(work, { busy: false, problems });
  turn(checking);
  focusErrors();
}

const address = () => `/journey.html?id=${id}${work.checking ? "&step=check" : ""}`;

// Turns between the form and the check.
function turn(checking) {
  if (work.checking !== checking) {
    work.checking = checking;
    history.pushState(null, "", address());
  }
  show();
}

// Draws, and leads who works by keyboard to where the form or the check begins.
function show() {
  draw();
  document.getElementById(work.checking ? "check" : "whole").focus();
}

window.addEventListener("popstate", () => {
  Object.assign(work, { checking: asked("step") === "check", problems: [] });
  show();
});

function check() {
  work.fieldErrors = {};
  const problems = missing();
  if (problems.length) {
    complain(problems);
    return;
  }
  work.problems = [];
  turn(true);
}

// The lines of a refused submission, for each service what is wrong with it.
function refused(err) {
  if (!(err instanceof Refusal)) throw err;
  const lines = refusalItems(err).flatMap((item) => (item.params.members || []).flatMap((member) => memberLines(member)));
  return lines.length ? lines : [{ text: refusalWords(err) }];
}

function memberLines(member) {
  const faults = Object.entries(member.params.fields || {});
  if (!faults.length) return [{ text: `${nameOf(member)}${t("common.colon")}${faultWords(member)}` }];
  return faults.map(([key, fault]) => {
    const field = work.journey.fields.find((f) => f.serves.some((use) => use.key === key && use.service === member.service));
    const words = faultWords(fault);
    if (field) work.fieldErrors[field.key] = words;
    return field ? { id: fieldId(field), text: `${nameOf(field, "label")}${t("common.colon")}${words}` } : { text: words };
  });
}

async function submit() {
  if (work.busy) return;
  work.fieldErrors = {};
  const problems = missing();
  if (problems.length) {
    complain(problems);
    return;
  }
  if (!work.sincere) {
    complain([{ id: "sincere", text: t("apply.sincere_missing") }], true);
    return;
  }
  work.busy = true;
  draw();
  try {
    if (!(await work.form.settle()) || !(await work.agent.flush())) {
      complain(work.agent.unsaved ? missing() : [{ text: work.form.words }]);
      return;
    }
    if (await work.form.moved("draft")) { // what is declared is what was seen
      complain([{ text: t("draft.moved") }], true);
      return;
    }
    work.journey = await postOnce(`/api/onestop/journeys/${id}/submit`);
  } catch (err) {
    complain(refused(err));
    return;
  }
  work.form.drop();
  await readReceipts();
  Object.assign(work, { busy: false, problems: [], news: t("journey.done"), checking: false });
  history.replaceState(null, "", address());
  draw();
  document.getElementById("news").focus();
}

async function abandon() {
  if (!(await confirmed({ title: t("journey.drop_title"), text: t("journey.drop_text"), go: t("cases.drop"), danger: true }))) return;
  work.form.drop();
  await del(`/api/collections/journeys/records/${id}`);
  location.assign("/cases.html");
}

const edit = (field, value) => {
  work.form.set(field.key, value);
  delete work.fieldErrors[field.key];
  if (field.kind === "choice") draw();
};

const formSection = ({ journey, form, fieldErrors }) => (journey.fields.length ? html`
  <section aria-labelledby="form"><h2 id="form">${t("journey.form")}</h2>
    ${keyed(journey.fields, (field) => field.key, (field) => formField(field, { value: form.form[field.key], error: fieldErrors[field.key], set: (value) => edit(field, value) }))}
  </section>` : "");

const draftView = () => html`
  <p class="banner">${t("journey.not_submitted")}</p>
  ${savedPart(work.form, (key) => nameOf(work.journey.fields.find((field) => field.key === key), "label") || key)}
  ${errorSummary(work.problems)}
  <section aria-labelledby="members"><h2 id="members">${t("journey.members")}</h2>
    ${memberList(work.journey)}
    <p><a class="text-link" href=${`/life.html?id=${work.journey.life_event.id}&options=${work.journey.options.join(",")}&journey=${id}`}>${t("apply.change_answers")}</a></p></section>
  <section aria-label=${t("apply.agent")}>${agentPart(work.agent)}</section>
  ${formSection(work)}
  <section aria-labelledby="papers"><h2 id="papers">${t("journey.papers", { n: work.journey.materials.length })}</h2>
    <p class="hint">${t("journey.papers_once")}</p><p class="hint">${t("upload.hint")}</p>
    ${suppliedList(work.journey)}
    ${keyed(work.agent.asked(work.journey.materials), (material) => material.id, paper(work.uploads))}</section>
  <p class="buttons"><button type="button" class="button large" @click=${check}>${t("journey.check")}</button>
    <button type="button" class="link danger" @click=${abandon}>${t("cases.drop")}</button></p>`;

const back = () => html`<p><button type="button" class="link" @click=${() => turn(false)}>${t("common.change")}</button></p>`;

const checkView = () => html`
  ${errorSummary(work.problems)}
  <section aria-labelledby="check"><h2 id="check" tabindex="-1">${t("apply.check_title")}</h2>
    <p class="lead">${t("apply.check_lead")}</p>
    <div class="card"><h3>${t("journey.members")}</h3>${memberList(work.journey)}</div>
    <div class="card"><dl class="facts">${agentFact(work.agent)}${work.journey.fields.map(fieldRow(work.form.form))}</dl>${back()}</div>
    <div class="card"><h3>${t("journey.papers", { n: work.journey.materials.length })}</h3>
      <dl class="facts">${work.agent.asked(work.journey.materials).map(paperRow(work.uploads))}</dl>${suppliedList(work.journey)}${back()}</div>
    <p>${t("journey.then")}</p>
    <label class="choice"><input type="checkbox" id="sincere" .checked=${work.sincere} @change=${(event) => { work.sincere = event.target.checked; }}>
      <span>${t("apply.sincere")}</span></label>
    <p class="buttons"><button type="button" class="button large" ?disabled=${work.busy} @click=${submit}>${t(work.busy ? "apply.submitting" : "journey.submit")}</button>
      <button type="button" class="button secondary" @click=${() => turn(false)}>${t("journey.back")}</button></p></section>`;

const wayView = () => html`
  ${work.news ? html`<div class="notice is-good" id="news" tabindex="-1" role="status"><p><strong>${work.news}</strong></p></div>` : ""}
  <section class="standing" aria-label=${t("status.now")}><p class="standing-state">${t(`journey.state_${work.journey.state}`)}</p>
    <p>${t(`journey.now_${work.journey.state}`)}</p></section>
  ${receiptList(work.receipts, work.journey)}
  <section aria-labelledby="members"><h2 id="members">${t("journey.members")}</h2>${memberList(work.journey)}</section>`;

const view = () => html`
  <p class="crumb"><a href="/cases.html">${t("frame.cases")}</a></p>
  <h1 id="whole" tabindex="-1">${nameOf(work.journey.life_event)}</h1>
  ${work.journey.state !== "draft" ? wayView() : work.checking ? checkView() : draftView()}`;

const { draw } = page({ mine: true, read, view, className: "narrow", title: () => (work.journey ? nameOf(work.journey.life_event) : t("journey.title")) });
