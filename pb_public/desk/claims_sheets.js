// The catalogue as an Excel workbook: the template and the export to download, and a
// workbook to hand in. What is wrong in one comes back as the same workbook with a note at
// each bad cell; nothing is taken from it then.
import { html } from "../shared/html.js";
import { fetchBlob, get, read, Refusal, refusalItems, refusalWords, submitForm } from "../shared/api.js";
import { lang, listOf, t } from "../shared/words.js";

const ROUTES = "/api/onestop/catalogue";
const EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const LOOK = 1000; // milliseconds between two looks at how far an import has come
const SHOWN = 8; // problems named on the page; the workbook has them all

// Hands a file to the browser as a download.
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const sheets = { busy: "", share: 0, far: null, error: "", done: null, marked: null, follow: 0 };

async function download(page, path, query, name) {
  Object.assign(sheets, { busy: "download", error: "", done: null });
  page.draw();
  try {
    save((await fetchBlob(`${ROUTES}${path}`, query)).blob, name);
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    sheets.error = refusalWords(err);
  }
  sheets.busy = "";
  page.draw();
}

async function handIn(page, file) {
  Object.assign(sheets, { busy: "import", share: 0, far: null, error: "", done: null, marked: null, follow: 0 });
  const form = new FormData();
  form.append("file", file, file.name);
  page.draw();
  const watch = setInterval(() => look(page), LOOK);
  try {
    sheets.done = await read(await submitForm(`${ROUTES}/import`, form, (share) => {
      sheets.share = share;
      page.draw();
    }));
    sheets.follow = await mustFollow(sheets.done);
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    sheets.error = unmarked(err) || refusalWords(err);
    sheets.marked = markedBook(err, file.name);
  }
  clearInterval(watch);
  sheets.busy = "";
  page.draw();
  if (sheets.done) page.load();
}

// How far the server has come with what was sent.
async function look(page) {
  if (sheets.busy !== "import" || sheets.share < 1) return;
  try {
    sheets.far = await get(`${ROUTES}/import`);
  } catch (err) {
    if (!(err instanceof Refusal)) throw err; // the import itself says what is wrong
  }
  page.draw();
}

// How many lists must follow after an import that changed the basic catalogue.
async function mustFollow({ basic_items: items }) {
  if (!length(items && items.updated) && !length(items && items.cancelled)) return 0;
  try {
    return (await get(`${ROUTES}/drift`)).total;
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    return 0; // the import is done all the same
  }
}

// What is wrong with a file that is no workbook, so that there is nothing to mark; "" else.
function unmarked(err) {
  const found = refusalItems(err).find((item) => item.code === "workbook_invalid");
  if (!found || found.params.workbook) return "";
  return listOf((found.params.problems || []).map(({ zh, en }) => (lang() === "en" ? en : zh)));
}

// The workbook with its notes, which a refusal carries, and the first of its problems.
function markedBook(err, name) {
  const found = refusalItems(err).find((item) => item.code === "workbook_invalid");
  if (!found || !found.params.workbook) return null;
  const bytes = Uint8Array.from(atob(found.params.workbook), (sign) => sign.charCodeAt(0));
  return { blob: new Blob([bytes], { type: EXCEL }), name: name.replace(/(\.xlsx|\.json)?$/i, `-${t("sheets.marked_name")}.xlsx`), problems: found.params.problems || [], more: Boolean(found.params.more) };
}

const problemLine = ({ sheet, cell, zh, en }) => html`<li>${sheet || cell ? html`<strong>${sheet} ${cell}</strong>${t("common.colon")}` : ""}${lang() === "en" ? en : zh}</li>`;

// What the import did, counted: lists of things and numbers of rows.
const length = (list) => (list || []).length;

const done = ({ basic_items: items, claimed, updated, revised, unchanged, rows }) => [
  ["items_new", length(items && items.created)], ["items_changed", length(items && items.updated)], ["items_cancelled", length(items && items.cancelled)], ["claimed", length(claimed)],
  ["updated", length(updated)], ["revised", length(revised)], ["unchanged", unchanged || 0], ["rows", rows ? rows.created + rows.updated : 0],
].filter(([, n]) => n).map(([what, n]) => t(`sheets.count_${what}`, { n }));

// Which lists were created, changed and reopened, and what is still wrong with them.
const broughtLine = (l) => html`<li>${t(`sheets.did_${l.did || "change"}`)}${t("common.colon")}<a href="/desk/claim.html?id=${l.claim}">${l.code}</a> ${(lang() === "en" && l.name_en) || l.name}${l.defects ? html` <strong>${t("sheets.list_defects", { n: l.defects })}</strong>` : ""}</li>`;

function brought({ lists, faulty, defects, claimed, updated, revised }) {
  if (!length(lists)) return "";
  const total = length(claimed) + length(updated) + length(revised);
  return html`<div class="notice ${faulty ? "is-warn" : "is-good"} sheets-brought" role="status"><p>${faulty ? t("sheets.defects", { lists: t("sheets.faulty", { n: faulty }), defects: t("sheets.list_defects", { n: defects }) }) : t("sheets.sound")}</p>
    <ul>${lists.map(broughtLine)}</ul>
    ${total > lists.length ? html`<p>${t("sheets.brought_more", { n: total - lists.length })}</p>` : ""}</div>`;
}

const outcome = (page) => html`
  ${sheets.error ? html`<p class="notice is-bad" role="alert">${sheets.error}</p>` : ""}
  ${sheets.marked ? html`<div class="notice is-warn"><p>${t("sheets.marked")}</p>
    <ul>${sheets.marked.problems.slice(0, SHOWN).map(problemLine)}</ul>
    ${sheets.marked.problems.length > SHOWN ? html`<p>${t("sheets.more", { n: sheets.marked.problems.length - SHOWN })}</p>` : ""}
    ${sheets.marked.more ? html`<p>${t("sheets.more_later")}</p>` : ""}
    <p><button type="button" class="button small" @click=${() => save(sheets.marked.blob, sheets.marked.name)}>${t("sheets.marked_save")}</button></p></div>` : ""}
  ${sheets.done ? html`<p class="notice is-good" role="status">${t("sheets.done")} ${listOf(done(sheets.done)) || t("sheets.nothing")}</p>${brought(sheets.done)}` : ""}
  ${sheets.follow ? html`<p class="notice is-warn" role="status"><button type="button" class="link" @click=${() => page.choose({ state: "", follow: "1" })}>${t("sheets.follow", { n: sheets.follow })}</button></p>` : ""}`;

// Where an import stands: on its way, being checked, being written.
function importView() {
  const { share, far } = sheets;
  const [words, part] = share < 1 ? [t("sheets.busy_import"), share] : far && far.total ? [t("sheets.busy_writing", far), far.done / far.total] : [t("sheets.busy_checking"), null];
  return html`<p role="status">${words}</p>
    ${part === null ? html`<progress aria-label=${t("sheets.import")}></progress>` : html`<progress max="1" .value=${part} aria-label=${t("sheets.import")}></progress>`}`;
}

// The credit code of the department that is shown, "" for the whole county.
function shownDepartment(page) {
  const id = page.filter.department || (page.oversees ? "" : page.me.department);
  const found = page.departments.find((department) => department.id === id);
  return found ? found.code : "";
}

export const sheetView = (page) => html`
  <details class="panel sheets-panel">
    <summary>${t("sheets.title")}</summary>
    <p class="hint">${t("sheets.lead")}</p>
    <p class="buttons">
      <button type="button" class="button secondary" ?disabled=${Boolean(sheets.busy)} @click=${() => download(page, "/template.xlsx", {}, `${t("sheets.template_name")}.xlsx`)}>${t("sheets.template")}</button>
      <button type="button" class="button secondary" ?disabled=${Boolean(sheets.busy)} @click=${() => download(page, "/export.xlsx", { department: shownDepartment(page) }, `${t("sheets.export_name")}.xlsx`)}>${t("sheets.export")}</button>
      <label class="button secondary picker"><span aria-hidden="true">${t("sheets.import")}</span>
        <input type="file" accept=".xlsx,.json" aria-label=${t("sheets.import")} ?disabled=${Boolean(sheets.busy)} @change=${(event) => {
          const [file] = event.target.files;
          event.target.value = "";
          if (file) handIn(page, file);
        }}></label>
    </p>
    ${sheets.busy === "download" ? html`<p role="status">${t("sheets.busy_download")}</p>` : ""}
    ${sheets.busy === "import" ? importView() : ""}
    ${outcome(page)}
  </details>`;
