// The defects of a list in words: what is wrong, how to mend it, the rule; each leads to
// its field. A defect that is new to the page says itself in English.
import { html } from "../shared/html.js";
import { hasWords, t } from "../shared/words.js";

const said = (group, code, sentence) => (hasWords(`${group}.${code}`) ? t(`${group}.${code}`) : sentence);

export const defectWords = (defect) => `${defect.subject ? t("change.subject", { name: defect.subject }) : ""}${said("defect", defect.code, defect.message)}`;
export const cureWords = (defect) => said("cure", defect.code, defect.cure);

// `leads` answers the address of a defect's field.
export const defectList = (defects, leads, go = null) => html`
  <ul class="defects">${defects.map((defect) => html`
    <li><a href=${leads(defect)} @click=${go ? (event) => go(event, defect) : null}>${defectWords(defect)}</a>
      <span class="hint">${cureWords(defect)} <span class="cite">${defect.rule}</span></span></li>`)}</ul>`;
