// One application on its way to being handed in: the form, the papers, the check, and what
// happens next. Everything typed and chosen is saved at once; nothing is checked before the end.
import { html } from "../shared/html.js";
import { act, list, me, Refusal, refusalItems, refusalWords, faultWords, view as viewRecord } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { Draft, savedPart } from "../shared/draft.js";
import { asked, page } from "../shared/frame.js";
import { readShelf } from "../shared/shelf.js";
import { Uploads } from "../shared/upload.js";
import { addWords, nameOf, t } from "../shared/words.js";
import casesWords from "../shared/words/cases.js";
import citizen from "../shared/words/citizen.js";
import states from "../shared/words/states.js";
import { Agent } from "./agent.js";
import { checkPart } from "./apply_check.js";
import { donePart } from "./apply_done.js";
import { formPart, papersPart } from "./apply_parts.js";
import { askedOf } from "./checklist.js";
import { fieldId } from "./fields.js";

addWords(casesWords, citizen, states);

const id = asked("id");

// What the page holds: the application, its content, what it asks, and the work under way.
const work = { step: asked("step"), problems: [], fieldErrors: {}, sincere: false, busy: false };

async function read() {
  const [application, shelf] = await Promise.all([viewRecord("applications", id, { expand: "revision,documents_via_application" }), readShelf(id)]);
  const { revision: { content }, documents_via_application: documents = [] } = application.expand;
  Object.assign(work, { application, content, asks: askedOf(content, application.options, application.fed) });
  if (application.state === "draft") beginDraft(documents, shelf);
  else await readReceipt();
  return work;
}

function beginDraft(documents, shelf) {
  work.draft = new Draft("applications", work.application, draw);
  work.uploads = new Uploads(work.application, documents, draw, shelf);
  work.agent = new Agent([id], work.application, work.asks.materials, draw);
  for (const field of work.asks.fields) prefill(field);
  if (!steps().includes(work.step)) [work.step] = steps();
}

// A field may begin with what the account says, for instance "phone".
function prefill(field) {
  const known = me()[String(field.prefill || "").replace(/^applicant\./, "")];
  if (field.prefill && known && !work.draft.form[field.key]) work.draft.set(field.key, known);
}

// Of the receipt what is shown here; the paper has a page of its own.
const RECEIPT = "id,content.track_code,content.notice_due,content.promised_due";

async function readReceipt() {
  work.step = "done";
  work.notices = await list("notices", { filter: `application="${id}" && kind="receipt"`, sort: "-issued_at", perPage: 1, fields: RECEIPT });
}

// A service without questions and fields begins with the papers.
const steps = () => (work.asks.fields.length || work.asks.questions.length ? ["form", "papers", "check"] : ["papers", "check"]);

function show(step, push = true) {
  Object.assign(work, { step, problems: [] });
  if (push) history.pushState(null, "", `?id=${id}&step=${step}`);
  draw();
  window.scrollTo(0, 0);
  document.getElementById("part").focus({ preventScroll: true });
}

window.addEventListener("popstate", () => {
  if (work.application && work.application.state === "draft") show(steps().includes(asked("step")) ? asked("step") : steps()[0], false);
});

work.show = show;
work.edit = (field, value) => {
  work.draft.set(field.key, value);
  delete work.fieldErrors[field.key];
  if (field.kind === "choice") draw();
};

const problemAt = (step, target, text) => ({ id: target, text, open: () => show(step) });

// What is missing as far as this page can tell; the server checks all of it again.
function missing() {
  const { asks, draft, uploads, agent } = work;
  const by = agent.flaws().map(({ id: field, text }) => problemAt(steps()[0], field, text));
  const open = asks.questions.filter(({ option }) => !option).map(({ question }) => ({ text: t("ask.unanswered", { question: nameOf(question, "text") }) }));
  const empty = asks.fields.filter((field) => field.required && !String(draft.form[field.key] ?? "").trim())
    .map((field) => problemAt("form", fieldId(field), t("apply.field_missing", { name: nameOf(field, "label") })));
  const papers = agent.asked(asks.materials).filter((m) => (m.necessity === "required" && uploads.lacks(m)) || uploads.counting(m).some((sheet) => sheet.state === "failed"))
    .map((m) => problemAt("papers", `up-${m.id}`, t(uploads.counting(m).length ? "apply.upload_failed" : "apply.material_missing", { name: nameOf(m) })));
  const rest = [];
  if (uploads.busy) rest.push({ text: t("upload.busy") });
  if (!work.sincere) rest.push({ id: "sincere", text: t("apply.sincere_missing") });
  return [...by, ...open, ...empty, ...papers, ...rest];
}

function complain(problems) {
  Object.assign(work, { busy: false, problems });
  draw();
  focusErrors();
}

work.submit = async () => {
  if (work.busy) return;
  const problems = missing();
  if (problems.length) {
    complain(problems);
    return;
  }
  work.busy = true;
  draw();
  try {
    if (!(await work.draft.settle()) || !(await work.agent.flush())) {
      complain(work.agent.unsaved ? missing() : [{ text: work.draft.words }]);
      return;
    }
    if (await work.draft.moved("draft")) { // what is declared is what was seen
      complain([{ text: t("draft.moved") }]);
      return;
    }
    await act({ application: id, act: "submit" });
  } catch (err) {
    if (!isMoved(err)) {
      complain(refused(err));
      return;
    }
  }
  work.draft.drop();
  history.replaceState(null, "", `?id=${id}&step=done`);
  await reload();
  document.getElementById("part").focus();
};

// Whether it was handed in already, in another window: then that is what there is to see.
const isMoved = (err) => err instanceof Refusal && refusalItems(err).some((item) => item.code === "state_moved");

// The lines of a refused submission; those about fields lead to the fields.
function refused(err) {
  if (!(err instanceof Refusal)) throw err;
  const lines = refusalItems(err).flatMap((item) => (item.params.fields ? fieldLines(item.params.fields) : [{ text: item.text }]));
  return lines.length ? lines : [{ text: refusalWords(err) }];
}

function fieldLines(faults) {
  return Object.entries(faults).map(([key, fault]) => {
    const field = work.asks.fields.find((f) => f.key === key);
    const words = faultWords(fault, field && { phone: "phone", id_number: "id_number", uscc: "id_number" }[field.kind]);
    work.fieldErrors[key] = words;
    return field ? problemAt("form", fieldId(field), `${nameOf(field, "label")}${t("common.colon")}${words}`) : { text: words };
  });
}

const stepLink = (step, at) => html`
  <li><a class="step" href=${`?id=${id}&step=${step}`} aria-current=${step === work.step ? "step" : null} @click=${(event) => {
    event.preventDefault();
    show(step);
  }}><span class="step-no">${at + 1}</span> ${t(`apply.step_${step}`)}</a></li>`;

const PARTS = { form: formPart, papers: papersPart, check: checkPart };

const fieldName = (key) => nameOf(work.asks.fields.find((field) => field.key === key), "label") || key;

function view() {
  if (work.application.state !== "draft") return donePart(work);
  return html`
    <p class="crumb"><a href="/cases.html">${t("frame.cases")}</a></p>
    <p class="banner">${t("apply.not_submitted")}</p>
    <p class="apply-service">${nameOf(work.content)}</p>
    <ol class="steps" aria-label=${t("apply.steps")}>${steps().map(stepLink)}</ol>
    ${savedPart(work.draft, fieldName)}
    ${errorSummary(work.problems)}
    <div id="part" tabindex="-1">${PARTS[work.step](work)}</div>
    ${buttons()}`;
}

function buttons() {
  const order = steps();
  const at = order.indexOf(work.step);
  const back = at > 0 ? html`<button type="button" class="button secondary" @click=${() => show(order[at - 1])}>${t("apply.back")}</button>` : "";
  if (work.step === "check") {
    return html`<p class="buttons">${back}<button type="button" class="button large" ?disabled=${work.busy} @click=${work.submit}>${t(work.busy ? "apply.submitting" : "apply.submit")}</button></p>`;
  }
  return html`<p class="buttons">${back}<button type="button" class="button large" @click=${() => show(order[at + 1])}>${t("common.next")}</button></p>
    <p class="hint">${t("draft.kept")}</p>`;
}

const { draw, reload } = page({
  mine: true, read, view, className: "narrow",
  title: () => (work.application ? `${t(work.step === "done" ? "apply.done" : "apply.title")} · ${nameOf(work.content)}` : t("apply.title")),
});
