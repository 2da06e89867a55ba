// The page of one problem, /desk/problem.html?id=: what was reported, who solves it by when,
// what was done with its proofs, what it changed, and what may be done now.
import { render } from "../shared/html.js";
import { append, change, create, fileURL, get, list, patch, post, Refusal, refusalWords } from "../shared/api.js";
import { asked } from "../shared/frame.js";
import { reading } from "../shared/reading.js";
import { addWords, hasWords, t } from "../shared/words.js";
import deskWords from "../shared/words/desk.js";
import shared from "../shared/words/problems.js";
import words from "../shared/words/problems_desk.js";
import { deskPage, failure, unreadWords } from "./desk_page.js";
import { openDialog } from "./dialog.js";
import { fieldsFor, bodyFor } from "./problem_acts.js";
import { problemView } from "./problem_view.js";

addWords(deskWords, shared, words);

const isMoved = (err) => Object.values(err.data || {}).some((fault) => fault && fault.code === "state_moved");

const HARSH = ["reject", "reopen", "return"];

class ProblemPage {
  constructor(root, me, { again, drawFrame }) {
    Object.assign(this, { root, me, again, drawFrame, problem: null, draft: {}, departments: [], officers: [], news: null, error: null, uploading: false, contact: "" });
    this.draw = this.draw.bind(this);
    this.open();
  }

  get id() { return asked("id"); }

  get title() { return this.problem ? this.problem.title : t("problems.title"); }

  draw() {
    if (this.error) failure(this.root, { href: "/desk/problems.html", words: t("problem.back") }, unreadWords(this.error, t("problem.failed")));
    else render(this.root, problemView(this));
  }

  async open() {
    this.draw();
    await reading(this, async () => {
      await this.load();
      this.departments = await list("departments", { sort: "name", perPage: 500, filter: "active=true" });
    }, (error) => ({ error }));
  }

  async load() {
    this.problem = await get(`/api/onestop/problems/${this.id}`);
    this.draft = {};
    this.drawFrame();
    this.draw();
  }

  // What is in a field of the solution: as typed, else as stored.
  value(name) { return name in this.draft ? this.draft[name] : this.problem[name]; }

  type(name, value) {
    this.draft[name] = value;
    this.draw();
  }

  writes(name) { return this.problem.writes.includes(name); }

  async save() {
    await this.attempt(async () => {
      if (Object.keys(this.draft).length) await change("problems", this.id, this.draft);
      await this.load();
      this.news = { kind: "done", text: t("problem.saved") };
    });
  }

  // Does something and says what came of it.
  async attempt(work) {
    try {
      await work();
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.news = { kind: "refused", text: refusalWords(err) };
    }
    this.announce();
  }

  async addEvidence(files) {
    this.uploading = true;
    this.draw();
    await this.attempt(async () => {
      for (const file of files) await append("problems", this.id, "evidence", file);
      const kept = this.draft;
      await this.load();
      this.draft = kept;
      this.news = null;
    });
    this.uploading = false;
    this.draw();
  }

  dropEvidence(name) {
    return this.attempt(async () => {
      await patch(`/api/collections/problems/records/${this.id}`, { "evidence-": name });
      const kept = this.draft;
      await this.load();
      this.draft = kept;
    });
  }

  async openFile(name) {
    const window_ = window.open("", "_blank");
    const address = await fileURL({ collectionName: "problems", id: this.id }, name);
    if (window_) window_.location = address;
    else location.assign(address);
  }

  // How the reporter is reached, for a reason that stays on record.
  async showContact() {
    const ask = {
      title: t("problem.contact_show"), go: t("problem.contact_show"), lead: "", passOn: () => false,
      fields: [{ name: "reason", kind: "long", label: t("problem.contact_why"), required: true, empty: t("problem.contact_empty") }],
      send: async ({ reason }) => { this.contact = (await post(`/api/onestop/problems/${this.id}/contact`, { reason })).contact; },
    };
    await openDialog(ask);
    this.draw();
  }

  async act(act, more = {}) {
    const lead = `problem.lead_${act}`;
    const ask = {
      keep: `${this.id}.${act}`, title: t(`problem.act.${act}`), go: t(`problem.act.${act}`), danger: HARSH.includes(act), lead: more.lead || (hasWords(lead) ? t(lead) : ""),
      fields: fieldsFor(act, this), passOn: isMoved,
      send: async (values) => {
        if (Object.keys(this.draft).length) await change("problems", this.id, this.draft);
        await create("actions", { subject: "problem", problem: this.id, act, ...bodyFor(act, values), ...(more.body || {}) });
      },
    };
    try {
      if (!(await openDialog(ask))) return;
      await this.load();
      this.news = { kind: "done", text: t("problem.done", { act: t(`problem.act.${act}`) }) };
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      await this.load();
      this.news = { kind: "moved", text: t("problem.moved", { state: t(`problem.state.${this.problem.state}`) }) };
    }
    this.announce();
  }

  merge(double) {
    return this.act("merge", { lead: t("problem.merge_lead", { number: double.number }), body: { items: [{ problem: double.id }] } });
  }

  announce() {
    this.draw();
    const news = this.root.querySelector(".news");
    if (news) news.focus();
  }
}

let shown = null;
deskPage({
  title: () => (shown ? shown.title : t("problems.title")),
  open(main, me, around) {
    shown = new ProblemPage(main, me, around);
    return shown.draw;
  },
});
