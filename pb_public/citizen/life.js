// A life event: several services that belong together, one merged list of papers.
import { html } from "../shared/html.js";
import { post, Refusal, refusalWords, view as viewRecord } from "../shared/api.js";
import { asked, page, say } from "../shared/frame.js";
import { addWords, nameOf, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import findWords from "../shared/words/find.js";
import states from "../shared/words/states.js";
import { answer, chosenOf, settle } from "./checklist.js";
import { questionField } from "./fields.js";
import { materialEntry } from "./materials.js";
import { promiseWords } from "./services.js";

addWords(citizen, findWords, states);

const life = { options: asked("options").split(",").filter(Boolean), list: null, refusal: "" };

async function read() {
  const event = await viewRecord("life_events", asked("id"), { expand: "lead" });
  await refresh();
  return event;
}

async function refresh() {
  const { options } = life;
  const found = await post(`/api/onestop/life_events/${asked("id")}/checklist`, { options });
  if (options === life.options) life.list = found;
}

async function choose(question, option) {
  life.options = answer(life.list.questions, life.options, question, option.id);
  history.replaceState(null, "", `?id=${asked("id")}&options=${life.options.join(",")}`);
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
  ${life.refusal ? html`<div class="notice is-bad" role="alert"><p>${life.refusal}</p></div>` : ""}
  ${life.list.questions.length ? html`<section aria-labelledby="ask"><h2 id="ask">${t("life.questions")}</h2>
    ${settle(life.list.questions, life.options).asked.map(questionOf)}</section>` : ""}
  <section aria-labelledby="members"><h2 id="members">${t("life.members")}</h2>
    <p class="hint">${t("life.members_hint")}</p>
    ${unavailable(life.list)}
    ${stages().map(stageList)}</section>
  <section aria-labelledby="list"><h2 id="list">${t("ask.list", { n: life.list.materials.length })}</h2>
    ${fed()}
    <ol class="entries">${life.list.materials.map(materialEntry)}</ol></section>`;

const { draw } = page({ title: (event) => (event ? nameOf(event) : t("life.title")), read, view });
