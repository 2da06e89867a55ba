// The claims of the department, or of the county for whoever oversees it: what hurries
// first, by state, with acts on many at once. What is asked for stands in the address.
import { render } from "../shared/html.js";
import { faultWords, get, list, post, Refusal, refusalWords } from "../shared/api.js";
import { say } from "../shared/frame.js";
import faults from "../shared/words/faults.js";
import states from "../shared/words/states.js";
import deskWords from "../shared/words/desk.js";
import words from "../shared/words/claims.js";
import { addWords, nameOf, t } from "../shared/words.js";
import { commonRows, oversees, rolesOn } from "./claim_process.js";
import { claimsView } from "./claims_view.js";
import { Opening } from "./claim_open.js";
import { deskPage } from "./desk_page.js";

addWords(faults, states, deskWords, words); // a bulk answer carries faults in a good answer

const FILTERS = ["state", "department", "owner", "q"];
const AT_ONCE = 200; // claims in one request, which the server takes in one transaction
const WAIT = 300; // milliseconds after the last key of the search

class Claims {
  constructor(root, me, again) {
    Object.assign(this, { root, me, again, filter: readFilter(), items: null, counts: {}, more: false, failed: "", table: null });
    Object.assign(this, { chosen: new Map(), officers: [], departments: [], work: null, news: null, opening: null, owner: "", timer: 0 });
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

  async load() {
    const asked = JSON.stringify(this.filter);
    try {
      const answer = await get("/api/onestop/claims", query(this.filter));
      if (asked !== JSON.stringify(this.filter)) return; // the filter has moved on
      Object.assign(this, { items: answer.items, counts: answer.counts, more: answer.more, failed: "" });
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      if (err.status === 401) this.again();
      this.failed = refusalWords(err);
    }
    this.draw();
  }

  choose(change) {
    this.filter = { ...this.filter, page: 1, ...change };
    this.chosen.clear();
    const text = new URLSearchParams(query(this.filter)).toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
    this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), "q" in change ? WAIT : 0);
  }

  roles(claim) { return rolesOn(claim.department, this.me, this.officers); }

  pick(items, on) {
    for (const item of items) {
      if (on) this.chosen.set(item.id, item);
      else this.chosen.delete(item.id);
    }
    this.draw();
  }

  // The acts that every chosen claim allows.
  get rows() { return this.table && this.chosen.size ? commonRows(this.table, [...this.chosen.values()], (claim) => this.roles(claim)) : []; }

  // Who may own the chosen claims: the cataloguers of the one department that they belong to.
  get owners() {
    const departments = new Set([...this.chosen.values()].map((claim) => claim.department));
    if (!this.me.roles.includes("supervisor") || departments.size !== 1) return [];
    return this.officers.filter((o) => o.active && departments.has(o.department) && o.roles.includes("cataloguer"));
  }

  actOnAll(row) { return this.each(nameOf(row), { act: row.act }); }

  assignAll(owner) { return this.each(t("claims.assign"), { act: "assign", owner }); }

  // Fills lists that are being compiled from the published list of the same item elsewhere.
  copyAll() { return this.each(t("claims.copy"), { act: "compile" }); }

  get mayCopy() {
    const all = [...this.chosen.values()];
    return all.length > 0 && all.every((claim) => claim.state === "compiling" && this.roles(claim).includes("cataloguer"));
  }

  // Does the same with each chosen claim, some hundred at a time; what is refused stays
  // chosen and says why.
  async each(name, deed) {
    const claims = [...this.chosen.values()];
    this.work = { name, done: 0, all: claims.length, refused: [] };
    this.news = null;
    for (let from = 0; from < claims.length; from += AT_ONCE) {
      this.draw();
      const some = claims.slice(from, from + AT_ONCE);
      try {
        const answer = await post("/api/onestop/claims/bulk", { ...deed, claims: some.map((claim) => claim.id) });
        this.note(some, answer.claims);
      } catch (err) {
        if (!(err instanceof Refusal)) throw err;
        this.work.refused.push(...some.map((claim) => ({ claim, text: refusalWords(err) })));
        if (err.status === 0 || err.status === 401) break; // nothing more will arrive
      }
      this.work.done += some.length;
    }
    this.news = { name, done: claims.length - this.chosen.size, refused: this.work.refused };
    this.work = null;
    await this.load();
    say(t("claims.bulk_done", { act: name, n: this.news.done }));
    const place = this.root.querySelector(".news");
    if (place) place.focus();
  }

  // What became of each claim.
  note(claims, answers) {
    for (const answer of answers) {
      const claim = claims.find((other) => other.id === answer.id);
      if (answer.ok) this.chosen.delete(answer.id);
      else this.work.refused.push({ claim, text: faultWords(answer) });
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
