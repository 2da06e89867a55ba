// A dialog that asks for what an act needs. It is described by data: a title, a lead and
// a list of fields; it checks what is missing, sends, and shows a refusal in words.
import { errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { html, render } from "../shared/html.js";
import { refusalWords } from "../shared/api.js";
import { dropWords, keepWords, keptWords } from "../shared/kept.js";
import { t } from "../shared/words.js";
import { itemProblems, itemsField } from "./corrections.js";
import { joined, wordingPicker } from "./wording.js";

// A field is {name, kind, label, required?, empty?, options?, filter?, min?, when?(values), value?}.
// `empty` is the sentence for a required field that is left empty, `filter` the name of a box
// that narrows a long list of options to those that hold what is typed, `templates(values)` the
// words that are ready for a long text. The kinds: text, long, day, select, choice, several
// (a list of what is chosen), and items for the list of corrections.
const shown = (fields, values) => fields.filter((field) => !field.when || field.when(values));

// What is missing, as {name of the field: sentence}.
function problems(fields, values) {
  const found = {};
  for (const field of shown(fields, values)) {
    if (field.kind === "items") Object.assign(found, itemProblems(field, values[field.name]));
    else if (field.required && !String(values[field.name]).trim()) found[field.name] = field.empty;
  }
  return found;
}

// The attributes of an input that tell of its error.
const error = (dialog, name) => (dialog.errors[name] ? `d-${name}-error` : null);
const invalid = (dialog, name) => (dialog.errors[name] ? "true" : null);
const typed = (dialog, name) => (event) => dialog.set(name, event.target.value);

const filterBox = (dialog, { name, filter }) => html`<input class="option-filter" type="search" maxlength="100" aria-label=${filter} placeholder=${filter}
  .value=${dialog.filters[name] || ""} @input=${(event) => dialog.narrow(name, event.target.value)}>`;

const matches = (dialog, { name }, option) => option.label.toLowerCase().includes((dialog.filters[name] || "").trim().toLowerCase());

// What is chosen stays in the list whatever is typed.
const narrowed = (dialog, field) => field.options.filter((o) => o.value === dialog.values[field.name] || matches(dialog, field, o));

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

const ready = (dialog, field) => (field.templates ? wordingPicker(field.templates(dialog.values), t("wording.ready"),
  (text) => dialog.set(field.name, joined(dialog.values[field.name], text))) : "");

const input = (dialog, field) => html`
  <p class="field">
    <label for=${`d-${field.name}`}>${field.label} ${need(field)}</label>
    ${fieldError(`d-${field.name}`, dialog.errors[field.name])}
    ${ready(dialog, field)}
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

// Several of the options, each with its own box.
const several = (dialog, field) => {
  const chosen = dialog.values[field.name] || [];
  return html`
    <fieldset class="choices" id=${`d-${field.name}`} tabindex="-1" aria-describedby=${error(dialog, field.name)}>
      <legend>${field.label} ${need(field)}</legend>
      ${fieldError(`d-${field.name}`, dialog.errors[field.name])}
      ${field.filter ? filterBox(dialog, field) : ""}
      <div class="several">${field.options.filter((o) => chosen.includes(o.value) || matches(dialog, field, o)).map((option) => html`
        <label class="choice"><input type="checkbox" value=${option.value} .checked=${chosen.includes(option.value)}
          @change=${(event) => dialog.set(field.name, event.target.checked ? [...chosen, option.value] : chosen.filter((value) => value !== option.value))}> <span>${option.label}</span></label>`)}</div>
    </fieldset>`;
};

const fieldOf = (dialog) => (field) => {
  if (field.kind === "items") return itemsField(dialog, field);
  if (field.kind === "several") return several(dialog, field);
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
    ${dialog.found ? html`<p class="notice" role="status">${t("desk.kept")}</p>` : ""}
    ${shown(ask.fields, dialog.values).map(fieldOf(dialog))}
    <p class="buttons">
      <button type="submit" class=${ask.danger ? "button danger" : "button"} ?disabled=${dialog.busy}>${dialog.busy ? t("desk.working") : ask.go}</button>
      ${ask.preview ? html`<button type="button" class="button secondary" ?disabled=${dialog.busy} @click=${dialog.look}>${t("wording.preview")}</button>` : ""}
      <button type="button" class="button secondary" ?disabled=${dialog.busy} @click=${dialog.cancel}>${t("common.cancel")}</button>
    </p>
    ${dialog.preview ? html`<section class="dialog-preview" tabindex="-1" aria-label=${t("wording.preview_title")}>${dialog.preview}</section>` : ""}
  </form>`;

// What somebody has said of one row of a list.
const pickOf = (row) => (row ? { on: row.on, reason: row.reason } : {});

class Dialog {
  constructor(ask, settle) {
    Object.assign(this, { ask, settle, errors: {}, filters: {}, refusal: "", busy: false, preview: null, before: document.activeElement });
    this.values = Object.fromEntries(ask.fields.map((field) => [field.name, field.value === undefined ? "" : field.value]));
    this.found = this.recall();
    this.submit = this.submit.bind(this);
    this.look = this.look.bind(this);
    this.cancel = () => {
      this.drop();
      this.close(() => settle.resolve(false));
    };
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

  draw() {
    render(this.root, view(this, this.ask));
    if (this.touched && this.ask.keep) keepWords(this.ask.keep, this.values);
  }

  // Lays what was typed before the window was closed over what the fields begin with.
  recall() {
    const kept = this.ask.keep && keptWords(this.ask.keep);
    if (!kept) return false;
    for (const { name, kind } of this.ask.fields.filter((field) => field.name in kept)) {
      if (kind !== "items") this.values[name] = kept[name];
      else this.values[name].forEach((row) => Object.assign(row, pickOf(kept[name].find(({ id }) => id === row.id))));
    }
    return true;
  }

  drop() { if (this.ask.keep) dropWords(this.ask.keep); }

  set(name, value) {
    this.touched = true;
    this.values[name] = value;
    this.preview = null; // it showed what was typed before
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

  submit(event) {
    event.preventDefault();
    return this.attempt(async () => {
      await this.ask.send(this.values);
      this.drop();
      this.close(() => this.settle.resolve(true));
    });
  }

  // Shows what would come of it, before it is done.
  look() {
    return this.attempt(async () => {
      this.preview = await this.ask.preview(this.values);
      this.busy = false;
      this.draw();
      const place = this.root.querySelector(".dialog-preview");
      place.focus();
      place.scrollIntoView({ block: "start" });
    });
  }

  // Does what the button says, unless something is missing; a refusal is said in words.
  async attempt(run) {
    if (this.busy) return;
    Object.assign(this, { refusal: "", errors: problems(this.ask.fields, this.values) });
    if (Object.keys(this.errors).length) {
      this.complain();
      return;
    }
    this.busy = true;
    this.draw();
    try {
      await run();
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

// Opens the dialog of `ask`: {title, lead, go, danger, fields, send(values), passOn(err), keep} and,
// where something can be shown before it is done, preview(values), which answers what to show.
// What is typed is kept on this device under the name `keep` until it is sent or cancelled. A
// refusal that `passOn` accepts closes the dialog and is thrown to the caller, any other is
// shown in the dialog. Resolves to true when it was sent, to false when it was cancelled.
export function openDialog(ask) {
  return new Promise((resolve, reject) => new Dialog(ask, { resolve, reject }));
}
