// The claims of the department, or of the county for whoever oversees it: what hurries
// first, by state, with acts on many at once. What is asked for stands in the address.
import { render } from "../shared/html.js";
import { faultWords, get, list, post, Refusal, refusalWords } from "../shared/api.js";
import { say } from "../shared/frame.js";
import { reading } from "../shared/reading.js";
import faults from "../shared/words/faults.js";
import states from "../shared/words/states.js";
import deskWords from "../shared/words/desk.js";
import bulk from "../shared/words/bulk.js";
import words from "../shared/words/claims.js";
import { addWords, nameOf, t } from "../shared/words.js";
import { commonRows, oversees, rolesOn } from "./claim_process.js";
import { claimsView } from "./claims_view.js";
import { Opening } from "./claim_open.js";
import { deskPage } from "./desk_page.js";

addWords(faults, states, deskWords, bulk, words); // a bulk answer carries faults in a good answer

const FILTERS = ["state", "department", "owner", "q", "follow"];
const AT_ONCE = 200; // claims in one request, which the server takes in one transaction
const WAIT = 300; // milliseconds after the last key of the search

class Claims {
  constructor(root, me, again) {
    Object.assign(this, { root, me, again, filter: readFilter(), items: null, counts: {}, more: false, failed: "", table: null });
    Object.assign(this, { chosen: new Map(), everything: 0, reasons: new Map(), officers: [], departments: [], work: null, news: null, opening: null, owner: "", timer: 0 });
    this.draw = this.draw.bind(this);
    this.draw();
    this.load();
    this.prepare();
  }

  get oversees() { return oversees(this.me); }

  draw() { render(this.root, claimsView(this)); }

  // What the acts and the filters need; without it the list can still be read.
  async prepare() {
    try {
      const [processes, officers, departments] = await Promise.all([get("/api/onestop/processes"), list("officers", { sort: "name", perPage: 500 }),
        list("departments", { sort: "name", perPage: 500 })]);
      Object.assign(this, { table: processes.claim, officers, departments });
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
    }
    this.draw();
  }

  load() {
    const asked = JSON.stringify(this.filter);
    return reading(this, async () => {
      const { items, counts, more } = await get("/api/onestop/claims", query(this.filter));
      return asked === JSON.stringify(this.filter) && Object.assign(this, { items, counts, more, failed: "" });
    });
  }

  choose(change) {
    this.filter = { ...this.filter, page: 1, ...change };
    if (!("page" in change)) this.chooseNone(); // another list; a turn of the page keeps the choice
    const text = new URLSearchParams(query(this.filter)).toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
    this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), "q" in change ? WAIT : 0);
  }

  roles(claim) { return rolesOn(claim.department, this.me, this.officers); }

  pick(items, on) {
    if (this.everything) { // all but some: what is shown without them
      this.everything = 0;
      for (const item of this.items) this.chosen.set(item.id, item);
    }
    for (const item of items) {
      if (on) this.chosen.set(item.id, item);
      else this.chosen.delete(item.id);
    }
    this.draw();
  }

  chooseNone() {
    this.chosen.clear();
    this.reasons.clear();
    this.everything = 0;
  }

  isChosen(claim) { return this.everything > 0 || this.chosen.has(claim.id); }

  // How many match; a state is asked for, because an act is done from one.
  get matching() { return this.filter.state ? this.counts[this.filter.state] || 0 : 0; }

  // Chooses all that match, also those on other pages; the server finds them by the filter.
  chooseEverything() {
    this.chooseNone();
    this.everything = this.matching;
    this.draw();
  }

  // The claims by which the page says what can be done: the chosen ones, or of all that
  // match those that are shown, which are in the same state.
  get sample() { return this.everything ? this.items : [...this.chosen.values()]; }

  // The acts that every chosen claim allows.
  get rows() { return this.table && this.sample.length ? commonRows(this.table, this.sample, (claim) => this.roles(claim)) : []; }

  // Who may own the chosen claims: the cataloguers of the one department that they belong to.
  get owners() {
    const departments = new Set(this.everything ? [this.filter.department] : this.sample.map((claim) => claim.department));
    if (!this.me.roles.includes("supervisor") || departments.size !== 1) return [];
    return this.cataloguers([...departments][0]);
  }

  cataloguers(department) { return this.officers.filter((o) => o.active && o.department === department && o.roles.includes("cataloguer")); }

  actOnAll(row) { return this.each(nameOf(row), { act: row.act }); }

  assignAll(owner) { return this.each(t("claims.assign"), { act: "assign", owner }); }

  // Fills lists that are being compiled from the published list of the same item elsewhere.
  copyAll() { return this.each(t("claims.copy"), { act: "compile" }); }

  get mayCopy() {
    return this.sample.length > 0 && this.sample.every((claim) => claim.state === "compiling" && this.roles(claim).includes("cataloguer"));
  }

  // Does the same with each chosen claim, or with all that match.
  async each(name, deed) {
    if (this.everything) {
      const { state, department, owner, q, follow } = this.filter;
      const some = { ...deed, filter: { state, department, owner, q, follow: Boolean(follow) }, limit: AT_ONCE };
      return this.run(name, this.everything, (before) => (before && !before.next ? null : { ...some, after: before ? before.next : "" }));
    }
    return this.inParts(name, { ...deed }, "claims", [...this.chosen.keys()]);
  }

  inParts(name, deed, field, ids) {
    const left = [...ids];
    return this.run(name, ids.length, () => (left.length ? { ...deed, [field]: left.splice(0, AT_ONCE) } : null));
  }

  // Sends some hundred at a time; `next` makes a request from the answer before. What is
  // refused stays chosen and says why.
  async run(name, all, next) {
    const work = { name, all, seen: 0, done: 0, refused: [], failed: "" };
    Object.assign(this, { work, news: null });
    this.reasons.clear();
    try {
      for (let body = next(null); body;) {
        this.draw();
        const answer = await post("/api/onestop/claims/bulk", body);
        this.note(work, answer, body.act);
        body = next(answer);
      }
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      work.failed = refusalWords(err); // nothing more is sent; what was not done stays chosen
    }
    Object.assign(this, { news: work, work: null, everything: 0 });
    await this.load();
    say(t("bulk.done", { act: name, n: work.done }));
    const place = this.root.querySelector(".news");
    if (place) place.focus();
  }

  // What became of each claim, or of each item of which one was opened.
  note(work, { claims, done }, act) {
    work.seen += claims.length;
    work.done += done;
    for (const { id, ok, about, ...fault } of claims) {
      if (ok) this.chosen.delete(id);
      else {
        const text = faultWords(fault, act);
        work.refused.push({ about: about || { id, name: id }, text });
        if (act === "open") continue;
        this.reasons.set(id, text);
        if (about) this.chosen.set(id, about);
      }
    }
  }

  // Shows or hides the form that opens a claim.
  toggleOpening() {
    this.opening = this.opening ? null : new Opening(this);
    this.draw();
    const field = document.getElementById("open-q");
    if (field) field.focus();
  }
}

function readFilter() {
  const asked = new URLSearchParams(location.search);
  const filter = Object.fromEntries(FILTERS.map((name) => [name, asked.get(name) || ""]));
  return { ...filter, page: Math.max(1, Number(asked.get("page")) || 1) };
}

const query = (filter) => Object.fromEntries(Object.entries(filter).filter(([key, value]) => value && !(key === "page" && value === 1)));

deskPage({
  title: () => t("desk.claims"),
  open: (main, me, { again }) => new Claims(main, me, again).draw,
});
