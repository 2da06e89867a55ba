// A notice on paper, in Chinese and where wanted with its English translation.
import { html } from "../shared/html.js";
import { view as viewRecord } from "../shared/api.js";
import { asked, page } from "../shared/frame.js";
import { sheet } from "../shared/paper.js";
import { lang, nameOf, t } from "../shared/words.js";

let english = lang() === "en";
let narrow = asked("paper") === "80"; // the roll of a receipt printer

const noticeOf = (record) => ({ kind: record.kind, number: record.number, ...record.content });

function view(records) {
  document.documentElement.classList.toggle("is-narrow", narrow);
  return html`
    <p class="buttons no-print">
      <button type="button" class="button" @click=${() => window.print()}>${t("common.print")}</button>
      <a class="button secondary" href=${`/status.html?id=${records[0].application}`}>${t("notice.to_case")}</a>
      <label class="check"><input type="checkbox" .checked=${english} @change=${(e) => { english = e.target.checked; opened.draw(); }}> ${t("notice.with_english")}</label>
      <label class="check"><input type="checkbox" .checked=${narrow} @change=${(e) => { narrow = e.target.checked; opened.draw(); }}> ${t("notice.narrow")}</label></p>
    ${records.map((record) => html`${sheet(noticeOf(record), "zh-CN")}${english ? sheet(noticeOf(record), "en") : ""}`)}`;
}

// One notice, or several of one window in one print job.
const readAll = () => Promise.all(asked("id").split(",").map((id) => viewRecord("notices", id)));

const titleOf = (records) => (records ? `${nameOf(records[0].content, "title") || t(`notice.${records[0].kind}`)} ${records[0].number}` : t("notice.title"));

const loaded = (image) => image.complete || new Promise((resolve) => image.addEventListener("load", resolve) || image.addEventListener("error", resolve));

// The window that the counter opens prints by itself and is gone after it.
async function printAtOnce() {
  await Promise.all([...document.querySelectorAll("main img")].map(loaded));
  window.addEventListener("afterprint", () => window.close());
  window.print();
}

const opened = page({ mine: true, view, read: async () => {
  const records = await readAll();
  if (asked("print")) setTimeout(printAtOnce);
  return records;
}, title: titleOf });
