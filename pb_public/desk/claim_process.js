// What an officer may do with a claim: read from the transition table of the server. Here
// stands only what the page adds: who holds a role on it, and which three persons a list
// needs (R-CLM-06); the server decides all the same.
import { hasWords, nameOf, t } from "../shared/words.js";
import { rowsFor } from "./process.js";

// The departments in which the officer stands in for an absent colleague, with the roles.
const posts = (me, officers) => [me, ...officers.filter((o) => o.active && o.absent && o.deputy === me.id)];

// The roles that the officer holds on a claim of the department.
export function rolesOn(department, me, officers = []) {
  const held = posts(me, officers);
  const roles = held.some((o) => o.roles.includes("supervisor")) ? ["supervisor"] : [];
  return held.some((o) => o.department === department && o.roles.includes("cataloguer")) ? [...roles, "cataloguer"] : roles;
}

// Whether the officer sees the claims of every department.
export const oversees = (me) => me.roles.includes("supervisor") || me.roles.includes("auditor");

// The officers who compiled the list in this round, since it was last published, by an act
// or by changing it.
export function compilers(claim, actions) {
  const last = actions.map((a) => a.act).lastIndexOf("publish");
  const hands = actions.slice(last + 1).filter((a) => a.officer && ["claim", "revise", "submit"].includes(a.act)).map((a) => a.officer);
  return [...new Set([...(claim.compilers || []), ...hands])];
}

// The officer whose approval stands.
const approver = (actions) => ([...actions].reverse().find((a) => a.act === "approve") || {}).officer;

const BEFORE = { approve: compilers, publish: (claim, actions) => [...compilers(claim, actions), approver(actions)] };

// Whether the act waits for another person than this one.
export const isOwnWork = (act, claim, actions, me) => Boolean(BEFORE[act]) && BEFORE[act](claim, actions).includes(me.id);

// When an act makes sense beyond what the table says: what was published is suspended, and
// what is suspended reopened; a declined item is to be claimed after all (R-CLM-09).
const APPLIES = {
  suspend: (claim, service) => Boolean(service && service.version),
  reopen: (claim, service) => claim.state === "declined" || Boolean(service && service.state === "suspended"),
};

export const claimRows = (table, claim, roles, service) => rowsFor(table, claim.state, roles).filter((row) => !APPLIES[row.act] || APPLIES[row.act](claim, service));

// The acts that need nothing said, so that many are done at once: those of the table that
// every one of the claims allows. What leaves the state as it is depends on each list.
export function commonRows(table, claims, rolesOf) {
  const plain = table.rows.filter((row) => row.to && !row.needs && !row.grounds);
  return plain.filter((row) => claims.every((claim) => row.from.includes(claim.state) && row.roles.some((role) => rolesOf(claim).includes(role))));
}

const reason = (required, label = required ? "desk.reason" : "desk.note") => ({ name: "reason", kind: "long", label: t(label), required, empty: t("desk.reason_empty") });
const day = (today, label, required) => ({ name: "until", kind: "day", min: today, required, label: t(label), empty: t("desk.until_needed") });

// What sent the work back to the department, while it has not gone on since; else null. What
// leaves the state as it is, as a suspension, is no step of the way.
export function sentBack(actions) {
  const last = [...actions].reverse().find((a) => a.from !== a.to);
  return last && ["return", "reject_decline"].includes(last.act) ? last : null;
}

// The fields of an act's dialog; what a row needs it says itself.
export function claimFields(row, today) {
  if (row.act === "decline") {
    const other = (values) => values.ground === "other";
    return [{ name: "ground", kind: "choice", required: true, label: t("claims.decline_ground"), empty: t("desk.ground_needed"),
      options: row.grounds.map((value) => ({ value, label: t(`claims.ground_${value}`) })) },
    { ...reason(true, "claims.decline_reason"), when: other }, { ...reason(false), when: (values) => !other(values) }];
  }
  const needs = row.needs || [];
  if (row.act === "publish") return [day(today, "claims.publish_day", false), reason(false)];
  return [...(needs.includes("until") ? [day(today, "claims.suspend_day", true)] : []), reason(needs.includes("reason"))];
}

// What the button of an act says; "cancel" alone would be what leaves a dialog.
export const actWords = (row) => (hasWords(`claims.act_${row.act}`) ? t(`claims.act_${row.act}`) : nameOf(row));

const HARSH = ["cancel", "suspend", "return", "decline", "confirm_decline"];

// "" for what goes on, "danger" for what ends a list, "secondary" for the rest.
export const weightOf = (act) => (["cancel", "suspend"].includes(act) ? "danger" : ["claim", "submit", "approve", "publish", "reopen"].includes(act) ? "" : "secondary");

export const isHarsh = (act) => HARSH.includes(act);

// The body of the action from what the dialog holds.
export const bodyOf = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
