// How a list is compiled: its sections one below the other, and beside them what is saved,
// what still fails, and what can be tried.
import { html } from "../shared/html.js";
import { changeList } from "../shared/changes.js";
import { savedPart } from "../shared/draft.js";
import { nameOf, t } from "../shared/words.js";
import { actWords, weightOf } from "./claim_process.js";
import { defectList } from "./defects.js";
import { SECTIONS } from "./list_fields.js";
import { fieldOf } from "./list_inputs.js";
import { rowsView } from "./list_rows.js";
import { panel } from "./panels.js";
import { sentBackNotice } from "./sent_back.js";
import { rehearsalPanel } from "./rehearsal.js";

const sectionView = (page) => ({ key, fields = [], rows }) => html`
  <section class="panel" id=${`s-${key}`} aria-labelledby=${`s-${key}-title`} tabindex="-1">
    <h2 id=${`s-${key}-title`}>${t(`list.section_${key}`)}</h2>
    <fieldset class="bare" ?disabled=${!page.editable}>
      <legend class="visually-hidden">${t(`list.section_${key}`)}</legend>
      <div class="list-fields">${fields.map((line) => fieldOf(page, "services", page.service, line))}</div>
    </fieldset>
    ${rows ? html`<fieldset class="bare" ?disabled=${!page.editable}><legend class="visually-hidden">${t(`list.section_${key}`)}</legend>${rowsView(page, rows)}</fieldset>` : ""}
  </section>`;

const jumps = (page) => html`
  <nav aria-label=${t("list.sections")}><ul class="jumps">${SECTIONS.map(({ key }) => html`<li><a href=${`#s-${key}`} @click=${(event) => {
    event.preventDefault();
    const section = page.root.querySelector(`#s-${key}`);
    section.scrollIntoView();
    section.focus({ preventScroll: true });
  }}>${t(`list.section_${key}`)}</a></li>`)}</ul></nav>`;

const saved = ({ draft, editable }) => (editable ? html`${savedPart(draft)}${Object.keys(draft.errors).length ? html`<p class="saved is-bad">${t("list.held")}</p>` : ""}` : "");

function checks(page) {
  const { defects, preview } = page;
  const content = !preview ? html`<p class="hint">${t("list.unchecked")}</p>` : defects.length
    ? defectList(defects, (defect) => `#${defect.field}`, (event, defect) => {
      event.preventDefault();
      page.goTo(defect.field);
    })
    : html`<p class="clean">✓ ${t("claims.clean")}</p>`;
  return panel("checks", defects.length ? t("claims.defects", { n: defects.length }) : t("list.checks"), html`<div class="checks" tabindex="-1">${content}</div>`);
}

function acts(page) {
  const unfit = (row) => row.act === "submit" && (!page.preview || page.defects.length > 0);
  return html`<section class="acts" aria-label=${t("desk.acts")}>
    ${page.acts.map((row) => html`<button type="button" class=${`button ${weightOf(row.act)}`} data-act=${row.act} ?disabled=${unfit(row)} @click=${() => page.act(row)}>${actWords(row)}</button>`)}
    ${page.preview && page.acts.some(unfit) ? html`<p class="hint">${t("claims.submit_waits", { n: page.defects.length })}</p>` : ""}
    <a class="button secondary" href=${`/service.html?id=${page.service.id}&preview=1`} target="_blank" rel="noopener">${t("claims.preview")}</a>
    <a class="button secondary" href=${`/desk/claim.html?id=${page.claim.id}`}>${t("list.to_claim")}</a></section>`;
}

function changes({ preview }) {
  if (!preview || !preview.newest) return "";
  return panel("changes", t("claims.changes"), preview.changes.length ? changeList(preview.changes) : html`<p class="hint">${t("claims.changes_none", { version: preview.newest.version })}</p>`);
}

export function listView(page) {
  if (!page.service || !page.draft) return html`<p class="loading" role="status">${t("common.loading")}</p>`;
  const { service, claim, news } = page;
  return html`
    <div class="list">
      <p class="case-back"><a href=${`/desk/claim.html?id=${claim.id}`}>← ${t("list.to_claim")}</a></p>
      ${news ? html`<p class=${`news is-${news.kind}`} role=${news.kind === "done" ? "status" : "alert"} tabindex="-1">${news.text}</p>` : ""}
      <h1>${nameOf(service)}</h1>
      <p class="case-line"><span class="case-number">${service.code}</span> <span class=${`tag is-${claim.state}`}>${t(`state.${claim.state}`)}</span> <span>${nameOf(service.expand.department)}</span></p>
      ${sentBackNotice(page)}
      ${page.editable ? "" : html`<p class="notice">${t(claim.state === "compiling" ? "list.read_other" : "list.read_state", { state: t(`state.${claim.state}`) })}</p>`}
      ${jumps(page)}
      <div class="list-body">
        <div class="list-side">${saved(page)}${acts(page)}${checks(page)}${changes(page)}${rehearsalPanel(page)}</div>
        <div class="list-form">${SECTIONS.map(sectionView(page))}</div>
      </div>
    </div>`;
}
