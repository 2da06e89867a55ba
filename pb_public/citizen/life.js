// A life event: several services that belong together, one merged list of papers.
import { html } from "../shared/html.js";
import { change, create, me, post, Refusal, refusalWords, view as viewRecord } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { asked, page, say, signInAddress } from "../shared/frame.js";
import { addWords, nameOf, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import findWords from "../shared/words/find.js";
import journeyWords from "../shared/words/journey.js";
import states from "../shared/words/states.js";
import { answer, chosenOf, settle, unanswered } from "./checklist.js";
import { questionField } from "./fields.js";
import { materialEntry } from "./materials.js";
import { promiseWords } from "./services.js";

addWords(citizen, findWords, journeyWords, states);

const life = { options: asked("options").split(",").filter(Boolean), leftOut: asked("left_out").split(",").filter(Boolean), list: null, refusal: "", errors: [], busy: false };

async function read() {
  const event = await viewRecord("life_events", asked("id"), { expand: "lead" });
  await refresh();
  return event;
}

async function refresh() {
  const { options, leftOut } = life;
  const found = await post(`/api/onestop/life_events/${asked("id")}/checklist`, { options, left_out: leftOut });
  if (options === life.options && leftOut === life.leftOut) life.list = found;
}

function choose(question, option) {
  life.options = answer(life.list.questions, life.options, question, option.id);
  life.errors = life.errors.filter((error) => error.id !== `q-${question.id}`);
  return look();
}

function leaveOut(member, out) {
  life.leftOut = life.leftOut.filter((id) => id !== member.id).concat(out ? [member.id] : []);
  return look();
}

async function look() {
  const query = new URLSearchParams(location.search);
  query.set("options", life.options.join(","));
  query.set("left_out", life.leftOut.join(","));
  history.replaceState(null, "", `?${query}`);
  draw();
  try {
    await refresh();
    life.refusal = "";
    say(t("ask.list_changed", { n: life.list.materials.length }));
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    life.refusal = refusalWords(err);
  }
  draw();
}

// Begins one submission for all of it, or changes the answers of the one in the address.
async function begin() {
  life.errors = unanswered(life.list.questions, life.options).map((question) => ({ id: `q-${question.id}`, text: t("ask.unanswered", { question: nameOf(question, "text") }) }));
  if (life.errors.length) {
    draw();
    focusErrors();
    return;
  }
  if (!me()) {
    location.assign(signInAddress());
    return;
  }
  life.busy = true;
  draw();
  const fields = { options: life.options, left_out: life.leftOut };
  try {
    const journey = asked("journey") ? await change("journeys", asked("journey"), fields) : await create("journeys", { life_event: asked("id"), ...fields });
    location.assign(`/journey.html?id=${journey.id}`);
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    Object.assign(life, { busy: false, errors: [{ text: refusalWords(err) }] });
    draw();
    focusErrors();
  }
}

const beginPart = () => (life.list.open ? html`
  <p class="buttons"><button type="button" class="button large" ?disabled=${life.busy} @click=${begin}>${t(asked("journey") ? "journey.save" : "journey.begin")}</button></p>` : "");

const leftOutRow = (member) => html`
  <li><label class="choice"><input type="checkbox" .checked=${true} @change=${() => leaveOut(member, false)}><span>${nameOf(member)} · ${t("journey.leave_out")}</span></label></li>`;

const leftOutList = () => {
  const mine = (life.list.left_out || []).filter((member) => life.leftOut.includes(member.id));
  return mine.length ? html`<ul class="plain">${mine.map(leftOutRow)}</ul>` : "";
};

const questionOf = (question) => questionField(question, { chosen: chosenOf(question, life.options), choose: (option) => choose(question, option) });

const nameOfMember = (id) => {
  const member = life.list.members.find((m) => m.id === id);
  return member ? nameOf(member) : "";
};

const memberRow = (member) => html`
  <li>
    <a class="row-name" href=${`/service.html?id=${member.service}`}>${nameOf(member)}</a>
    ${member.optional ? html` <span class="tag">${t("life.optional")}</span>` : ""}
    <p class="meta"><span>${nameOf(member, "department")}</span><span>${promiseWords(member)}</span>
      ${member.after && member.after.length ? html`<span>${t("life.after", { names: member.after.map(nameOfMember).filter(Boolean).join(t("common.list")) })}</span>` : ""}</p>
    ${nameOf(member, "why") ? html`<p class="hint">${t("material.why")}${t("common.colon")}${nameOf(member, "why")}</p>` : ""}
    ${member.optional ? html`<label class="choice"><input type="checkbox" .checked=${false} @change=${() => leaveOut(member, true)}><span>${t("journey.leave_out")}</span></label>` : ""}
    <p class="buttons"><a class="button secondary" href=${`/ask.html?service=${member.service}`}>${t("life.apply_one")}</a></p>
  </li>`;

const stages = () => [...new Set(life.list.members.map((m) => m.stage))].sort((a, b) => a - b);

const stageList = (stage) => html`
  <h3>${t("life.stage", { n: stage })}</h3>
  <ul class="rows">${life.list.members.filter((m) => m.stage === stage).map(memberRow)}</ul>`;

const fed = () => (life.list.fed && life.list.fed.length ? html`
  <div class="notice is-good"><p><strong>${t("life.fed")}</strong></p>
    <ul class="plain">${life.list.fed.map((feed) => html`<li>${nameOf(feed)}<span class="hint"> ${t("life.fed_from", { name: nameOfMember(feed.from) || feed.from })}</span></li>`)}</ul></div>` : "");

const closedRow = (member) => html`
  <li>${nameOf(member)} <span class="hint">${nameOf(member, "department")} · ${t(`life.closed_${member.closed}`)}${member.optional ? ` · ${t("life.optional")}` : ""}</span></li>`;

// The members that take no applications now: without one that is needed the whole waits.
const unavailable = ({ unavailable: closed, open }) => (closed && closed.length ? html`
  <div class=${`notice ${open ? "" : "is-warn"}`} role="status"><p><strong>${t(open ? "life.closed_optional" : "life.closed_needed")}</strong></p>
    <ul class="plain">${closed.map(closedRow)}</ul></div>` : "");

const view = (event) => html`
  <p class="crumb"><a href="/">${t("service.back")}</a></p>
  <h1>${nameOf(event)}</h1>
  <p class="lead">${event.description}</p>
  <ul class="glance">
    <li><strong>${t("common.working_days", { n: event.promised_days })}</strong><span>${t("life.promise")}</span></li>
    <li><strong>${t("life.members_n", { n: life.list.members.length })}</strong><span>${t("life.members_together")}</span></li>
    <li><strong>${t("life.materials_n", { n: life.list.materials.length })}</strong><span>${t("life.materials_once")}</span></li>
  </ul>
  ${errorSummary(life.errors)}
  ${life.refusal ? html`<div class="notice is-bad" role="alert"><p>${life.refusal}</p></div>` : ""}
  ${life.list.questions.length ? html`<section aria-labelledby="ask"><h2 id="ask">${t("life.questions")}</h2>
    ${settle(life.list.questions, life.options).asked.map(questionOf)}</section>` : ""}
  <section aria-labelledby="members"><h2 id="members">${t("life.members")}</h2>
    <p class="hint">${t("life.members_hint")}</p>
    ${unavailable(life.list)}
    ${stages().map(stageList)}
    ${leftOutList()}</section>
  <section aria-labelledby="list"><h2 id="list">${t("ask.list", { n: life.list.materials.length })}</h2>
    ${fed()}
    <ol class="entries">${life.list.materials.map(materialEntry)}</ol></section>
  ${beginPart()}`;

const { draw } = page({ title: (event) => (event ? nameOf(event) : t("life.title")), read, view });
