// The fields of an application form by kind, and of the pages that register and sign in.
import { html } from "../shared/html.js";
import { describedBy, fieldError } from "../shared/a11y.js";
import { nameOf, t } from "../shared/words.js";

// What each kind of field is on the screen.
const INPUTS = {
  text: { type: "text" },
  number: { type: "text", inputmode: "decimal", short: true },
  date: { type: "date", short: true },
  id_number: { type: "text", maxlength: "18", short: true },
  uscc: { type: "text", maxlength: "18", short: true },
  phone: { type: "tel", short: true },
  email: { type: "email" },
  password: { type: "password" },
};

const HINTS = { id_number: "field.id_number", uscc: "field.uscc", phone: "field.phone", number: "field.number" };

const labelled = (id, field, error, hint, control) => html`
  <div class="field">
    <label for=${id}>${field.label} ${field.required === false ? html`<span class="field-mark">${t("field.optional")}</span>` : ""}</label>
    ${hint ? html`<span class="hint" id=${`${id}-hint`}>${hint}</span>` : ""}
    ${fieldError(id, error)}
    ${control}
  </div>`;

const invalid = (error) => (error ? "true" : null);

// One labelled input: {id, label, kind, required, hint, error, value, autocomplete, set}.
export function inputField(field) {
  const { id, kind = "text", error, value = "", set, autocomplete = "off" } = field;
  const shape = INPUTS[kind] || INPUTS.text;
  const hint = field.hint || (HINTS[kind] ? t(HINTS[kind]) : "");
  return labelled(id, field, error, hint, html`
    <input id=${id} name=${id} type=${shape.type} class=${shape.short ? "short" : null} inputmode=${shape.inputmode || null}
      maxlength=${shape.maxlength || "500"} autocomplete=${autocomplete} .value=${String(value ?? "")}
      aria-invalid=${invalid(error)} aria-describedby=${describedBy(id, { hint, error })} aria-required=${field.required === false ? null : "true"}
      @input=${(event) => set(event.target.value)}>`);
}

function longField({ id, error, value = "", set, ...field }) {
  return labelled(id, field, error, "", html`
    <textarea id=${id} name=${id} rows="5" maxlength="5000" .value=${String(value ?? "")} aria-invalid=${invalid(error)}
      aria-describedby=${describedBy(id, { error })} aria-required=${field.required === false ? null : "true"} @input=${(event) => set(event.target.value)}></textarea>`);
}

// Radio buttons for [value, words] pairs; the whole line is the target.
export function choiceField({ id, label, required, error, hint, value = "", options, set }) {
  return html`
    <fieldset class="choices" id=${id} tabindex="-1" aria-describedby=${describedBy(id, { hint, error })}>
      <legend>${label} ${required === false ? html`<span class="field-mark">${t("field.optional")}</span>` : ""}</legend>
      ${hint ? html`<span class="hint" id=${`${id}-hint`}>${hint}</span>` : ""}
      ${fieldError(id, error)}
      ${options.map(([key, words]) => html`
        <label class=${`choice ${value === key ? "is-chosen" : ""}`}>
          <input type="radio" name=${id} value=${key} .checked=${value === key} @change=${() => set(key)}><span>${words}</span></label>`)}
    </fieldset>`;
}

// A question that tells cases apart; `choose` hears the option taken.
export const questionField = (question, { chosen, error, choose }) => choiceField({
  id: `q-${question.id}`, label: nameOf(question, "text"), error, value: chosen ? chosen.id : "",
  options: question.options.map((option) => [option.id, nameOf(option, "text")]),
  set: (id) => choose(question.options.find((option) => option.id === id)),
});

export const fieldId = (field) => `f-${field.key}`;

// A number that is kept comes back as its mask.
const isKept = (field, value) => field.kind === "id_number" && String(value ?? "").includes("*");

// A field of the service's form.
export function formField(field, { value, error, set }) {
  const hint = isKept(field, value) ? t("field.id_kept") : "";
  const shared = { id: fieldId(field), label: nameOf(field, "label"), kind: field.kind, required: field.required, value, error, set, hint };
  if (field.kind === "choice") return choiceField({ ...shared, options: (field.choices || []).map((choice) => [choice, choice]) });
  return field.kind === "long_text" ? longField(shared) : inputField(shared);
}
