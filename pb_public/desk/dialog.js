// A dialog that asks for what an act needs. It is described by data: a title, a lead and
// a list of fields; it checks what is missing, sends, and shows a refusal in words.
import { errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { html, render } from "../shared/html.js";
import { refusalWords } from "../shared/api.js";
import { t } from "../shared/words.js";
import { itemProblems, itemsField } from "./corrections.js";

// A field is {name, kind, label, required?, empty?, options?, filter?, min?, when?(values), value?}.
// `empty` is the sentence for a required field that is left empty, `filter` the name of a box
// that narrows a long list of options to those that hold what is typed. The kinds: text, long,
// day, select, choice, and items for the list of corrections.
const shown = (fields, values) => fields.filter((field) => !field.when || field.when(values));

// What is missing, as {name of the field: sentence}.
function problems(fields, values) {
  const found = {};
  for (const field of shown(fields, values)) {
    if (field.kind === "items") Object.assign(found, itemProblems(field, values[field.name]));
    else if (field.required && !values[field.name].trim()) found[field.name] = field.empty;
  }
  return found;
}

// The attributes of an input that tell of its error.
const error = (dialog, name) => (dialog.errors[name] ? `d-${name}-error` : null);
const invalid = (dialog, name) => (dialog.errors[name] ? "true" : null);
const typed = (dialog, name) => (event) => dialog.set(name, event.target.value);

const filterBox = (dialog, { name, filter }) => html`<input class="option-filter" type="search" maxlength="100" aria-label=${filter} placeholder=${filter}
  .value=${dialog.filters[name] || ""} @input=${(event) => dialog.narrow(name, event.target.value)}>`;

// What is chosen stays in the list whatever is typed.
function narrowed(dialog, { name, options }) {
  const typed = (dialog.filters[name] || "").trim().toLowerCase();
  return options.filter((o) => o.value === dialog.values[name] || o.label.toLowerCase().includes(typed));
}

const select = (dialog, field) => html`<select id=${`d-${field.name}`} .value=${dialog.values[field.name]}
  aria-describedby=${error(dialog, field.name)} aria-invalid=${invalid(dialog, field.name)} @change=${typed(dialog, field.name)}>
  <option value="">${t("desk.choose")}</option>${narrowed(dialog, field).map((o) => html`<option value=${o.value}>${o.label}</option>`)}</select>`;

const INPUTS = {
  text: (dialog, { name }) => html`<input id=${`d-${name}`} type="text" maxlength="500" .value=${dialog.values[name]}
    aria-describedby=${error(dialog, name)} aria-invalid=${invalid(dialog, name)} @input=${typed(dialog, name)}>`,
  day: (dialog, { name, min }) => html`<input id=${`d-${name}`} type="date" min=${min} .value=${dialog.values[name]}
    aria-describedby=${error(dialog, name)} aria-invalid=${invalid(dialog, name)} @input=${typed(dialog, name)}>`,
  select: (dialog, field) => html`${field.filter ? filterBox(dialog, field) : ""}${select(dialog, field)}`,
  long: (dialog, { name }) => html`<textarea id=${`d-${name}`} rows="4" maxlength="2000" .value=${dialog.values[name]}
    aria-describedby=${error(dialog, name)} aria-invalid=${invalid(dialog, name)} @input=${typed(dialog, name)}></textarea>`,
};

const need = (field) => html`<span class="field-need">${t(field.required ? "common.required" : "common.optional")}</span>`;

const input = (dialog, field) => html`
  <p class="field">
    <label for=${`d-${field.name}`}>${field.label} ${need(field)}</label>
    ${fieldError(`d-${field.name}`, dialog.errors[field.name])}
    ${INPUTS[field.kind](dialog, field)}
  </p>`;

const choice = (dialog, field) => html`
  <fieldset class="choices" id=${`d-${field.name}`} tabindex="-1" aria-describedby=${error(dialog, field.name)}>
    <legend>${field.label} ${need(field)}</legend>
    ${fieldError(`d-${field.name}`, dialog.errors[field.name])}
    ${field.options.map((option) => html`
      <label class="choice"><input type="radio" name=${`d-${field.name}`} value=${option.value}
        .checked=${dialog.values[field.name] === option.value}
        @change=${() => dialog.set(field.name, option.value)}> <span>${option.label}</span></label>`)}
  </fieldset>`;

const fieldOf = (dialog) => (field) => {
  if (field.kind === "items") return itemsField(dialog, field);
  return field.kind === "choice" ? choice(dialog, field) : input(dialog, field);
};

function summary(dialog) {
  if (dialog.refusal) return errorSummary([{ text: dialog.refusal }], t("desk.refused"));
  return errorSummary(Object.entries(dialog.errors).map(([name, text]) => ({ id: `d-${name}`, text })));
}

const view = (dialog, ask) => html`
  <form class="dialog-form" novalidate @submit=${dialog.submit}>
    <h2 id="dialog-title">${ask.title}</h2>
    ${ask.lead ? html`<p class="dialog-lead">${ask.lead}</p>` : ""}
    ${summary(dialog)}
    ${shown(ask.fields, dialog.values).map(fieldOf(dialog))}
    <p class="buttons">
      <button type="submit" class=${ask.danger ? "button danger" : "button"} ?disabled=${dialog.busy}>${dialog.busy ? t("desk.working") : ask.go}</button>
      <button type="button" class="button secondary" ?disabled=${dialog.busy} @click=${dialog.cancel}>${t("common.cancel")}</button>
    </p>
  </form>`;

class Dialog {
  constructor(ask, settle) {
    Object.assign(this, { ask, settle, errors: {}, filters: {}, refusal: "", busy: false, before: document.activeElement });
    this.values = Object.fromEntries(ask.fields.map((field) => [field.name, field.value === undefined ? "" : field.value]));
    this.submit = this.submit.bind(this);
    this.cancel = () => this.close(() => settle.resolve(false));
    this.root = document.createElement("dialog");
    this.root.className = "dialog";
    this.root.setAttribute("aria-labelledby", "dialog-title");
    this.root.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (!this.busy) this.cancel();
    });
    document.body.append(this.root);
    this.draw();
    this.root.showModal();
  }

  draw() { render(this.root, view(this, this.ask)); }

  set(name, value) {
    this.values[name] = value;
    this.draw();
  }

  narrow(name, typed) {
    this.filters[name] = typed;
    this.draw();
  }

  close(then) {
    this.root.close();
    this.root.remove();
    if (this.before && this.before.isConnected) this.before.focus();
    then();
  }

  complain() {
    this.busy = false;
    this.draw();
    focusErrors(this.root);
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    Object.assign(this, { refusal: "", errors: problems(this.ask.fields, this.values) });
    if (Object.keys(this.errors).length) {
      this.complain();
      return;
    }
    this.busy = true;
    this.draw();
    try {
      await this.ask.send(this.values);
      this.close(() => this.settle.resolve(true));
    } catch (err) {
      if (this.ask.passOn(err)) {
        this.close(() => this.settle.reject(err));
        return;
      }
      this.refusal = refusalWords(err);
      this.complain();
    }
  }
}

// Opens the dialog of `ask`: {title, lead, go, danger, fields, send(values), passOn(err)}. A
// refusal that `passOn` accepts closes the dialog and is thrown to the caller, any other is
// shown in the dialog. Resolves to true when it was sent, to false when it was cancelled.
export function openDialog(ask) {
  return new Promise((resolve, reject) => new Dialog(ask, { resolve, reject }));
}
