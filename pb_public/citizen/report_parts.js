// The parts of a report: the long text, the files, and what is known about the same.
import { html } from "../shared/html.js";
import { describedBy, fieldError } from "../shared/a11y.js";
import { t } from "../shared/words.js";

export const CATEGORIES = ["repeated_papers", "needless_proof", "repeated_forms", "trips", "steps", "time", "fees", "guide", "online", "attitude", "other"];

const ACCEPT = "image/jpeg,image/png,application/pdf";

export const longField = ({ id, label, hint, error, value, set }) => html`
  <div class="field">
    <label for=${id}>${label}</label>
    <span class="hint" id=${`${id}-hint`}>${hint}</span>
    ${fieldError(id, error)}
    <textarea id=${id} rows="5" maxlength="5000" .value=${value} aria-required="true" aria-invalid=${error ? "true" : null}
      aria-describedby=${describedBy(id, { hint, error })} @input=${(event) => set(event.target.value)}></textarea>
  </div>`;

// Files that go along with the report; each can be taken out again.
export function filesField(state, { most, error, draw }) {
  const add = (event) => {
    state.files = [...state.files, ...event.target.files];
    event.target.value = "";
    draw();
  };
  const drop = (file) => () => {
    state.files = state.files.filter((other) => other !== file);
    draw();
    document.getElementById("files").focus();
  };
  return html`
    <div class="field">
      <p id="files-label"><strong>${t("report.files")}</strong> <span class="field-mark">${t("field.optional")}</span></p>
      <span class="hint" id="files-hint">${t("report.files_hint", { n: most })}</span>
      ${fieldError("files", error)}
      ${state.files.length ? html`<ul class="sheets">${state.files.map((file) => html`
        <li class="sheet"><p class="sheet-name">${file.name}</p>
          <p class="sheet-tools"><button type="button" class="link danger" aria-label=${t("report.files_remove_of", { name: file.name })} @click=${drop(file)}>${t("report.files_remove")}</button></p></li>`)}</ul>` : ""}
      <label class="button picker secondary"><span aria-hidden="true">${t("report.files_add")}</span>
        <input type="file" id="files" multiple accept=${ACCEPT} aria-label=${t("report.files_add")} aria-describedby=${describedBy("files", { hint: true, error })} @change=${add}></label>
    </div>`;
}

// What is known about the same: public answers, and how many others wait. No word of theirs.
export function similarPart(similar) {
  if (!similar || (!similar.items.length && !similar.open)) return "";
  return html`
    <section class="notice" aria-labelledby="similar-title">
      ${similar.items.length ? html`<h2 id="similar-title">${t("report.similar")}</h2><p>${t("report.similar_text")}</p>
        <ul>${similar.items.map((item) => html`<li><strong>${item.title}</strong><p class="pre">${item.answer}</p></li>`)}</ul>` : ""}
      ${similar.open ? html`<p id=${similar.items.length ? null : "similar-title"}>${t("report.similar_open", { n: similar.open })}</p>` : ""}
    </section>`;
}
