// The work list of the officer's department: overdue first, refreshed by itself, walked
// through by keyboard. What is chosen in the filter stands in the address.
import { render } from "../shared/html.js";
import { get, list } from "../shared/api.js";
import { now } from "../shared/days.js";
import { queueView } from "./queue_view.js";

const EVERY = 30_000;

// Runs the work list in `root` for the officer. Answers how to draw it again.
export function runQueue(root, me) {
  const queue = { me, filter: readFilter(), items: null, more: false, failed: false, at: null, colleagues: [], busy: false };
  const draw = () => render(root, queueView(queue, actions));

  async function load() {
    const asked = JSON.stringify(queue.filter);
    queue.busy = true;
    try {
      const answer = await get("/api/onestop/queue", query(queue.filter));
      if (asked !== JSON.stringify(queue.filter)) return; // the filter has moved on
      Object.assign(queue, { items: answer.items, more: answer.more, failed: false, at: now() });
    } catch (err) {
      if (err.status === 401) location.reload(); // signed out meanwhile: the page asks to sign in
      if (asked === JSON.stringify(queue.filter)) queue.failed = true;
    }
    queue.busy = false;
    draw();
  }

  const actions = {
    choose(change) {
      queue.filter = { ...queue.filter, page: 1, ...change };
      writeFilter(queue.filter);
      draw();
      load();
    },
    load,
  };

  draw();
  load();
  colleagues(me).then((found) => {
    queue.colleagues = found;
    draw();
  }, () => {}); // without names the filter still offers everyone and mine
  setInterval(() => document.hidden || load(), EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || load());
  document.addEventListener("keydown", (event) => walk(root, event, load));
  return draw;
}

// The officers of the own department who examine or take in cases.
function colleagues(me) {
  return list("officers", { filter: `department="${me.department}"`, sort: "name", perPage: 200 });
}

function readFilter() {
  const asked = new URLSearchParams(location.search);
  return {
    state: asked.get("state") || "", light: asked.get("light") || "",
    examiner: asked.get("examiner") || "", page: Math.max(1, Number(asked.get("page")) || 1),
  };
}

function query(filter) {
  return Object.fromEntries(Object.entries(filter).filter(([key, value]) => value && !(key === "page" && value === 1)));
}

function writeFilter(filter) {
  const text = new URLSearchParams(query(filter)).toString();
  history.replaceState(null, "", text ? `?${text}` : location.pathname);
}

// j and k walk through the list, / goes to the filter, r refreshes; Enter is the link's own.
function walk(root, event, load) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const links = [...root.querySelectorAll(".queue-link")];
  const at = links.indexOf(document.activeElement);
  const run = {
    j: () => links[Math.min(links.length - 1, at + 1)], k: () => links[Math.max(0, at - 1)],
    "/": () => root.querySelector(".queue-filter select"),
  }[event.key];
  if (run) {
    event.preventDefault();
    const target = run();
    if (target) target.focus();
  } else if (event.key === "r") {
    load();
  }
}
