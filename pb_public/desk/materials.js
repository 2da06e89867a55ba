// The materials of a case with their documents and the marks of the completeness check.
// Marks are kept here until they are saved together as one `check` (R-AL-09).
import { html, keyed } from "../shared/html.js";
import { fieldError } from "../shared/a11y.js";
import { remarkOf } from "../shared/legible.js";
import { nameOf, t } from "../shared/words.js";
import { joined, wordingPicker, wordsFor } from "./wording.js";

// The unsaved marks of a case: document id → {verdict, reason}.
export class Marks {
  constructor() { this.rows = new Map(); }

  get size() { return this.rows.size; }

  // What a document is marked as: the unsaved mark, or the stored verdict.
  of(document) {
    return this.rows.get(document.id) || { verdict: document.verdict, reason: document.verdict_reason || "" };
  }

  set(document, change) {
    const mark = { ...this.of(document), ...change };
    const same = mark.verdict === document.verdict && (mark.verdict !== "rejected" || mark.reason === (document.verdict_reason || ""));
    if (same) this.rows.delete(document.id);
    else this.rows.set(document.id, mark);
  }

  // The documents that are marked as wrong without a word why.
  bare() { return [...this.rows].filter(([, mark]) => mark.verdict === "rejected" && !mark.reason.trim()).map(([id]) => id); }

  items() {
    return [...this.rows].map(([document, { verdict, reason }]) => ({ document, verdict, reason: verdict === "rejected" ? reason.trim() : "" }));
  }

  clear() { this.rows.clear(); }
}

// How the officer calls a document: the material and its page.
export function titleOf(paper, document) {
  return paper.documents.length > 1 ? `${nameOf(paper.material)} · ${t("desk.doc_page", { page: document.page })}` : nameOf(paper.material);
}

const size = (bytes) => (bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);

function looks(desk, document) {
  const pressed = (side) => String(desk.shown[side] === document.id);
  return html`
    <span class="doc-looks">
      <button type="button" class="button small secondary" aria-pressed=${pressed("left")} @click=${() => desk.look(document.id, 0)}>${t("desk.show_left")}</button>
      <button type="button" class="button small secondary" aria-pressed=${pressed("right")} @click=${() => desk.look(document.id, 1)}>${t("desk.show_right")}</button>
    </span>`;
}

// Who comes to the verdict of a document sees that document.
function follow(desk, id) {
  if (!Object.values(desk.shown).includes(id)) desk.viewer.show(id, 0); // in a narrow window the verdict stays in view
}

function verdicts(desk, paper, document) {
  const mark = desk.marks.of(document);
  const title = titleOf(paper, document);
  const bare = desk.bare.includes(document.id);
  const radio = (verdict) => html`
    <label class="choice inline"><input type="radio" name=${`v-${document.id}`} .checked=${mark.verdict === verdict}
      @change=${() => desk.mark(document, { verdict })}> ${t(`desk.verdict_${verdict}`)}</label>`;
  return html`
    <fieldset class="doc-verdict" @focusin=${() => follow(desk, document.id)}>
      <legend class="visually-hidden">${title}</legend>
      ${radio("accepted")}${radio("rejected")}
      ${mark.verdict === "rejected" ? html`<p class="field">
        <label for=${`r-${document.id}`}>${t("desk.verdict_reason")}</label>
        ${fieldError(`r-${document.id}`, bare ? t("desk.reason_needed") : "")}
        ${wordingPicker(wordsFor(desk.templates, "check"), t("wording.for", { field: title }), (text) => desk.mark(document, { reason: joined(mark.reason, text).replace(/\n/g, " ") }))}
        <input id=${`r-${document.id}`} type="text" maxlength="500" .value=${mark.reason} aria-describedby=${bare ? `r-${document.id}-error` : null}
          @input=${(event) => desk.mark(document, { reason: event.target.value })}></p>` : ""}
    </fieldset>`;
}

const verdictText = (document) => (document.verdict === "pending" ? "" : html`
  <p class=${`doc-result is-${document.verdict}`}>${t(`desk.verdict_${document.verdict}`)}${document.verdict_reason ? `${t("common.colon")}${document.verdict_reason}` : ""}</p>`);

// The small picture of a document, or the mark of one that has none.
function thumb(desk, document) {
  const address = desk.thumbs.get(document.id);
  if (address) return html`<img class="doc-thumb" src=${address} alt="">`;
  return html`<span class="doc-thumb is-bare" aria-hidden="true">${document.mime === "application/pdf" ? "PDF" : ""}</span>`;
}

// What was noticed when it was uploaded: the applicant was told and chose to use it.
const remark = (document) => (remarkOf(document) ? html`<p class="doc-remark">${remarkOf(document)}</p>` : "");

const documentRow = (desk, paper) => (document) => html`
  <li class=${`doc ${Object.values(desk.shown).includes(document.id) ? "is-shown" : ""}`}>
    ${thumb(desk, document)}
    <p class="doc-name"><strong>${t("desk.doc_page", { page: document.page })}</strong> <span>${document.original_name}</span> <span class="doc-size">${size(document.size)}</span></p>
    ${looks(desk, document)}
    ${remark(document)}
    ${desk.mayCheck ? verdicts(desk, paper, document) : verdictText(document)}
  </li>`;

const olderRow = (desk) => (document) => html`
  <li class="doc is-older">${thumb(desk, document)}<p class="doc-name">${document.original_name} <span class="doc-size">${size(document.size)}</span></p>${looks(desk, document)}${verdictText(document)}</li>`;

// How a paper stands, in a word. Only a required one that is missing is something wrong, and
// what nobody marked before the case was accepted has simply been received.
function standingTag(desk, { standing, material }) {
  const received = standing === "pending" && desk.application.state !== "submitted";
  const plain = received || (standing === "missing" && material.necessity !== "required");
  return html`<span class=${plain ? "tag" : `tag is-${standing}`}>${t(`desk.standing_${received ? "received" : standing}`)}</span>`;
}

// Why there is no file: it is supplied, with the number by which it is found, or missing.
function noFile({ supply }) {
  if (!supply) return t("desk.no_documents");
  const where = t(supply.from ? "desk.supplied_by_case" : "desk.supplied_by_register");
  return supply.number ? html`${where}${t("common.colon")}<span class="number">${supply.number}</span>` : where;
}

const paperRow = (desk) => (paper) => html`
  <li class=${`material is-${paper.standing}`}>
    <h3>${nameOf(paper.material)}
      <span class="material-need">${t(`necessity.${paper.material.necessity}`)}</span>
      ${standingTag(desk, paper)}</h3>
    ${paper.material.standard ? html`<p class="hint">${t("desk.standard")}${t("common.colon")}${paper.material.standard}</p>` : ""}
    ${paper.documents.length
    ? html`<ul class="docs">${keyed(paper.documents, (d) => d.id, documentRow(desk, paper))}</ul>`
    : html`<p class="hint">${noFile(paper)}</p>`}
    ${paper.older.length ? html`<details class="older"><summary>${t("desk.older", { count: paper.older.length })}</summary>
      <ul class="docs">${keyed(paper.older, (d) => d.id, olderRow(desk))}</ul></details>` : ""}
  </li>`;

function saveBar(desk) {
  if (!desk.mayCheck || !desk.papers.some((p) => p.documents.length)) return "";
  return html`
    <div class="marks-bar">
      <button type="button" class="button secondary" @click=${desk.markRest}>${t("desk.mark_all")}</button>
      <button type="button" class="button" ?disabled=${!desk.marks.size || desk.busy} @click=${desk.saveMarks}>${t("desk.save_marks")}</button>
      <span class="hint" role="status">${desk.marks.size ? t("desk.marks_open", { count: desk.marks.size }) : desk.marksNote}</span>
    </div>`;
}

export function papersPanel(desk) {
  const required = desk.papers.filter((p) => p.material.necessity === "required");
  const done = required.filter((p) => ["accepted", "supplied"].includes(p.standing)).length;
  return html`
    <section class="panel" aria-labelledby="papers-title">
      <h2 id="papers-title">${t("desk.papers")}</h2>
      ${desk.mayCheck ? html`<p class="hint">${t("desk.papers_count", { done, all: required.length })}</p>` : ""}
      <ul class="materials">${keyed(desk.papers, (p) => p.material.id, paperRow(desk))}</ul>
      ${saveBar(desk)}
    </section>`;
}
