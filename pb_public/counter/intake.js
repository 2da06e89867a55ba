// The third step at the window: what is filled in and handed in for one case, a new one, a
// correction or deferred materials; then the act that hands it in, and the receipt.
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { html, keyed } from "../shared/html.js";
import { act, change, list, refusalItems, refusalWords, view } from "../shared/api.js";
import { readShelf } from "../shared/shelf.js";
import { uploadControl, Uploads } from "../shared/upload.js";
import { nameOf, t } from "../shared/words.js";
import { formField } from "./fields.js";

const asked = (row, options) => !row.only_if || !row.only_if.length || row.only_if.some((id) => options.includes(id));

// The act that hands in, by the state of the case; "" where nothing is taken in.
function actOf(application, unsaid) {
  if (application.state === "draft") return "submit";
  if (application.state === "correcting") return "supply";
  return (application.deferred_due || unsaid.length) && ["accepted", "paused"].includes(application.state) ? "supplement" : "";
}

// What the last act of the kind names: the materials with what is wrong.
async function namedBy(id, name) {
  const actions = await list("actions", { filter: `application="${id}" && act="${name}"`, sort: "-@rowid", perPage: 1 });
  return (actions.length && actions[0].items) || [];
}

// The materials of this intake: all that the case asks for, those that the correction
// names, those that were deferred, or those without which silence accepted it.
async function materialsOf(step, unsaid) {
  const all = step.content.materials.filter((m) => asked(m, step.application.options));
  if (step.act === "submit") return all;
  if (step.act === "supplement" && !unsaid.length) return all.filter((m) => m.necessity === "deferrable");
  const named = unsaid.length ? unsaid : await namedBy(step.application.id, "request_correction");
  return all.filter((m) => named.some((item) => item.material === m.id))
    .map((m) => ({ ...m, correction: named.find((item) => item.material === m.id).reason }));
}

// Reads the case and prepares the step; `done(step)` when it was handed in.
export async function intakeStep(id, draw, done) {
  const application = await view("applications", id, { expand: "revision,applicant" });
  const [documents, shelf] = await Promise.all([list("documents", { filter: `application="${id}"`, sort: "page,@rowid", perPage: 500 }), readShelf(id)]);
  const content = application.expand.revision.content;
  const unsaid = ["accepted", "paused"].includes(application.state) ? await namedBy(id, "deem_accepted") : [];
  const step = { application, content, applicant: application.expand.applicant, act: actOf(application, unsaid), form: { ...application.form }, problems: [], busy: false };
  step.materials = step.act ? await materialsOf(step, unsaid) : [];
  step.fields = step.act === "supplement" ? [] : (content.form_fields || []).filter((f) => asked(f, application.options));
  step.uploads = new Uploads(application, documents, draw, shelf);
  step.type = (field, value) => {
    step.form[field.key] = value;
    draw();
  };
  step.send = (event) => {
    event.preventDefault();
    return send(step, draw, done);
  };
  return step;
}

async function send(step, draw, done) {
  if (step.busy) return;
  const problems = step.uploads.busy ? [{ text: t("upload.busy") }] : [];
  Object.assign(step, { busy: !problems.length, problems });
  draw();
  if (step.busy) {
    try {
      if (step.fields.length) await change("applications", step.application.id, { form: step.form });
      await act({ application: step.application.id, act: step.act });
      await done(step);
    } catch (err) {
      step.problems = refusedLines(step, err);
    }
    step.busy = false;
    draw();
  }
  if (step.problems.length) focusErrors();
}

// One line for each field that the server names, else the sentence of the refusal.
function refusedLines(step, err) {
  const faults = refusalItems(err).flatMap((item) => Object.entries(item.params.fields || {}));
  if (!faults.length) return [{ text: refusalWords(err) }];
  return faults.map(([key, fault]) => {
    const field = step.fields.find((f) => f.key === key);
    return { id: `f-${key}`, text: `${field ? nameOf(field, "label") : key}${t("common.colon")}${fault.message}` };
  });
}

const material = (step) => (m) => html`
  <section class="paper" aria-labelledby=${`m-${m.id}`}>
    <h3 id=${`m-${m.id}`}>${nameOf(m)} <span class="hint">${t(`necessity.${m.necessity}`)}</span></h3>
    ${m.correction ? html`<p class="notice is-warn">${m.correction}</p>` : ""}
    ${m.standard ? html`<p class="hint">${m.standard}</p>` : ""}
    ${uploadControl(step.uploads, m, { removable: step.act === "submit" })}
  </section>`;

export function intakeView(step) {
  if (!step.act) return html`<p class="notice is-warn" role="alert">${t("counter.not_open")} <a href=${`/desk/case.html?id=${step.application.id}`}>${t("counter.to_case")}</a></p>`;
  return html`
    <section class="panel">
      <h2>${t("counter.step_papers")}</h2>
      <p><strong>${nameOf(step.content)}</strong> · ${step.applicant ? step.applicant.name : ""} ${step.application.number}</p>
      ${step.act === "submit" ? "" : html`<p class="notice">${t("counter.correct_lead")}</p>`}
      ${errorSummary(step.problems, t("desk.refused"))}
      <form novalidate @submit=${step.send}>
        ${step.fields.length ? html`<h3>${t("counter.fields")}</h3>` : ""}
        ${keyed(step.fields, (f) => f.key, (f) => formField(f, step.form[f.key], (value) => step.type(f, value)))}
        ${keyed(step.materials, (m) => m.id, material(step))}
        <button type="submit" class="button large" ?disabled=${step.busy}>${t(`counter.${step.act}`)}</button>
      </form>
    </section>`;
}
