// Compiling an implementation list, /desk/list.html?id=: everything that is typed is saved
// by itself, what still fails the quality check stands beside and leads to its field.
import { render } from "../shared/html.js";
import { act, attach, get, post, Refusal, refusalWords } from "../shared/api.js";
import { asked, say } from "../shared/frame.js";
import { reading } from "../shared/reading.js";
import states from "../shared/words/states.js";
import find from "../shared/words/find.js";
import deskWords from "../shared/words/desk.js";
import quality from "../shared/words/quality.js";
import changes from "../shared/words/changes.js";
import claims from "../shared/words/claims.js";
import words from "../shared/words/list.js";
import { addWords, nameOf, t } from "../shared/words.js";
import { actWords, bodyOf, claimFields, claimRows, rolesOn } from "./claim_process.js";
import { cureWords, defectWords } from "./defects.js";
import { deskPage, failure, unreadWords } from "./desk_page.js";
import { openDialog } from "./dialog.js";
import { ListDraft, nameOfField } from "./list_draft.js";
import { readList } from "./list_read.js";
import { sorted } from "./list_rows.js";
import { listView } from "./list_view.js";

addWords(find, states, deskWords, quality, changes, claims, words);

const CHECK_AFTER = 300; // milliseconds after something was saved

class ListPage {
  constructor(root, me, { again, drawFrame }) {
    Object.assign(this, { root, me, again, drawFrame, service: null, error: null, news: null, preview: null, open: new Set(), files: {}, rehearsal: null, months: 3, busy: "", timer: 0 });
    this.draw = this.draw.bind(this);
    window.addEventListener("beforeunload", (event) => {
      if (!this.draft || !["refused", "unkept"].includes(this.draft.state)) return; // what the network lost is kept on this device
      event.preventDefault();
      event.returnValue = "";
    });
    this.begin();
  }

  draw() {
    if (this.error) failure(this.root, { href: "/desk/claims.html", words: t("claims.back") }, unreadWords(this.error, t("list.failed")));
    else render(this.root, listView(this));
  }

  async begin() {
    this.draw();
    const drawn = await reading(this, () => this.load(), (error) => ({ error }));
    if (drawn && location.hash) this.goTo(decodeURIComponent(location.hash.slice(1)));
  }

  async load() {
    Object.assign(this, await readList(asked("id")));
    this.roles = rolesOn(this.service.department, this.me, this.officers);
    // The rules let in the cataloguers of the department itself, not a deputy from elsewhere.
    this.editable = this.claim.state === "compiling" && this.me.roles.includes("cataloguer") && this.me.department === this.service.department;
    this.draft = this.draft || new ListDraft(this.service, this.draw, () => this.check());
    this.draft.over("services", this.service);
    for (const [collection, rows] of Object.entries(this.rows)) this.rows[collection] = sorted(collection, rows.map((row) => this.draft.over(collection, row)));
    this.drawFrame();
    await this.recheck();
  }

  get title() { return this.service ? t("list.title", { name: nameOf(this.service) }) : t("desk.claims"); }

  optionsOf(question) { return this.rows.options.filter((option) => option.question === question.id); }

  set(collection, row, field, value) {
    row[field] = value;
    this.draft.set(nameOfField(collection, row.id, field), value);
    this.draw();
  }

  toggle(key, open) {
    if (open === this.open.has(key)) return;
    if (open) this.open.add(key);
    else this.open.delete(key);
    this.draw();
  }

  // ---- the quality check

  check() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.recheck(), CHECK_AFTER);
  }

  async recheck() {
    try {
      this.preview = await get(`/api/onestop/services/${this.service.id}/preview`);
    } catch (err) {
      if (!(err instanceof Refusal)) throw err; // the list can be compiled without it
    }
    this.draw();
  }

  get defects() { return this.preview ? this.preview.defects : []; }

  defectsAt(collection, row, field) {
    const name = collection === "services" ? field : nameOfField(collection, row.id, field);
    return this.defects.filter((defect) => defect.field === name);
  }

  defectsOf(collection, row) { return this.defects.filter((defect) => defect.field.startsWith(`${collection}.${row.id}.`)); }

  sayDefect(defect) { return `${defectWords(defect)} ${cureWords(defect)}`; }

  // Opens what holds the field and goes there.
  goTo(name) {
    const [collection, id] = name.split(".");
    if (id) this.open.add(`${collection}.${id}`);
    this.draw();
    const field = document.getElementById(`f-${name}`) || document.getElementById(`f-${collection}`);
    if (!field) return;
    field.scrollIntoView({ block: "center" });
    const first = field.matches("input,select,textarea") ? field : field.querySelector("input:not([type=file]),select,textarea,button") || field;
    first.focus({ preventScroll: true });
  }

  // ---- files

  async putFile({ collection, row, field, id }, file) {
    if (file === undefined) return;
    this.files[id] = { share: 0, name: file ? file.name : "", size: file ? file.size : 0 };
    this.draw();
    try {
      const stored = await attach(collection, row.id, field, file, (share) => {
        this.files[id].share = share;
        this.draw();
      });
      row[field] = stored[field];
      this.files[id] = { name: this.files[id].name, size: this.files[id].size };
      say(t(file ? "list.file_done" : "list.file_gone"));
      this.check();
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.files[id] = { error: refusalWords(err) };
    }
    this.draw();
  }

  // ---- acts

  // The acts that belong to compiling: hand in for review, or take back.
  get acts() { return claimRows(this.table, this.claim, this.roles, this.service).filter((row) => ["submit", "recall", "revise"].includes(row.act)); }

  async act(row) {
    if (!(await this.draft.settle())) {
      this.news = { kind: "refused", text: t("list.unsaved") };
      this.announce();
      return;
    }
    try {
      const done = await openDialog({ title: actWords(row), lead: t(`claims.lead_${row.act}`), go: actWords(row), fields: claimFields(row, ""), passOn: () => true,
        send: (values) => act({ subject: "claim", claim: this.claim.id, act: row.act, ...bodyOf(values) }) });
      if (!done) return;
      await this.load();
      this.news = { kind: "done", text: t("claims.done", { act: actWords(row) }) };
      this.announce();
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      await this.load();
      this.refuse(err);
    }
  }

  refuse(err) {
    this.news = { kind: "refused", text: refusalWords(err) };
    this.announce();
  }

  announce() {
    this.draw();
    const news = this.root.querySelector(".news");
    if (news) news.focus();
  }

  // Replays the last months' cases on the draft.
  async rehearse() {
    await this.draft.flush();
    this.busy = "rehearse";
    this.draw();
    try {
      this.rehearsal = { answer: await post(`/api/onestop/services/${this.service.id}/rehearse`, { months: Number(this.months) }) };
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.rehearsal = { error: refusalWords(err) };
    }
    this.busy = "";
    this.draw();
    say(t("list.rehearsed"));
  }
}

let shown = null;
deskPage({
  title: () => (shown ? shown.title : t("desk.claims")),
  open(main, me, around) {
    shown = new ListPage(main, me, around);
    return shown.draw;
  },
});
