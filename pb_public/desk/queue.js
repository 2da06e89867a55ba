// The work list of the officer's department: overdue first, refreshed by itself, walked
// through by keyboard. What is chosen in the filter stands in the address.
import { render } from "../shared/html.js";
import { get, list } from "../shared/api.js";
import { now } from "../shared/days.js";
import { shortcutsOn } from "../shared/shortcuts.js";
import { deputedBy, rolesOf } from "./posts.js";
import { Many } from "./queue_bulk.js";
import { queueView } from "./queue_view.js";

const EVERY = 30_000;
const WAIT = 300; // milliseconds after the last key of the search
export const FILTERS = ["whose", "when", "q", "state", "light", "service", "examiner", "channel"];

export class Queue {
  constructor(root, me) {
    Object.assign(this, { root, me, filter: readFilter(), items: null, more: false, failed: false, at: null, colleagues: [], timer: 0 });
    Object.assign(this, { counts: null, total: 0, services: [], opened: FILTERS.slice(3).some((name) => readFilter()[name]) });
    this.many = new Many(this);
    this.draw = this.draw.bind(this);
    this.load = this.load.bind(this);
  }

  start() {
    this.draw();
    this.load();
    list("officers", { sort: "name", perPage: 500 }).then((found) => {
      this.colleagues = found;
      this.draw();
    }, () => {}); // without names the filter still offers everyone and mine
    setInterval(() => document.hidden || this.load({ unasked: true }), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || this.load());
    document.addEventListener("keydown", (event) => walk(this, event));
    return this.draw;
  }

  draw() { render(this.root, queueView(this)); }

  get roles() { return rolesOf(this.me, this.colleagues); }

  // The absent colleagues for whom the officer stands in.
  get deputed() { return deputedBy(this.me, this.colleagues); }

  get filtered() { return FILTERS.some((name) => this.filter[name]) || this.filter.page > 1; }

  async load({ unasked = false } = {}) {
    const asked = JSON.stringify(this.filter);
    const moved = () => asked !== JSON.stringify(this.filter); // the filter has moved on
    try {
      const answer = await get("/api/onestop/queue", query(this.filter), { unasked });
      if (moved()) return;
      Object.assign(this, { items: answer.items, more: answer.more, failed: false, at: now() });
    } catch (err) {
      if (err.status === 401) location.reload(); // signed out meanwhile: the page asks to sign in
      if (!moved()) this.failed = true;
    }
    this.draw();
    if (!this.failed) await this.count(moved, unasked);
  }

  // The numbers at the filters; without them the list is whole all the same.
  async count(moved, unasked) {
    const { page, ...asked } = query(this.filter);
    const answer = await get("/api/onestop/queue/counts", asked, { unasked }).catch(() => null);
    if (!answer || moved()) return;
    Object.assign(this, { counts: answer.counts, total: answer.total, services: answer.services });
    this.draw();
  }

  // How many cases a value of the filter shows; null where it is not known yet.
  n(name, value) { return this.counts ? this.counts[name][value] || 0 : null; }

  choose(change) {
    this.filter = { ...this.filter, page: 1, ...change };
    if (!("page" in change)) this.many.none(); // another list; a turn of the page keeps the choice
    const text = new URLSearchParams(query(this.filter)).toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
    this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(this.load, "q" in change ? WAIT : 0);
  }

  // Enter in the search leads to the first case that is found.
  async find() {
    clearTimeout(this.timer);
    await this.load();
    const [first] = this.root.querySelectorAll(".queue-link");
    if (first) first.focus();
  }

  // On a small screen the filters are folded away.
  unfold() {
    this.opened = !this.opened;
    this.draw();
  }

  clear() { this.choose(Object.fromEntries(FILTERS.map((name) => [name, ""]))); }
}

// Runs the work list in `root` for the officer. Answers how to draw it again.
export const runQueue = (root, me) => new Queue(root, me).start();

function readFilter() {
  const asked = new URLSearchParams(location.search);
  return { ...Object.fromEntries(FILTERS.map((name) => [name, asked.get(name) || ""])), page: Math.max(1, Number(asked.get("page")) || 1) };
}

const query = (filter) => Object.fromEntries(Object.entries(filter).filter(([key, value]) => value && !(key === "page" && value === 1)));

// j and k walk through the list, x chooses, m shows what is mine, / goes to the search, r
// refreshes; Enter is the link's own.
function walk(queue, event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
  if (typing || !shortcutsOn() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const links = [...queue.root.querySelectorAll(".queue-link")];
  const row = document.activeElement && document.activeElement.closest(".queue-row");
  const at = row ? links.indexOf(row.querySelector(".queue-link")) : -1;
  const run = {
    j: () => links[Math.min(links.length - 1, at + 1)], k: () => links[Math.max(0, at - 1)],
    "/": () => queue.root.querySelector("#f-q"),
  }[event.key];
  if (run) {
    event.preventDefault();
    const target = run();
    if (target) target.focus();
  } else if (event.key === "r") {
    queue.load();
  } else if (event.key === "m") {
    queue.choose({ whose: queue.filter.whose === "mine" ? "" : "mine" });
  } else if (event.key === "x" && at >= 0) {
    const item = queue.items[at];
    queue.many.pick([item], !queue.many.has(item));
  }
}
