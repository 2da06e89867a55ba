// The questions that tell cases apart, and the exact list of what this case needs. The
// answers stand in the address. With ?application= they are changed in a draft.
import { html } from "../shared/html.js";
import { change, create, get, list, me, post, Refusal, refusalWords, view as viewRecord } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { dateTime } from "../shared/days.js";
import { asked, page, say, signInAddress } from "../shared/frame.js";
import { addWords, nameOf, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import findWords from "../shared/words/find.js";
import states from "../shared/words/states.js";
import { answer, askedOf, chosenOf, settle, unanswered } from "./checklist.js";
import { questionField } from "./fields.js";
import { materialEntry } from "./materials.js";
import { promiseWords } from "./services.js";

addWords(citizen, findWords, states);

const ask = { options: asked("options").split(",").filter(Boolean), list: null, drafts: null, errors: [], busy: false, refusal: "" };

// ?preview=1 tries the questions of a draft, for its officers.
const trial = asked("preview") ? { path: "/preview", query: "&preview=1" } : { path: "", query: "" };

async function read() {
  const application = asked("application") ? await viewRecord("applications", asked("application"), { expand: "revision" }) : null;
  const service = application ? { ...application.expand.revision.content, draft: application } : await get(`/api/onestop/services/${asked("service")}${trial.path}`);
  if (application && !asked("options")) ask.options = application.options;
  ask.options = settle(service.questions, ask.options).options;
  await refresh(service);
  return service;
}

// The list comes from the server: what it says is what will be checked. A draft is checked
// by the content that it began with, which it carries itself.
async function refresh(service) {
  const { options } = ask;
  if (service.draft) {
    ask.list = askedOf(service, options);
    return;
  }
  const found = await post(`/api/onestop/services/${service.id}${trial.path}/checklist`, { options });
  if (options === ask.options) ask.list = found;
}

async function choose(service, question, option) {
  ask.options = answer(service.questions, ask.options, question, option.id);
  ask.errors = ask.errors.filter((error) => error.id !== `q-${question.id}`);
  const query = new URLSearchParams(location.search);
  query.set("options", ask.options.join(","));
  history.replaceState(null, "", `?${query}`);
  draw();
  try {
    await refresh(service);
    ask.refusal = "";
    say(t("ask.list_changed", { n: ask.list.materials.length }));
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    ask.refusal = refusalWords(err);
  }
  draw();
}

// Goes on to the draft: a new one, the one being changed, or one that lies there already.
async function go(service, anew = false) {
  ask.errors = unanswered(service.questions, ask.options).map((question) => ({ id: `q-${question.id}`, text: t("ask.unanswered", { question: nameOf(question, "text") }) }));
  if (ask.errors.length) {
    draw();
    focusErrors();
    return;
  }
  if (!me()) {
    location.assign(signInAddress());
    return;
  }
  ask.busy = true;
  draw();
  try {
    if (service.draft) await change("applications", service.draft.id, { options: ask.options, form: keptForm(service) });
    else if (!anew && (await findDrafts(service))) return;
    const draft = service.draft || await create("applications", { service: service.id, options: ask.options, form: {}, channel: "online" });
    location.assign(`/apply.html?id=${draft.id}`);
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    Object.assign(ask, { busy: false, refusal: refusalWords(err) });
    draw();
    focusErrors();
  }
}

// Answers to fields that are not asked any more are not kept.
function keptForm(service) {
  const keys = ask.list.fields.map((field) => field.key);
  return Object.fromEntries(Object.entries(service.draft.form || {}).filter(([key]) => keys.includes(key)));
}

// Shows the drafts of the same service instead of making a second one. Those of a life event are filled in with it.
async function findDrafts(service) {
  ask.drafts = await list("applications", { filter: `state="draft" && journey="" && service="${service.id}"`, sort: "-updated", perPage: 10 });
  ask.busy = false;
  if (!ask.drafts.length) return false;
  draw();
  document.getElementById("drafts").focus();
  return true;
}

const draftRow = (draft) => html`<li><a class="row-name" href=${`/apply.html?id=${draft.id}`}>${t("ask.resume")}</a>
  <p class="meta"><span>${t("ask.draft_saved", { at: dateTime(draft.updated) })}</span></p></li>`;

const draftsFound = (service) => html`
  <section class="notice" id="drafts" tabindex="-1" aria-labelledby="drafts-title">
    <h2 id="drafts-title">${t("ask.drafts")}</h2><p>${t("ask.drafts_text")}</p>
    <ul class="rows">${ask.drafts.map(draftRow)}</ul>
    <button type="button" class="button secondary" ?disabled=${ask.busy} @click=${() => go(service, true)}>${t("ask.anew")}</button>
  </section>`;

const errorOf = (question) => (ask.errors.some((error) => error.id === `q-${question.id}`) ? t("ask.choose_one") : "");

const questionOf = (service) => (question) => questionField(question, {
  chosen: chosenOf(question, ask.options), error: errorOf(question), choose: (option) => choose(service, question, option),
});

const exactList = (service) => {
  const open = unanswered(service.questions, ask.options).length;
  return html`
    <section aria-labelledby="list" class="card">
      <h2 id="list">${t("ask.list", { n: ask.list.materials.length })}</h2>
      ${open ? html`<p class="notice is-warn">${t("ask.list_open", { n: open })}</p>` : ""}
      ${ask.list.materials.length ? html`<ol class="entries">${ask.list.materials.map(materialEntry)}</ol>` : html`<p>${t("ask.list_empty")}</p>`}
      ${trial.path || service.draft || open ? "" : html`<p><a class="text-link" href=${`/guide.html?id=${service.id}&options=${ask.options.join(",")}`}>${t("service.sheet")}</a></p>`}
      ${ask.list.fields.length ? html`<p>${t("ask.fields", { names: ask.list.fields.map((field) => nameOf(field, "label")).join(t("common.list")) })}</p>` : ""}
    </section>`;
};

// The back button brings the page back as it was left, on its way to the draft.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  Object.assign(ask, { busy: false, drafts: null });
  draw();
});

const view = (service) => html`
  <p class="crumb"><a href=${service.draft ? `/apply.html?id=${service.draft.id}` : `/service.html?id=${service.id}${trial.query}`}>${nameOf(service)}</a></p>
  ${errorSummary(ask.errors)}
  ${ask.refusal ? errorSummary([{ text: ask.refusal }], t("ask.failed")) : ""}
  <h1>${t(service.questions.length ? "ask.title" : "ask.title_list")}</h1>
  <p class="lead">${t(service.questions.length ? "ask.lead" : "ask.lead_list", { promise: promiseWords(service) })}</p>
  ${settle(service.questions, ask.options).asked.map(questionOf(service))}
  ${ask.list ? exactList(service) : ""}
  ${trial.path ? html`<p class="notice is-warn">${t("ask.preview")}</p>` : ask.drafts && ask.drafts.length ? draftsFound(service) : html`
    <p class="buttons"><button type="button" class="button large" ?disabled=${ask.busy} @click=${() => go(service)}>${t(service.draft ? "ask.save" : "ask.go")}</button></p>
    ${me() ? "" : html`<p class="hint">${t("ask.sign_in")}</p>`}`}`;

const { draw } = page({ title: (service) => (service ? `${t("ask.title_short")} · ${nameOf(service)}` : t("ask.title_short")), read, view });
