// One case on the desk: what it holds (Desk), read from the server, and what the officer
// does with it. The panels draw it; nothing is decided here that the server decides.
import { html, render } from "../shared/html.js";
import { act, create, post, refusalWords } from "../shared/api.js";
import { remarkOf } from "../shared/legible.js";
import { say } from "../shared/frame.js";
import { dropWords, keepWords, keptWords } from "../shared/kept.js";
import { nameOf, t } from "../shared/words.js";
import { Viewer } from "../shared/viewer.js";
import { actsPanel, caseHead } from "./head.js";
import { bodyOf, fieldsOf, isHarsh, leadOf } from "./acts.js";
import { openDialog } from "./dialog.js";
import { previewOf } from "./preview.js";
import { clockPanel } from "./ledger.js";
import { fetchFile, fetchThumb, readCase } from "./case_read.js";
import { Marks, papersPanel, titleOf } from "./materials.js";
import { applicantPanel, formPanel, historyPanel, messagesPanel, noticesPanel, reviewsPanel } from "./panels.js";
import { CaseKeys } from "./case_keys.js";
import { rolesOnCase } from "./posts.js";
import { rowOf } from "./process.js";
import { todoPanel } from "./todo.js";

const WIDE = "(min-width: 68.75rem)"; // the viewer stands beside the materials

// The page of one case. The viewer keeps its own nodes; the panels are drawn around it.
export class Desk {
  constructor(root, me, id) {
    Object.assign(this, { me, id, marks: new Marks(), thumbs: new Map(), bare: [], shown: { left: "", right: "" }, busy: false });
    Object.assign(this, { news: null, marksNote: "", messageText: keptWords(`message.${id}`) || "", messageNote: "", clock: null });
    this.places = {};
    for (const name of ["head", "papers", "viewer", "rest"]) {
      this.places[name] = document.createElement("div");
      this.places[name].className = `case-${name}`;
      root.append(this.places[name]);
    }
    root.classList.add("case");
    this.bindMethods();
    this.viewerTools = document.createElement("div");
    const stage = document.createElement("div");
    this.places.viewer.append(this.viewerTools, stage);
    this.viewer = new Viewer(stage, { onchange: (shown) => this.looked(shown) });
    this.keys = new CaseKeys(this);
    window.addEventListener("beforeunload", (event) => {
      if (!this.marks.size) return; // what is written is kept on this device
      event.preventDefault();
      event.returnValue = ""; // what browsers before 2023 ask by
    });
  }

  bindMethods() {
    for (const name of ["markRest", "saveMarks", "sendMessage"]) this[name] = this[name].bind(this);
  }

  // Reads the case again and draws it; what the officer typed stays.
  async load() {
    Object.assign(this, await readCase(this.id));
    this.roles = rolesOnCase(this.me, this.officers, this.application.departments || []);
    this.mayCheck = Boolean(this.rule("check"));
    this.mayWrite = this.application.state !== "draft" && !this.me.roles.every((role) => role === "auditor");
    const docs = this.papers.flatMap((paper) => [...paper.documents, ...paper.older].map((d) => ({
      id: d.id, title: () => titleOf(paper, d), load: () => fetchFile(d), remark: () => remarkOf(d),
    })));
    this.viewer.setDocs(docs);
    this.draw();
    this.fetchThumbs();
  }

  // Fetches the small pictures that are not there yet; a row can do without one.
  async fetchThumbs() {
    const wanted = this.papers.flatMap((paper) => [...paper.documents, ...paper.older]).filter((d) => d.thumb && !this.thumbs.has(d.id));
    for (const document of wanted) this.thumbs.set(document.id, "");
    await Promise.all(wanted.map(async (document) => {
      try {
        this.thumbs.set(document.id, URL.createObjectURL(await fetchThumb(document)));
      } catch (err) {
        this.thumbs.delete(document.id);
      }
    }));
    if (wanted.length) this.draw();
  }

  // On a wide screen the first document is open from the start.
  showFirst() {
    const [first] = this.documents;
    if (first && matchMedia(WIDE).matches) this.viewer.show(first.id);
  }

  // Draws everything again in another language.
  redraw() {
    this.viewer.words();
    this.draw();
  }

  rule(name) { return rowOf(this.table, name, this.application.state, this.roles); }

  nameOfOfficer(id) {
    const found = this.officers.find((o) => o.id === id);
    return found ? found.name : "";
  }

  draw() {
    render(this.places.head, html`${caseHead(this)}${todoPanel(this)}${actsPanel(this)}`);
    render(this.places.papers, papersPanel(this));
    render(this.viewerTools, viewerTools(this));
    render(this.places.rest, html`${applicantPanel(this)}${formPanel(this)}${reviewsPanel(this)}${clockPanel(this)}${noticesPanel(this)}${messagesPanel(this)}${historyPanel(this)}`);
  }

  look(id, side) {
    this.viewer.show(id, side);
    if (!matchMedia(WIDE).matches) this.places.viewer.scrollIntoView();
  }

  looked(shown) {
    this.shown = shown;
    if (this.application) this.draw();
  }

  mark(document, change) {
    this.marks.set(document, change);
    this.bare = this.bare.filter((id) => this.marks.bare().includes(id));
    this.marksNote = "";
    this.draw();
  }

  // All documents that count, in the order of the list.
  get documents() { return this.papers.flatMap((paper) => paper.documents); }

  markRest() {
    for (const document of this.documents) {
      if (this.marks.of(document).verdict === "pending") this.marks.set(document, { verdict: "accepted" });
    }
    this.draw();
  }

  // Saves the marks as one check. Answers whether nothing is left unsaved.
  async saveMarks() {
    if (this.busy) return false; // a key has no button that is switched off meanwhile
    if (!this.marks.size) return true;
    this.bare = this.marks.bare();
    if (this.bare.length) {
      this.draw();
      document.getElementById(`r-${this.bare[0]}`).focus();
      return false;
    }
    const marked = this.marks.items();
    const saved = await this.attempt(() => act({ application: this.id, act: "check", items: marked }));
    if (saved) {
      this.marks.clear();
      await this.load();
      this.marksNote = t("desk.marks_saved", { count: marked.length });
      this.draw();
      say(this.marksNote);
    }
    return saved;
  }

  // Opens the dialog of an act and does it. Marks that were not saved go first, so that
  // the act sees what the officer sees.
  async act(row, review = null, result = null) {
    if (this.application.state === "submitted" && !(await this.saveMarks())) return;
    const ask = {
      keep: `${this.id}.${row.act}.${(review || result || {}).id || ""}`, title: nameOf(row), lead: leadOf(row, review), go: nameOf(row), danger: isHarsh(row.act, result), fields: fieldsOf(this, row),
      passOn: (err) => isMoved(err),
      send: (values) => act(this.deed(row, review, values, result)),
      ...(row.notice ? { preview: async (values) => previewOf(await post("/api/onestop/actions/preview", this.deed(row, review, values))) } : {}),
    };
    try {
      if (!(await openDialog(ask))) return;
      this.news = { kind: "done", text: t("desk.done", { act: nameOf(row) }) };
      await this.load();
    } catch (err) {
      await this.moved(err);
    }
    this.announce();
  }

  // What is sent for an act.
  deed(row, review, values, result = null) {
    if (result) return { subject: "result", result: result.id, act: row.act, ...bodyOf(values) };
    return { application: this.id, act: row.act, ...(review ? { review: review.id } : {}), ...bodyOf(values) };
  }

  // Runs a change outside a dialog; refusals become news at the head of the page.
  async attempt(change) {
    this.busy = true;
    this.draw();
    try {
      await change();
      this.news = null;
      return true;
    } catch (err) {
      if (isMoved(err)) await this.moved(err);
      else this.news = { kind: "refused", text: refusalWords(err) };
      this.announce();
      return false;
    } finally {
      this.busy = false;
      this.draw();
    }
  }

  // The server says that the case is not where the page showed it: read it again and say
  // what it is now. Where nothing has changed, the refusal itself is what there is to say.
  async moved(err) {
    const before = { state: this.application.state, deeds: this.actions.length };
    await this.load();
    if (this.application.state !== before.state) {
      this.marks.clear();
      this.news = { kind: "moved", text: t("desk.moved", { state: t(`state.${this.application.state}`) }) };
    } else if (this.actions.length !== before.deeds) {
      this.news = { kind: "moved", text: t("desk.moved_short") };
    } else {
      this.news = { kind: "refused", text: refusalWords(err) };
    }
  }

  announce() {
    this.draw();
    const news = this.places.head.querySelector(".news");
    if (!news) return;
    news.focus();
    news.scrollIntoView({ block: "nearest" });
  }

  typeMessage(text) {
    Object.assign(this, { messageText: text, messageNote: "" });
    keepWords(`message.${this.id}`, text);
    this.draw();
  }

  async sendMessage(event) {
    event.preventDefault();
    const text = this.messageText.trim();
    if (!text) return;
    if (!(await this.attempt(() => create("messages", { application: this.id, text })))) return;
    dropWords(`message.${this.id}`);
    Object.assign(this, { messageText: "", messageNote: t("desk.message_sent") });
    await this.load();
  }
}

const isMoved = (err) => Boolean(err && err.data && Object.values(err.data).some((field) => field && field.code === "state_moved"));

const viewerTools = (desk) => html`
  <div class="viewer-tools">
    <h2>${t("desk.viewer")}</h2>
    <button type="button" class="button small secondary" aria-pressed=${String(desk.viewer.comparing)} @click=${() => desk.viewer.compare(!desk.viewer.comparing)}>
      ${t(desk.viewer.comparing ? "desk.single" : "desk.compare")}</button>
    <p class="hint">${t("desk.viewer_keys")}${desk.mayCheck ? ` ${t("case.mark_keys")}` : ""}</p>
  </div>`;
