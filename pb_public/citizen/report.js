// What does not work for people (堵点): reported with or without an account in one request,
// or written down by an officer at the window. What is known about the same is shown before.
import { html } from "../shared/html.js";
import { append, create, get, isLost, me, newId, post, Refusal, refusalItems, refusalWords, submitOnce } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { asked, page, say, signInAddress } from "../shared/frame.js";
import { dropWords, keepWords, keptWords } from "../shared/kept.js";
import { addWords, t } from "../shared/words.js";
import citizen from "../shared/words/citizen.js";
import words from "../shared/words/problems.js";
import { choiceField, inputField } from "./fields.js";
import { CATEGORIES, filesField, longField, similarPart } from "./report_parts.js";
import { servicePart } from "./report_service.js";
import { doneView } from "./report_done.js";

addWords(citizen, words);

const MOST_FILES = 3;
const MOST_BYTES = 20 * 1024 * 1024;
const WAIT = 600; // milliseconds after the last key until similar problems are looked for
const KEPT = "report";

const isOfficer = () => Boolean(me()) && me().collectionName === "officers";

const empty = () => ({ id: newId(), source: isOfficer() ? "hall" : "citizen", title: "", text: "", category: "", contact: "", service: null, material: "", files: [] });

const state = { ...empty(), problems: [], similar: null, refusal: "", busy: false, done: null };

const found = keptWords(KEPT);
if (found) Object.assign(state, found, { found: true });

// How the reporter is reached is not kept, and files cannot be.
const keep = () => keepWords(KEPT, { id: state.id, title: state.title, text: state.text, category: state.category, source: state.source });

function startOver() {
  dropWords(KEPT);
  Object.assign(state, empty(), { found: false, similar: null, problems: [], refusal: "" });
  draw();
}

const foundPart = () => (state.found ? html`
  <div class="notice" role="status"><p>${t("report.found")}</p>
    <p><button type="button" class="link" @click=${startOver}>${t("report.start_over")}</button></p></div>` : "");

let timer = 0;

function set(name, value) {
  state[name] = value;
  keep();
  draw();
  clearTimeout(timer);
  if (!isOfficer()) timer = setTimeout(lookAround, WAIT);
}

// What the house knows about the same, by public titles and a number.
async function lookAround() {
  if (state.title.trim().length < 4) return;
  try {
    state.similar = await post("/api/onestop/problems/similar", { title: state.title, text: state.text, service: state.service ? state.service.id : "" });
  } catch (err) {
    state.similar = null; // the report goes on without it
  }
  draw();
}

function missing() {
  const found = ["title", "text"].filter((name) => !state[name].trim()).map((name) => ({ id: name, text: t(name === "title" ? "report.what_missing" : "report.text_missing") }));
  if (state.files.length > MOST_FILES) found.push({ id: "files", text: t("report.files_many", { n: MOST_FILES }) });
  if (state.files.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES) found.push({ id: "files", text: t("report.files_large") });
  return found;
}

const redraw = () => draw(); // the page is laid below

const errorOf = (id) => (state.problems.find((problem) => problem.id === id) || {}).text;

const fields = () => ({
  id: state.id, title: state.title.trim(), text: state.text.trim(), source: state.source, category: state.category,
  service: state.service ? state.service.id : "", material: state.material, contact: state.contact.trim(),
});

// One request with everything: what comes again after a lost answer is the same report.
async function send() {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields())) {
    if (value) form.append(name, value);
  }
  for (const file of state.files) form.append("files", file, file.name);
  return submitOnce("/api/onestop/problems", form);
}

// An officer makes the draft, adds the files one by one and reports it.
async function writeDown() {
  const { files = [] } = await create("problems", fields());
  for (const file of state.files.slice(files.length)) await append("problems", state.id, "files", file);
  await create("actions", { subject: "problem", problem: state.id, act: "report" });
  return get(`/api/onestop/problems/${state.id}`);
}

async function submit() {
  Object.assign(state, { problems: missing(), refusal: "" });
  if (!state.problems.length) {
    state.busy = true;
    draw();
    try {
      const { number, code, id } = await (isOfficer() ? writeDown() : send());
      Object.assign(state, { ...empty(), done: { number, code, id }, similar: null });
      state.found = false;
      dropWords(KEPT);
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      const reused = refusalItems(err).some(({ code }) => code === "request_reused");
      if (reused || (isOfficer() && !isLost(err))) state.id = newId(); // the draft may be there already; a changed one is another
      keep();
      state.problems = refusalItems(err).filter(({ field }) => document.getElementById(field)).map(({ field, text }) => ({ id: field, text }));
      state.refusal = state.problems.length ? "" : reused ? t("report.reused") : refusalWords(err);
    }
    state.busy = false;
  }
  draw();
  if (state.done) {
    say(t("report.done"));
    window.scrollTo(0, 0);
    document.getElementById("main").focus();
  } else focusErrors();
}

const account = () => {
  if (isOfficer()) return "";
  if (me()) return html`<p class="notice">${t("report.signed_in", { name: me().name })}</p>`;
  return html`<p class="notice">${t("report.no_account")} <a class="text-link" href=${signInAddress()}>${t("report.sign_in")}</a></p>`;
};

function sourceField() {
  if (me() && !isOfficer()) return "";
  const options = (isOfficer() ? ["hall", "hotline", "survey", ...(me().roles.includes("supervisor") ? ["rating"] : [])] : ["citizen", "enterprise"]).map((value) => [value, t(`problem.source.${value}`)]);
  return choiceField({ id: "source", label: t(isOfficer() ? "report.source" : "report.who"), value: state.source, options, set: (value) => set("source", value) });
}

const view = () => (state.done ? doneView(state.done, isOfficer(), () => {
  state.done = null;
  draw();
}) : html`
  ${state.refusal ? errorSummary([{ text: state.refusal }]) : errorSummary(state.problems)}
  <h1>${t(isOfficer() ? "report.hall_title" : "report.title")}</h1>
  <p class="lead">${t(isOfficer() ? "report.hall_lead" : "report.lead")}</p>
  ${account()}
  ${foundPart()}
  <form novalidate @submit=${(event) => {
    event.preventDefault();
    if (!state.busy) submit();
  }}>
    ${sourceField()}
    ${inputField({ id: "title", label: t("report.what"), hint: t("report.what_hint"), value: state.title, error: errorOf("title"), set: (value) => set("title", value) })}
    ${longField({ id: "text", label: t("report.text"), hint: t("report.text_hint"), value: state.text, error: errorOf("text"), set: (value) => set("text", value) })}
    ${similarPart(state.similar)}
    ${servicePart(state, { draw: redraw, set, start: asked("service") })}
    <p class="field"><label for="category">${t("report.category")} <span class="field-mark">${t("field.optional")}</span></label>
      <select id="category" .value=${state.category} @change=${(event) => set("category", event.target.value)}>
        <option value="">—</option>${CATEGORIES.map((code) => html`<option value=${code}>${t(`problem.category.${code}`)}</option>`)}</select></p>
    ${filesField(state, { most: MOST_FILES, error: errorOf("files"), draw: redraw })}
    ${me() && !isOfficer() ? "" : inputField({ id: "contact", label: t("report.contact"), hint: t("report.contact_hint"), required: false, value: state.contact, error: errorOf("contact"), set: (value) => set("contact", value) })}
    <p class="buttons"><button type="submit" class="button large" ?disabled=${state.busy}>${t(state.busy ? "report.sending" : "report.send")}</button></p>
  </form>`);

const { draw } = page({ title: () => t(isOfficer() ? "report.hall_title" : "report.title"), view, className: "narrow" });
