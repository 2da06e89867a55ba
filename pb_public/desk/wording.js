// The words that the department has ready, by act and ground: chosen at a field, they are
// put in and stay open to change. The places in them were filled by the server.
import { html } from "../shared/html.js";
import { addWords, nameOf, t } from "../shared/words.js";
import words from "../shared/words/wording.js";

addWords(words);

// The templates of an act that fit the ground; one without a ground fits every ground.
export const wordsFor = (templates, act, ground = "") => templates.filter((w) => w.act === act && (!w.ground || w.ground === ground));

// What stands in a field once a template is put in: in place of nothing, or below what was
// typed before.
export const joined = (text, template) => (text.trim() ? `${text.trimEnd()}\n${template}` : template);

// The list to choose from beside a field; `take(text)` puts the words in.
export function wordingPicker(templates, label, take) {
  if (!templates.length) return "";
  return html`<select class="wording" aria-label=${label} .value=${""} @change=${(event) => {
    const chosen = templates.find((w) => w.id === event.target.value);
    event.target.value = "";
    if (chosen) take(chosen.text);
  }}><option value="">${t("wording.take")}</option>${templates.map((w) => html`<option value=${w.id}>${nameOf(w, "title")}</option>`)}</select>`;
}
