// The page of one claim, /desk/claim.html?id=: where it stands, what may be done with it
// now and by whom, what changes against the newest version.
import { render } from "../shared/html.js";
import { act, change, Refusal, refusalWords } from "../shared/api.js";
import { asked } from "../shared/frame.js";
import { reading } from "../shared/reading.js";
import findWords from "../shared/words/find.js";
import states from "../shared/words/states.js";
import deskWords from "../shared/words/desk.js";
import quality from "../shared/words/quality.js";
import words from "../shared/words/claims.js";
import { addWords, hasWords, nameOf, t } from "../shared/words.js";
import { actWords, bodyOf, claimFields, claimRows, isHarsh, rolesOn } from "./claim_process.js";
import { readClaim } from "./claim_read.js";
import { claimView } from "./claim_view.js";
import { deskPage, failure, unreadWords } from "./desk_page.js";
import { openDialog } from "./dialog.js";

addWords(findWords, states, deskWords, quality, words);

const isMoved = (err) => Object.values(err.data || {}).some((fault) => fault && fault.code === "state_moved");

class ClaimPage {
  constructor(root, me, { again, drawFrame }) {
    Object.assign(this, { root, me, again, drawFrame, claim: null, news: null, error: null });
    this.draw = this.draw.bind(this);
    this.open();
  }

  draw() {
    if (this.error) failure(this.root, { href: "/desk/claims.html", words: t("claims.back") }, unreadWords(this.error, t("claims.failed")));
    else render(this.root, claimView(this));
  }

  async open() {
    this.draw();
    await reading(this, () => this.load(), (error) => ({ error }));
  }

  async load() {
    Object.assign(this, await readClaim(asked("id")));
    this.roles = rolesOn(this.claim.department, this.me, this.officers);
    this.rows = claimRows(this.table, this.claim, this.roles, this.service);
    this.drawFrame();
    this.draw();
  }

  get title() { return this.claim ? t("claims.title", { name: nameOf(this.item) }) : t("desk.claims"); }

  nameOfOfficer(id) {
    const found = this.officers.find((o) => o.id === id);
    return found ? found.name : t("desk.history_system");
  }

  // Opens the dialog of an act and does it.
  async act(row) {
    const lead = `claims.lead_${row.act}`;
    const ask = {
      keep: `${this.claim.id}.${row.act}`, title: actWords(row), go: actWords(row), danger: isHarsh(row.act), fields: claimFields(row, this.today),
      lead: row.act === "reopen" && this.claim.state === "declined" ? "" : hasWords(lead) ? t(lead) : "",
      passOn: isMoved, send: (values) => act({ subject: "claim", claim: this.claim.id, act: row.act, ...bodyOf(values) }),
    };
    const before = this.claim.state;
    try {
      if (!(await openDialog(ask))) return;
      this.news = { kind: "done", text: t("claims.done", { act: actWords(row) }) };
      await this.load();
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      await this.load();
      this.news = { kind: "moved", text: this.claim.state === before ? refusalWords(err) : t("claims.moved", { state: t(`state.${this.claim.state}`) }) };
    }
    this.announce();
  }

  // A supervisor says who is to do it.
  async assign(owner) {
    try {
      await change("claims", this.claim.id, { owner });
      await this.load();
      this.news = { kind: "done", text: t("claims.done", { act: t("claims.assign") }) };
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.news = { kind: "refused", text: refusalWords(err) };
    }
    this.announce();
  }

  announce() {
    this.draw();
    const news = this.root.querySelector(".news");
    if (news) news.focus();
  }
}

let shown = null;
deskPage({
  title: () => (shown ? shown.title : t("desk.claims")),
  open(main, me, around) {
    shown = new ClaimPage(main, me, around);
    return shown.draw;
  },
});
