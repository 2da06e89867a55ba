// Who brings the application: the applicant, or an agent who gives name and number and hands
// in an authorisation (R-AL-02). It is saved with each case that it is about.
import { html } from "../shared/html.js";
import { describedBy, fieldError } from "../shared/a11y.js";
import { change, Refusal, refusalItems, refusalWords } from "../shared/api.js";
import { addWords, t } from "../shared/words.js";
import words from "../shared/words/apply.js";
import { choiceField } from "./fields.js";

addWords(words);

const AUTHORISATION = "M-POA"; // the code of the type of paper, as the server knows it
const FIELDS = ["agent_name", "agent_id"];

// What is said of the agent of one case, or of all cases of a journey.
export class Agent {
  constructor(cases, { agent_name: name = "", agent_id: number = "" }, materials, draw) {
    const chosen = materials.some((m) => m.type_code === AUTHORISATION && (m.only_if || []).length > 0); // by an answer
    Object.assign(this, { cases, draw, agent_name: name, agent_id: number, on: Boolean(name || number) || chosen, errors: {}, unsaved: false, saving: Promise.resolve(true) });
  }

  choose(on) {
    this.on = on;
    if (!on) this.set({ agent_name: "", agent_id: "" });
    else this.draw();
  }

  set(fields) {
    Object.assign(this, fields, { unsaved: true });
    this.draw();
    return this.flush();
  }

  // Saves what is not saved, one saving after the other; answers whether everything is.
  flush() {
    this.saving = this.saving.then(() => (this.unsaved ? this.save() : true));
    return this.saving;
  }

  async save() {
    const sent = { agent_name: this.agent_name.trim(), agent_id: this.agent_id.trim() };
    Object.assign(this, { unsaved: false, errors: {} });
    try {
      for (const id of this.cases) {
        const kept = await change("applications", id, sent);
        if (this.agent_id.trim() === sent.agent_id) this.agent_id = kept.agent_id; // its mask
      }
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      const items = refusalItems(err);
      this.unsaved = true;
      this.errors = items.length ? Object.fromEntries(items.map(({ field, text }) => [field, text])) : { agent_name: refusalWords(err) };
    }
    this.draw();
    return !this.unsaved;
  }

  // What is missing or wrong: {id, text} of the fields.
  flaws() {
    if (!this.on) return [];
    return FIELDS.map((field) => ({ id: field, text: this.errors[field] || (this[field].trim() ? "" : t(`apply.${field}_missing`)) })).filter(({ text }) => text);
  }

  // The materials as they are asked with this agent: the authorisation must be there.
  asked(materials) {
    return this.on ? materials.map((m) => (m.type_code === AUTHORISATION ? { ...m, necessity: "required" } : m)) : materials;
  }
}

const field = (agent, id, kind) => html`
  <div class="field"><label for=${id}>${t(`apply.${id}`)}</label>
    ${kind.hint ? html`<span class="hint" id=${`${id}-hint`}>${kind.hint}</span>` : ""}
    ${fieldError(id, agent.errors[id])}
    <input id=${id} class=${kind.short ? "short" : null} maxlength="100" autocomplete="off" .value=${agent[id]} aria-required="true"
      aria-invalid=${agent.errors[id] ? "true" : null} aria-describedby=${describedBy(id, { hint: kind.hint, error: agent.errors[id] })}
      @input=${(event) => { agent[id] = event.target.value; }} @change=${(event) => agent.set({ [id]: event.target.value })}></div>`;

// The question and, for an agent, the two fields.
export const agentPart = (agent) => html`
  ${choiceField({ id: "agent", label: t("apply.agent"), value: agent.on ? "agent" : "self", options: ["self", "agent"].map((who) => [who, t(`apply.agent_${who}`)]), set: (who) => agent.choose(who === "agent") })}
  ${agent.on ? html`<div class="card">${field(agent, "agent_name", {})}${field(agent, "agent_id", { short: true, hint: t("apply.agent_id_hint") })}
    <p class="hint">${t("apply.agent_paper")}</p></div>` : ""}`;

// The same to be read, for the check.
export const agentFact = (agent) => html`
  <div class="fact"><dt>${t("apply.agent")}</dt><dd>${agent.on ? `${t("apply.agent_agent")}${t("common.colon")}${agent.agent_name} ${agent.agent_id}` : t("apply.agent_self")}</dd></div>`;
