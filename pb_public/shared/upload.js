// The upload control: a file is sent as soon as it is chosen, each as a record of its own,
// with a bar that shows how far it is. One that the network lost ("failed") is sent again
// alone; one that was not taken ("refused") says why, counts for nothing, and stands there
// until it is replaced or put away.
import { html, keyed } from "./html.js";
import { confirmed } from "./a11y.js";
import { create, fileURL, isLost, newId, post, refusalWords, remove, upload } from "./api.js";
import { say } from "./frame.js";
import { adviceOf, warningsOf } from "./legible.js";
import { heldOf, heldPart, offerPart } from "./shelf.js";
import { addWords, nameOf, t } from "./words.js";
import words from "./words/upload.js";

addWords(words);

const MOST = 20 * 1024 * 1024;
const TYPES = ["image/jpeg", "image/png", "application/pdf"];
const ACCEPT = TYPES.join(",");
const ENDINGS = /\.(jpe?g|png|pdf)$/i;
const AT_ONCE = 2;
const AGAIN = 15_000; // milliseconds until what the network lost is sent again by itself

// What can be said about a file before it is sent; "" if nothing is wrong.
function flaw(file) {
  if (!file.size) return t("upload.empty");
  if (file.size > MOST) return t("upload.too_large", { mb: (file.size / 1048576).toFixed(1) });
  return TYPES.includes(file.type) || (!file.type && ENDINGS.test(file.name)) ? "" : t("upload.type");
}

// Whether the file was refused only because the virus scanner does not answer.
const isUnscanned = (err) => Object.values(err.data || {}).some((fault) => fault && fault.code === "file_unscanned");

const fromRecord = (record) => ({ key: record.id, record, material: record.material, page: record.page, name: record.original_name || record.file, size: record.size, state: "done" });

// The sheets of one application: what is stored and what is on its way. `draw` is called
// after every change; `shelf` is what need not be uploaded anew.
export class Uploads {
  constructor(application, documents, draw, shelf = { offers: [], held: [] }) {
    Object.assign(this, { application, draw, shelf, queue: [], running: 0 });
    this.sheets = documents.filter((record) => !record.superseded).map(fromRecord);
    window.addEventListener("online", () => this.resume());
    document.addEventListener("onestop:signed_in", () => this.resume());
    window.addEventListener("beforeunload", (event) => {
      if (!this.busy && !this.waiting) return;
      event.preventDefault();
      event.returnValue = ""; // what older browsers listen to
    });
  }

  get busy() { return this.running + this.queue.length > 0; }

  // Whether something waits for the network, or for the sign-in, to go on by itself.
  get waiting() { return this.sheets.some((sheet) => sheet.lost); }

  resume() {
    clearTimeout(this.timer);
    for (const sheet of this.sheets.filter((one) => one.lost)) this.enqueue(sheet);
  }

  of(material) {
    return this.sheets.filter((sheet) => sheet.material === material.id).sort((a, b) => a.page - b.page);
  }

  // The sheets that count: all but the refused ones.
  counting(material) {
    return this.of(material).filter((sheet) => sheet.state !== "refused");
  }

  // Whether the material has a stored sheet and none that is rejected, failed or on its
  // way; one that a register holds needs none.
  complete(material) {
    const sheets = this.counting(material);
    return (sheets.length > 0 || Boolean(heldOf(this, material))) && sheets.every((sheet) => sheet.state === "done" && !isRejected(sheet));
  }

  // Whether nothing is there of the material, neither sheets nor what a register holds.
  lacks(material) {
    return !this.counting(material).length && !heldOf(this, material);
  }

  // The last page of a material that is taken.
  lastPage(material) {
    return Math.max(0, ...this.counting(material).filter((sheet) => !isRejected(sheet)).map((sheet) => sheet.page));
  }

  // Sends the files as further pages, or the first of them in place of a sheet.
  add(material, files, replaced = null) {
    const there = this.counting(material);
    const last = this.lastPage(material);
    const same = replaced && (replaced.record || !there.some((sheet) => sheet.page === replaced.page)); // the page of a refused sheet may be taken
    [...files].forEach((file, at) => {
      const page = same && at === 0 ? replaced.page : last + at + 1;
      this.sheets.push({ key: newId(), file, application: material.application, material: material.id, page, name: file.name, size: file.size, state: "waiting", share: 0 });
    });
    this.enqueueNew();
  }

  // Takes the pages of an offer of the shelf: no file is sent, the earlier page is named.
  again(material, offer) {
    const last = this.lastPage(material);
    offer.pages.forEach(({ document, original_name: name }, at) => {
      this.sheets.push({ key: newId(), reuse: document, application: material.application, material: material.id, page: last + at + 1, name, state: "waiting", share: 0 });
    });
    this.enqueueNew();
  }

  enqueueNew() {
    for (const sheet of this.sheets.filter((s) => s.state === "waiting" && !this.queue.includes(s))) this.enqueue(sheet);
  }

  enqueue(sheet) {
    Object.assign(sheet, { state: "waiting", share: 0, lost: false, error: sheet.reuse ? "" : flaw(sheet.file) });
    if (sheet.error) this.fail(sheet, "refused");
    else this.queue.push(sheet);
    this.draw();
    this.next();
  }

  next() {
    while (this.running < AT_ONCE && this.queue.length) this.send(this.queue.shift());
  }

  async send(sheet) {
    this.running++;
    sheet.state = "sending";
    this.draw();
    try {
      sheet.record = sheet.reuse ? await create("documents", this.named(sheet)) : await upload("documents", this.form(sheet), (share) => {
        sheet.share = share;
        this.draw();
      });
      this.store(sheet);
    } catch (err) {
      sheet.lost = isLost(err) || err.status === 401;
      sheet.error = isLost(err) ? t("upload.lost") : refusalWords(err);
      this.fail(sheet, sheet.lost || err.status === 429 || err.status >= 500 || isUnscanned(err) ? "failed" : "refused");
      if (isLost(err)) this.later();
    }
    this.running--;
    this.draw();
    this.next();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.resume(), AGAIN);
  }

  fail(sheet, state) {
    sheet.state = state;
    say(t("upload.failed_aloud", { name: sheet.name, why: sheet.error }));
  }

  // The record keeps the id of its sheet, so that sending again stores it once.
  form(sheet) {
    const form = new FormData();
    form.append("id", sheet.key);
    form.append("application", sheet.application || this.application.id);
    form.append("material", sheet.material);
    form.append("page", String(sheet.page));
    form.append("file", sheet.file, sheet.name);
    return form;
  }

  named(sheet) {
    return { id: sheet.key, application: sheet.application || this.application.id, material: sheet.material, page: sheet.page, reuse_of: sheet.reuse };
  }

  // A stored sheet takes the place of the same page and of what was rejected.
  store(sheet) {
    const { record } = sheet;
    this.sheets = this.sheets.filter((other) => other === sheet || other.material !== sheet.material || !other.record
      || (other.page !== record.page && !isRejected(other)));
    Object.assign(sheet, { state: "done", page: record.page, name: record.original_name || sheet.name, size: record.size, file: null });
    say([t("upload.done_aloud", { name: sheet.name }), ...adviceOf(record)].join(" "));
  }

  // Puts a stored page before the one in front of it.
  async forward(material, sheet) {
    const stored = this.of(material).filter(({ record }) => record);
    const at = stored.indexOf(sheet);
    const order = [...stored];
    [order[at - 1], order[at]] = [sheet, stored[at - 1]];
    try {
      const { pages } = await post(`/api/onestop/applications/${sheet.record.application}/pages`, { material: material.id, documents: order.map(({ record }) => record.id) });
      pages.forEach(({ page }, n) => { order[n].page = page; });
      say(t("upload.forwarded", { name: sheet.name, n: at }));
    } catch (err) {
      sheet.error = refusalWords(err);
    }
    this.draw();
  }

  drop(sheet) {
    this.sheets = this.sheets.filter((other) => other !== sheet);
    this.queue = this.queue.filter((other) => other !== sheet);
  }

  // Puts away what was not taken; the focus goes to the button for another file.
  dismiss(sheet) {
    this.drop(sheet);
    say(t("upload.dismissed", { name: sheet.name }));
    this.draw();
    const choose = document.getElementById(`up-${sheet.material}`);
    if (choose) choose.focus();
  }

  async remove(sheet) {
    if (sheet.record) {
      if (!(await confirmed({ title: t("upload.remove_title"), text: t("upload.remove_text", { name: sheet.name }), go: t("upload.remove"), danger: true }))) return;
      try {
        await remove("documents", sheet.record.id);
      } catch (err) {
        sheet.error = refusalWords(err);
        this.draw();
        return;
      }
    }
    this.drop(sheet);
    say(t("upload.removed", { name: sheet.name }));
    this.draw();
  }
}

// A picture that was taken but may be hard to read, and that the applicant has not chosen to use.
const isDoubtful = (sheet) => sheet.state === "done" && !isRejected(sheet) && !sheet.insisted && warningsOf(sheet.record).length > 0;

const isRejected = (sheet) => Boolean(sheet.record) && sheet.record.verdict === "rejected";

// Opens the stored file in a tab of its own, from memory, so that no address holds a token.
export async function look(record) {
  const tab = window.open("", "_blank");
  try {
    const file = await (await fetch(await fileURL(record))).blob();
    const address = URL.createObjectURL(file);
    if (tab) tab.location = address;
    else location.assign(address);
  } catch (err) {
    if (tab) tab.close();
    say(refusalWords(err));
  }
}

export const sizeWords = (bytes) => (bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);

const stateWords = (sheet) => {
  if (sheet.state === "refused") return t("upload.refused", { why: sheet.error });
  if (sheet.error) return sheet.error;
  if (isRejected(sheet)) return sheet.record.verdict_reason || t("upload.rejected");
  if (isDoubtful(sheet)) return t("legible.doubtful");
  if (sheet.insisted) return t("legible.insisted");
  if (sheet.state === "done" && sheet.record.reuse_of) return t("shelf.taken");
  if (sheet.state === "sending" && sheet.reuse) return t("shelf.taking");
  if (sheet.state !== "sending") return t(`upload.${sheet.state}`);
  return sheet.share < 1 ? t("upload.sending", { share: Math.floor(sheet.share * 100) }) : t("upload.checking");
};

const tone = (sheet) => {
  if (sheet.error || isRejected(sheet)) return "is-bad";
  if (isDoubtful(sheet)) return "is-doubtful";
  return sheet.state === "done" ? "is-good" : "";
};

// A button that opens the file dialog; the browser's own button lies under it unseen.
export function picker({ id, label, aloud, pick, several = false, camera = false, secondary = false, describedby = null }) {
  const chosen = (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    if (files.length) pick(files);
  };
  return html`
    <label class=${`button picker ${secondary ? "secondary" : ""}`}><span aria-hidden="true">${label}</span>
      <input type="file" id=${id} accept=${camera ? "image/*" : ACCEPT} ?multiple=${several} capture=${camera ? "environment" : null}
        aria-label=${aloud} aria-describedby=${describedby} @change=${chosen}></label>`;
}

const tool = (label, aloud, run, tone = "") => html`<button type="button" class=${`link ${tone}`} aria-label=${aloud(label)} @click=${run}>${label}</button>`;

// Another file in place of this one: of the same page, or instead of one that was not taken.
const replacer = (uploads, material, sheet, aloud, label = t("upload.replace")) => html`
  <label class="link picker"><span aria-hidden="true">${label}</span>
    <input type="file" accept=${ACCEPT} aria-label=${aloud(label)} @change=${(event) => {
      const files = [...event.target.files].slice(0, 1);
      event.target.value = "";
      if (!files.length) return;
      if (!sheet.record) uploads.drop(sheet);
      uploads.add(material, files, sheet);
    }}></label>`;

function tools(uploads, material, sheet, aloud) {
  const failed = sheet.state === "failed";
  if (sheet.state === "refused") {
    return html`${replacer(uploads, material, sheet, aloud)} ${tool(t("upload.dismiss"), aloud, () => uploads.dismiss(sheet))}`;
  }
  const movable = sheet.record ? uploads.removable : failed;
  const behind = movable && sheet.record && uploads.of(material).filter(({ record }) => record).indexOf(sheet) > 0;
  return html`
    ${sheet.record ? tool(t("upload.look"), aloud, () => look(sheet.record)) : ""}
    ${failed ? tool(t("upload.retry"), aloud, () => uploads.enqueue(sheet)) : ""}
    ${behind ? tool(t("upload.forward"), aloud, () => uploads.forward(material, sheet)) : ""}
    ${movable && !isDoubtful(sheet) ? replacer(uploads, material, sheet, aloud) : ""}
    ${movable ? tool(t("upload.remove"), aloud, () => uploads.remove(sheet), "danger") : ""}`;
}

// What is doubtful about a picture, and the two ways to go on.
function doubt(uploads, material, sheet, aloud) {
  const insist = () => {
    sheet.insisted = true;
    uploads.draw();
    say(t("legible.insisted"));
  };
  return html`
    <ul class="sheet-doubts">${adviceOf(sheet.record).map((text) => html`<li>${text}</li>`)}</ul>
    <p class="sheet-tools">${replacer(uploads, material, sheet, aloud, t("legible.retake"))} ${tool(t("legible.insist"), aloud, insist)}</p>`;
}

const sheetRow = (uploads, material) => (sheet) => {
  const pages = uploads.counting(material);
  const page = pages.length > 1 && pages.includes(sheet) ? t("upload.page", { n: pages.indexOf(sheet) + 1 }) : "";
  const aloud = (deed) => t("upload.for", { name: `${nameOf(material)} ${page}`.trim(), deed });
  return html`
    <li class="sheet">
      <p class="sheet-name">${page ? html`<strong>${page}</strong> ` : ""}${sheet.name} ${sheet.size ? html`<span class="hint number">${sizeWords(sheet.size)}</span>` : ""}</p>
      <p class="sheet-tools">${tools(uploads, material, sheet, aloud)}</p>
      <p class=${`sheet-state ${tone(sheet)}`}>${tone(sheet) === "is-good" ? "✓ " : ""}${stateWords(sheet)}</p>
      ${isDoubtful(sheet) ? doubt(uploads, material, sheet, aloud) : ""}
      ${sheet.state === "sending" && !sheet.reuse ? html`<progress max="1" .value=${sheet.share} aria-label=${sheet.name}></progress>` : ""}
    </li>`;
};

const handheld = () => window.matchMedia("(pointer: coarse)").matches;

// The control of one material: what the shelf offers, its sheets, and buttons for more.
// `removable` while the application is a draft.
export function uploadControl(uploads, material, { removable = true } = {}) {
  uploads.removable = removable;
  const held = heldOf(uploads, material);
  if (held && !uploads.of(material).length) {
    return html`${heldPart(held)}<details><summary>${t("shelf.anyway")}</summary>${sheetsPart(uploads, material)}</details>`;
  }
  return html`${freshOf(uploads, material).length ? "" : offerPart(uploads, material)}${sheetsPart(uploads, material)}`;
}

const freshOf = (uploads, material) => uploads.counting(material).filter((sheet) => !isRejected(sheet));

function sheetsPart(uploads, material) {
  const sheets = uploads.of(material);
  const fresh = freshOf(uploads, material);
  const label = t(fresh.length ? "upload.add" : "upload.choose");
  const shared = { pick: (files) => uploads.add(material, files), several: true, describedby: `up-${material.id}-hint` };
  return html`
    <div class="upload">
      ${sheets.length ? html`<ul class="sheets">${keyed(sheets, (sheet) => sheet.key, sheetRow(uploads, material))}</ul>` : ""}
      <p class="visually-hidden" id=${`up-${material.id}-hint`}>${t("upload.hint")}</p>
      <p class="buttons">
        ${picker({ ...shared, id: `up-${material.id}`, label, aloud: t("upload.for", { name: nameOf(material), deed: label }), secondary: fresh.length > 0 })}
        ${handheld() ? picker({ ...shared, id: `cam-${material.id}`, label: t("upload.camera"), aloud: t("upload.for", { name: nameOf(material), deed: t("upload.camera") }), several: false, camera: true, secondary: true }) : ""}
      </p>
    </div>`;
}
