// The first step at the window: the number on the card says who it is. Who is known is shown
// with the number masked, to compare with the card; who is not is registered here.
import { describedBy, errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { html } from "../shared/html.js";
import { create, post, refusalItems, refusalWords } from "../shared/api.js";
import { t } from "../shared/words.js";
import { enterGoesOn } from "./keys.js";
import { FINISHED, stateLine } from "./lines.js";
import { focusFirst } from "./page.js";

// The version of the privacy notice that the clerk reads out.
const CONSENT = "2026-11";

const MOST = 9; // open cases that have a digit of their own

const fresh = () => ({ idType: "", found: null, open: [], unknown: false, note: "", name: "", phone: "", consent: false, agent: false, agentName: "", agentID: "" });

const hasCode = (err, code) => refusalItems(err).some((item) => item.code === code);

// The state and the deeds of the step; `done(applicant, agent)` when the clerk has one.
export class ApplicantStep {
  constructor(draw, done) {
    Object.assign(this, { draw, done, idNumber: "", busy: false, errors: {}, refusal: "" }, fresh());
    for (const name of ["find", "next", "toggleAgent"]) this[name] = this[name].bind(this);
  }

  type(change) {
    if ("idNumber" in change) Object.assign(this, fresh(), { refusal: "", errors: {} });
    Object.assign(this, change);
    this.draw();
  }

  async run(work) {
    if (this.busy) return;
    Object.assign(this, { busy: true, refusal: "", errors: {} });
    this.draw();
    try {
      await work();
    } catch (err) {
      this.refusal = refusalWords(err);
    }
    this.busy = false;
    this.draw();
    if (this.refusal || Object.keys(this.errors).length) focusErrors();
  }

  async find(event) {
    if (event) event.preventDefault();
    await this.run(async () => {
      const number = this.idNumber.trim();
      if (!number) {
        this.errors = { idNumber: t("counter.id_needed") };
        return;
      }
      const [{ id_type: idType, applicant }, { cases }] = await Promise.all([
        post("/api/onestop/applicants/find", { id_number: number }), post("/api/onestop/counter/cases", { q: number }),
      ]);
      Object.assign(this, fresh(), { idType, found: applicant, unknown: !applicant, open: cases.filter((c) => !FINISHED.includes(c.state)).slice(0, MOST) });
    });
    if (this.found || this.unknown) focusFirst();
  }

  toggleAgent() {
    if (!this.found && !this.unknown) return;
    this.type({ agent: !this.agent });
    const field = document.getElementById("agentName");
    if (field) field.focus();
  }

  missing() {
    const found = {};
    if (this.unknown && !this.name.trim()) found.name = t("counter.name_needed");
    if (this.unknown && !this.phone.trim()) found.phone = t("counter.phone_needed");
    if (this.unknown && !this.consent) found.consent = t("counter.consent_needed");
    if (this.agent && !this.agentName.trim()) found.agentName = t("counter.agent_both");
    if (this.agent && !this.agentID.trim()) found.agentID = t("counter.agent_both");
    return found;
  }

  next(event) {
    event.preventDefault();
    return this.run(async () => {
      this.errors = this.missing();
      if (Object.keys(this.errors).length) return;
      if (this.agent) await post("/api/onestop/applicants/find", { id_number: this.agentID.trim() }); // refuses a number that is mistyped
      const applicant = this.found || await this.register();
      if (applicant) await this.done(applicant, this.agent ? { agent_name: this.agentName.trim(), agent_id: this.agentID.trim() } : {});
    });
  }

  // Registers the person; whom another window has just registered is shown instead.
  async register() {
    const idNumber = this.idNumber.trim();
    try {
      return await create("applicants", {
        kind: this.idType === "uscc" ? "organization" : "person", name: this.name.trim(), id_type: this.idType,
        id_number: idNumber, phone: this.phone.trim(), consent_version: CONSENT,
      });
    } catch (err) {
      if (!hasCode(err, "account_exists")) throw err;
      const { applicant } = await post("/api/onestop/applicants/find", { id_type: this.idType, id_number: idNumber });
      Object.assign(this, { found: applicant, unknown: !applicant, note: t("counter.just_registered") });
      return null;
    }
  }

  clear() {
    Object.assign(this, { idNumber: "", refusal: "", errors: {} }, fresh());
    this.draw();
    focusFirst();
  }

  keys() {
    const known = this.found || this.unknown;
    const cases = this.open.map((c, at) => ({ key: String(at + 1), label: t("counter.open_case", { n: at + 1 }), hidden: true, run: () => { location.href = caseAddress(c); } }));
    return known ? [{ key: "F4", label: t("counter.agent"), run: this.toggleAgent }, ...cases, { key: "Escape", label: t("counter.other"), run: () => this.clear() }] : [];
  }
}

const caseAddress = (c) => (["draft", "correcting"].includes(c.state) ? `/counter/?id=${c.id}` : `/counter/cases.html?id=${c.id}`);

const input = (step, name, label, { type = "text", hint = "", next = false } = {}) => html`
  <p class="field">
    <label for=${name}>${label}</label>
    ${hint ? html`<span class="hint" id=${`${name}-hint`}>${hint}</span>` : ""}
    ${fieldError(name, step.errors[name])}
    <input id=${name} type=${type} autocomplete="off" maxlength="100" data-next=${next ? "" : null} .value=${step[name]} aria-invalid=${step.errors[name] ? "true" : null}
      aria-describedby=${describedBy(name, { hint, error: step.errors[name] })} @input=${(event) => step.type({ [name]: event.target.value })}>
  </p>`;

const facts = (step) => html`
  <p class="found-who"><strong>${step.found.name}</strong> <span>${t(`counter.id_${step.found.id_type}`)}</span> <span class="number">${step.found.id_number}</span> <span class="number">${step.found.phone}</span></p>
  <p class="hint">${t("counter.compare")}</p>`;

const openCases = (step) => (step.open.length ? html`
  <div class="found-open"><p><strong>${t("counter.open_cases")}</strong></p>
    <ol class="plain">${step.open.map((c, at) => html`<li><a class="text-link" href=${caseAddress(c)}><kbd aria-hidden="true">${at + 1}</kbd> ${stateLine(c)}</a></li>`)}</ol></div>` : "");

const newPerson = (step) => html`
  <p class="notice">${t("counter.unknown", { kind: t(`counter.id_${step.idType}`) })}</p>
  <div class="pair">
    ${input(step, "name", t(step.idType === "uscc" ? "counter.org_name" : "counter.name"), { next: true })}
    ${input(step, "phone", t("counter.phone"), { type: "tel" })}</div>
  <p class="choices">${fieldError("consent", step.errors.consent)}
    <label class="choice"><input type="checkbox" id="consent" data-must="1" .checked=${step.consent} @change=${(event) => step.type({ consent: event.target.checked })}> ${t("counter.consent")}</label></p>`;

const agent = (step) => html`
  <p class="choices"><label class="choice plain"><input type="checkbox" .checked=${step.agent} @change=${step.toggleAgent}> ${t("counter.agent")} <kbd aria-hidden="true">F4</kbd></label></p>
  ${step.agent ? html`<div class="pair">${input(step, "agentName", t("counter.agent_name"))}${input(step, "agentID", t("counter.agent_id"))}</div><p class="hint">${t("counter.agent_hint")}</p>` : ""}`;

function summary(step) {
  if (step.refusal) return errorSummary([{ text: step.refusal }], t("counter.refused"));
  return errorSummary(Object.entries(step.errors).map(([id, text]) => ({ id, text })));
}

const known = (step) => html`
  <form class="found" novalidate @submit=${step.next} @keydown=${enterGoesOn}>
    ${step.note ? html`<p class="notice is-warn" role="status">${step.note}</p>` : ""}
    ${step.found ? facts(step) : newPerson(step)}
    ${agent(step)}
    <p class="buttons"><button type="submit" class="button" data-next=${step.found ? "" : null} ?disabled=${step.busy}>${t(step.found ? "counter.use" : "counter.register")} <kbd aria-hidden="true">Enter</kbd></button>
      <button type="button" class="button secondary" @click=${() => step.clear()}>${t("counter.other")} <kbd aria-hidden="true">Esc</kbd></button></p>
    ${openCases(step)}
  </form>`;

export const applicantView = (step) => html`
  <section class="panel">
    <h2>${t("counter.step_applicant")}</h2>
    ${summary(step)}
    <form novalidate @submit=${step.find}>
      ${input(step, "idNumber", t("counter.id_number"), { hint: t("counter.id_hint"), next: !step.found && !step.unknown })}
      ${step.found || step.unknown ? "" : html`<button type="submit" class="button" ?disabled=${step.busy}>${t(step.busy ? "counter.finding" : "counter.find")} <kbd aria-hidden="true">Enter</kbd></button>`}
    </form>
    ${step.found || step.unknown ? known(step) : ""}
  </section>`;
