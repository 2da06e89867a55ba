// The inputs of a list by the kind of the field. Each shows what is typed, what the server
// refused, and what the quality check says of it.
import { html } from "../shared/html.js";
import { picker, sizeWords } from "../shared/upload.js";
import { hasWords, inOrder, listOf, nameOf, t } from "../shared/words.js";
import { cureWords, defectWords } from "./defects.js";
import { MUST } from "./list_fields.js";

// The id of a field on the page: that by which defects name it.
export const idOf = (collection, row, field) => (collection === "services" ? `f-${field}` : `f-${collection}.${row.id}.${field}`);

export const labelOf = (field) => t(`change.field.${field}`);

const wordsOf = (group, value) => t(`${group}.${value}`);

const number = (text) => (text === "" ? "" : Math.max(0, Math.round(Number(text)) || 0));

const described = (x) => [x.hint ? `${x.id}-hint` : "", x.troubles.length ? `${x.id}-error` : ""].filter(Boolean).join(" ") || null;

const line = (type) => (x) => html`<input id=${x.id} type=${type} class=${type === "number" ? "short" : ""} min=${type === "number" ? 0 : null} maxlength=${type === "text" ? 500 : null}
  .value=${String(x.value ?? "")} aria-describedby=${described(x)} aria-invalid=${x.error ? "true" : null} @input=${(event) => x.set(type === "number" ? number(event.target.value) : event.target.value)}>`;

const area = (x, value, read) => html`<textarea id=${x.id} rows="3" maxlength="20000" .value=${value} aria-describedby=${described(x)} aria-invalid=${x.error ? "true" : null}
  @input=${(event) => x.set(read(event.target.value))}></textarea>`;

const select = (x, options) => html`<select id=${x.id} .value=${x.value || ""} aria-describedby=${described(x)} aria-invalid=${x.error ? "true" : null} @change=${(event) => x.set(event.target.value)}>
  ${MUST.includes(x.field) && x.value ? "" : html`<option value="">${t("list.none")}</option>`}
  ${options.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select>`;

const toggled = (list, value, on) => (on ? [...list.filter((other) => other !== value), value] : list.filter((other) => other !== value));

const box = (x, value, words) => html`
  <label class="choice inline"><input type="checkbox" .checked=${(x.value || []).includes(value)} @change=${(event) => x.set(toggled(x.value || [], value, event.target.checked))}> <span>${words}</span></label>`;

const group = (x, content) => html`
  <fieldset class="choices" id=${x.id} tabindex="-1" aria-describedby=${described(x)}><legend>${labelOf(x.field)}</legend>${note(x)}${content}</fieldset>`;

// The answers under which a row is asked, by their words (R-PKG-04).
function conditions(x) {
  const questions = x.page.rows.questions.filter((question) => question.id !== x.row.id);
  const options = questions.map((question) => [question, x.page.optionsOf(question)]).filter(([, list]) => list.length);
  if (!options.length) return html`<p class="field" id=${x.id} tabindex="-1"><strong>${labelOf("only_if")}</strong>${note(x)}<span class="hint">${t("list.only_if_none")}</span></p>`;
  const chosen = options.flatMap(([, list]) => list).filter((option) => (x.value || []).includes(option.id));
  return group(x, html`
    <p class="hint">${chosen.length ? t("list.only_if_some", { names: listOf(chosen.map((option) => nameOf(option, "text"))) }) : t("list.only_if_all")}</p>
    ${options.map(([question, list]) => html`<p class="only-if"><span>${nameOf(question, "text")}</span> ${list.map((option) => box(x, option.id, nameOf(option, "text")))}</p>`)}`);
}

// A file: what is there, and a button for another.
function file(x) {
  const { page, collection, row, field } = x;
  const state = page.files[x.id] || {};
  return html`
    <div class="field" id=${x.id} tabindex="-1"><strong>${labelOf(field)}</strong>${note(x)}
      ${row[field] ? html`<p class="file-links"><a class="file-link" href=${`/api/files/${collection}/${row.id}/${encodeURIComponent(row[field])}`} target="_blank" rel="noopener">${t("list.file_look")}</a>
        ${page.editable ? html`<button type="button" class="link danger" @click=${() => page.putFile(x, "")}>${t("upload.remove")}</button>` : ""}</p>` : ""}
      ${page.editable ? html`<p>${picker({ id: `${x.id}-file`, label: t(row[field] ? "upload.replace" : "upload.choose"), aloud: t("upload.for", { name: labelOf(field), deed: t("upload.choose") }), secondary: true, pick: ([chosen]) => page.putFile(x, chosen) })}</p>` : ""}
      ${state.share !== undefined ? html`<progress max="1" .value=${state.share} aria-label=${state.name}></progress>` : ""}
      ${state.error ? html`<p class="field-error" role="alert">${state.error}</p>` : ""}
      ${state.name && state.share === undefined && !state.error ? html`<p class="saved">✓ ${state.name} ${sizeWords(state.size)}</p>` : ""}
    </div>`;
}

const WHOLE = { checks: (x) => group(x, x.choices.values.map((value) => box(x, value, wordsOf(x.choices.group, value)))), only_if: conditions, file };

const INPUTS = {
  text: line("text"), number: line("number"),
  long: (x) => area(x, x.value || "", (text) => text),
  lines: (x) => area(x, (x.value || []).join("\n"), (text) => text.split("\n").map((one) => one.trim()).filter(Boolean)),
  select: (x) => select(x, x.choices.values.map((value) => [value, wordsOf(x.choices.group, value)])),
  department: (x) => select(x, inOrder(x.page.departments).map((d) => [d.id, nameOf(d)])),
  locked: (x) => html`<span class="locked" id=${x.id} tabindex="-1">${x.value || "—"}</span>`,
};

// What is wrong with the field, at the field.
const note = (x) => (x.troubles.length ? html`<span class="field-error" id=${`${x.id}-error`}>${x.troubles.join(t("common.next_sentence"))}</span>` : "");

const yes = (x) => html`
  <div class="field">${note(x)}<label class="choice inline"><input id=${x.id} type="checkbox" .checked=${Boolean(x.value)} aria-describedby=${described(x)} @change=${(event) => x.set(event.target.checked)}>
    <span>${labelOf(x.field)}</span></label>${x.hint ? html`<span class="hint" id=${`${x.id}-hint`}> ${x.hint}</span>` : ""}</div>`;

const WIDE = ["long", "lines"]; // over both columns

// One field of the list or of a row. `lines` is [field, kind, choices?].
export function fieldOf(page, collection, row, [field, kind, choices]) {
  const id = idOf(collection, row, field);
  const error = page.draft.errors[`${collection}.${row.id}.${field}`];
  const defects = page.defectsAt(collection, row, field).map((defect) => `${defectWords({ ...defect, subject: "" })} ${cureWords(defect)}`);
  const hintKey = collection === "services" ? `list.hint_${field}` : `list.hint_row_${field}`;
  const x = { page, collection, row, field, choices, id, error, value: row[field], hint: hasWords(hintKey) ? t(hintKey) : "",
    troubles: [error, ...defects].filter(Boolean), set: (value) => page.set(collection, row, field, value) };
  if (kind === "yes") return yes(x);
  if (WHOLE[kind]) return WHOLE[kind](x);
  const head = html`<span class="field-name">${labelOf(field)}</span>`;
  return html`
    <p class=${`field ${WIDE.includes(kind) ? "is-wide" : ""}`}>${kind === "locked" ? head : html`<label for=${id}>${head}</label>`}
      ${x.hint ? html`<span class="hint" id=${`${id}-hint`}>${x.hint}</span>` : ""}
      ${note(x)}${INPUTS[kind](x)}</p>`;
}
