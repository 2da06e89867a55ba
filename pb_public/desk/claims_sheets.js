// The catalogue as an Excel workbook: the template and the export to download, and a
// workbook to hand in. What is wrong in one comes back as the same workbook with a note at
// each bad cell; nothing is taken from it then.
import { html } from "../shared/html.js";
import { fetchBlob, read, Refusal, refusalWords, submitForm } from "../shared/api.js";
import { t } from "../shared/words.js";

const ROUTES = "/api/onestop/catalogue";
const EXCEL = "spreadsheetml";

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

const sheets = { busy: "", share: 0, error: "", done: null, marked: null };

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
  Object.assign(sheets, { busy: "import", share: 0, error: "", done: null, marked: null });
  const form = new FormData();
  form.append("file", file, file.name);
  page.draw();
  try {
    const answer = await submitForm(`${ROUTES}/import`, form, (share) => {
      sheets.share = share;
      page.draw();
    });
    if (answer.type.includes(EXCEL)) sheets.marked = { blob: answer.blob, name: file.name.replace(/(\.xlsx)?$/i, `-${t("sheets.marked_name")}.xlsx`) };
    else sheets.done = await read(answer);
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    sheets.error = refusalWords(err);
  }
  sheets.busy = "";
  page.draw();
  if (sheets.done) page.load();
}

const counted = (done) => Object.entries(done || {}).filter(([, n]) => typeof n === "number" && n > 0);

const outcome = () => html`
  ${sheets.error ? html`<p class="notice is-bad" role="alert">${sheets.error}</p>` : ""}
  ${sheets.marked ? html`<div class="notice is-warn" role="alert"><p>${t("sheets.marked")}</p>
    <p><button type="button" class="button small" @click=${() => save(sheets.marked.blob, sheets.marked.name)}>${t("sheets.marked_save")}</button></p></div>` : ""}
  ${sheets.done ? html`<p class="notice is-good" role="status">${t("sheets.done")} ${counted(sheets.done).map(([what, n]) => `${what} ${n}`).join(t("common.list"))}</p>` : ""}`;

export const sheetView = (page) => html`
  <details class="panel sheets-panel">
    <summary>${t("sheets.title")}</summary>
    <p class="hint">${t("sheets.lead")}</p>
    <p class="buttons">
      <button type="button" class="button secondary" ?disabled=${Boolean(sheets.busy)} @click=${() => download(page, "/template.xlsx", {}, `${t("sheets.template_name")}.xlsx`)}>${t("sheets.template")}</button>
      <button type="button" class="button secondary" ?disabled=${Boolean(sheets.busy)} @click=${() => download(page, "/export", { department: page.filter.department || (page.oversees ? "" : page.me.department) }, `${t("sheets.export_name")}.xlsx`)}>${t("sheets.export")}</button>
      <label class="button secondary picker"><span aria-hidden="true">${t("sheets.import")}</span>
        <input type="file" accept=".xlsx" aria-label=${t("sheets.import")} ?disabled=${Boolean(sheets.busy)} @change=${(event) => {
          const [file] = event.target.files;
          event.target.value = "";
          if (file) handIn(page, file);
        }}></label>
    </p>
    ${sheets.busy ? html`<p role="status">${t(`sheets.busy_${sheets.busy}`)}</p>` : ""}
    ${sheets.busy === "import" ? html`<progress max="1" .value=${sheets.share} aria-label=${t("sheets.import")}></progress>` : ""}
    ${outcome()}
  </details>`;
