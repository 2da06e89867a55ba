// What an officer may do: read from the transition table of the server, never repeated here.

import { mayRenew, renewalOf } from "../shared/renewals.js";
import { unsaidPapers } from "./papers.js";
import { postsOf } from "./posts.js";

// Acts with a place of their own on the page: marks of documents are `check`, opinions
// stand at their step, and what the applicant hands in at the window goes to the counter.
const ELSEWHERE = ["check", "examine", "verify_site", "submit", "supply", "supplement", "withdraw", "request_hearing"];

const did = (desk, act) => desk.actions.some((action) => action.act === act);

// When an act makes sense beyond what the table says; the server decides all the same.
const APPLIES = {
  request_correction: (desk) => !desk.application.corrections || desk.roles.includes("supervisor"), // once (R-AL-08)
  terminate: (desk) => Boolean(desk.application.deferred_due), // R-PL-24
  extend: (desk) => !did(desk, "extend"), // R-AL-18
  offer_hearing: (desk) => !did(desk, "offer_hearing"), // R-AL-25
  hold_hearing: (desk) => did(desk, "request_hearing") && !did(desk, "hold_hearing"), // R-AL-26
  reassign: (desk) => desk.reviews.some((review) => review.state === "open"),
};

// The rows that lead out of the state for one of the roles.
export function rowsFor(table, state, roles) {
  return table.rows.filter((row) => row.from.includes(state) && row.roles.some((role) => roles.includes(role)));
}

// The row of the named act for the state and roles, or null.
export function rowOf(table, act, state, roles) {
  return rowsFor(table, state, roles).find((row) => row.act === act) || null;
}

// The acts of the bar above the case.
export function dialogRows(desk) {
  return rowsFor(desk.table, desk.application.state, desk.roles)
    .filter((row) => !ELSEWHERE.includes(row.act) && (!APPLIES[row.act] || APPLIES[row.act](desk)));
}

// What the officer may do with a result that was issued. Renewal is answered where its holder
// asked for it (R-AL-32), and asked for on behalf of the holder where nobody did (R-AL-31).
export function resultRows(desk, result) {
  const renewal = renewalOf(desk, result);
  return rowsFor(desk.result_table, result.state, desk.roles).filter(({ act }) => {
    if (act === "request_renewal") return mayRenew(desk, renewal);
    return !["renew", "refuse_renewal"].includes(act) || Boolean(renewal && renewal.asked);
  });
}

// The act by which the clerk takes something in at the counter in this state, or "".
export function counterAct({ table, application, roles, papers, actions }) {
  if (!roles.includes("clerk")) return "";
  const row = rowsFor(table, application.state, ["clerk"]).find(({ act }) => ["submit", "supply", "supplement"].includes(act));
  if (!row || (row.act === "supplement" && !application.deferred_due && !unsaidPapers(papers, actions).length)) return "";
  return row.act;
}

// The step of the list that a review row stands for.
export const stepOf = ({ snapshot }, review) => (snapshot.steps || []).find((step) => step.id === review.step);

// What the officer may do at an open step of a department whose post is held: the row of the table, and
// for a site check whether somebody, or this very officer, has recorded it (R-AL-10).
export function stepWork(desk, review) {
  const step = stepOf(desk, review);
  const act = step && step.kind === "site_check" ? "verify_site" : "examine";
  const rule = rowOf(desk.table, act, desk.application.state, desk.roles);
  const ours = postsOf(desk.me, desk.officers).some((post) => post.department === review.department && post.roles.includes("examiner"));
  if (!rule || review.state !== "open" || !ours) return { rule: null };
  const officers = desk.actions.filter((action) => action.act === "verify_site" && action.review === review.id).map((action) => action.officer);
  const mine = officers.includes(desk.me.id);
  return { rule: mine ? null : rule, recorded: officers.length > 0, mine };
}
