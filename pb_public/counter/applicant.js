// The first step at the window: find the person by the number on the card, or register.
import { describedBy, errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { html } from "../shared/html.js";
import { create, get, refusalWords } from "../shared/api.js";
import { t } from "../shared/words.js";

const ID_TYPES = ["resident_id", "uscc", "passport"];

// The version of the privacy notice that the clerk reads out.
const CONSENT = "2026-11";

const newState = () => ({ idType: "resident_id", idNumber: "", name: "", phone: "", consent: false, found: null, unknown: false, busy: false, errors: {}, refusal: "" });

// The state and the deeds of the step; `done(applicant)` when the clerk has one.
export function applicantStep(draw, done) {
  const step = newState();
  const run = (work) => async (event) => {
    event.preventDefault();
    Object.assign(step, { busy: true, refusal: "", errors: {} });
    draw();
    try {
      await work();
    } catch (err) {
      step.refusal = refusalWords(err);
    }
    step.busy = false;
    draw();
    if (step.refusal || Object.keys(step.errors).length) focusErrors();
  };
  step.type = (change) => {
    Object.assign(step, change);
    if ("idNumber" in change || "idType" in change) Object.assign(step, { found: null, unknown: false });
    draw();
  };
  step.find = run(async () => {
    if (!step.idNumber.trim()) {
      step.errors = { idNumber: t("counter.id_needed") };
      return;
    }
    try {
      step.found = await get("/api/onestop/applicants", { id_type: step.idType, id_number: step.idNumber.trim() });
    } catch (err) {
      if (err.status !== 404) throw err;
      step.unknown = true;
    }
  });
  step.register = run(async () => {
    step.errors = missing(step);
    if (Object.keys(step.errors).length) return;
    const registered = await create("applicants", {
      kind: step.idType === "uscc" ? "organization" : "person", name: step.name.trim(), id_type: step.idType,
      id_number: step.idNumber.trim(), phone: step.phone.trim(), consent_version: CONSENT,
    });
    done(registered);
  });
  step.use = () => done(step.found);
  return step;
}

function missing(step) {
  const found = {};
  if (!step.name.trim()) found.name = t("counter.name_needed");
  if (!step.phone.trim()) found.phone = t("counter.phone_needed");
  if (!step.consent) found.consent = t("counter.consent_needed");
  return found;
}

const input = (step, name, label, type = "text") => html`
  <p class="field">
    <label for=${name}>${label}</label>
    ${fieldError(name, step.errors[name])}
    <input id=${name} type=${type} autocomplete="off" maxlength="100" .value=${step[name]} aria-invalid=${step.errors[name] ? "true" : null}
      aria-describedby=${describedBy(name, { error: step.errors[name] })} @input=${(event) => step.type({ [name]: event.target.value })}>
  </p>`;

const found = (step) => html`
  <div class="found">
    <p>${t("counter.found")} <strong>${step.found.name}</strong> ${step.found.id_number} ${step.found.phone}</p>
    <button type="button" class="button" @click=${step.use}>${t("counter.use")}</button>
  </div>`;

const register = (step) => html`
  <form novalidate @submit=${step.register}>
    <p class="notice">${t("counter.unknown")}</p>
    ${input(step, "name", t(step.idType === "uscc" ? "counter.org_name" : "counter.name"))}
    ${input(step, "phone", t("counter.phone"), "tel")}
    <p class="choices">${fieldError("consent", step.errors.consent)}
      <label class="choice"><input type="checkbox" id="consent" .checked=${step.consent} @change=${(event) => step.type({ consent: event.target.checked })}> ${t("counter.consent")}</label></p>
    <button type="submit" class="button" ?disabled=${step.busy}>${t("counter.register")}</button>
  </form>`;

function summary(step) {
  if (step.refusal) return errorSummary([{ text: step.refusal }], t("desk.refused"));
  return errorSummary(Object.entries(step.errors).map(([id, text]) => ({ id, text })));
}

export const applicantView = (step) => html`
  <section class="panel">
    <h2>${t("counter.step_applicant")}</h2>
    ${summary(step)}
    <form novalidate @submit=${step.find}>
      <p class="field"><label for="idType">${t("counter.id_type")}</label>
        <select id="idType" .value=${step.idType} @change=${(event) => step.type({ idType: event.target.value })}>
          ${ID_TYPES.map((type) => html`<option value=${type}>${t(`counter.id_${type}`)}</option>`)}
        </select></p>
      ${input(step, "idNumber", t("counter.id_number"))}
      <button type="submit" class="button" ?disabled=${step.busy}>${step.busy ? t("counter.finding") : t("counter.find")}</button>
    </form>
    ${step.found ? found(step) : ""}
    ${step.unknown ? register(step) : ""}
  </section>`;
