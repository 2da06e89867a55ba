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

// The list to choose from beside a field; `take(text)` puts the words in. What is chosen with the
// pointer goes in at once. By the keyboard the arrows pass over every entry on the way, so
// that Enter puts in the one that is meant.
export function wordingPicker(templates, label, take) {
  if (!templates.length) return "";
  const put = (select) => {
    const chosen = templates.find((w) => w.id === select.value);
    select.value = "";
    if (chosen) take(chosen.text);
  };
  const by = (way) => (event) => { event.currentTarget.dataset.by = way; };
  return html`<select class="wording" aria-label=${`${label}${t("common.colon")}${t("wording.enter")}`} .value=${""} @pointerdown=${by("pointer")} @keydown=${(event) => {
    by("keys")(event);
    if (event.key !== "Enter" || !event.currentTarget.value) return;
    event.preventDefault();
    put(event.currentTarget);
  }} @change=${(event) => {
    if (event.currentTarget.dataset.by !== "keys") put(event.currentTarget);
  }}><option value="">${t("wording.take")}</option>${templates.map((w) => html`<option value=${w.id}>${nameOf(w, "title")}</option>`)}</select>`;
}
