// What each act asks for. The needs and grounds come from the server's transition table;
// here stands only what a dialog adds to them: words, order, prefilled values.
import { listOf, nameOf, t } from "../shared/words.js";
import { correctionRows } from "./corrections.js";
import { deferredPapers } from "./papers.js";
import { wordsFor } from "./wording.js";

const reason = (label, required, more = {}) => ({ name: "reason", kind: "long", label: t(label), required, empty: t("desk.reason_empty"), ...more });

const until = (desk, label) => ({ name: "until", kind: "day", required: true, min: desk.today, empty: t("desk.until_needed"), label });

// The ground, when the row lists grounds: one of them has to be chosen.
function ground(row) {
  if (!row.grounds) return [];
  const verdict = row.grounds.includes("pass");
  return [{
    name: "ground", kind: "choice", required: true, options: row.grounds.map((value) => ({ value, label: t(`ground.${value}`) })),
    label: t(verdict ? "desk.verdict" : "desk.ground"), empty: t(verdict ? "desk.verdict_needed" : "desk.ground_needed"),
  }];
}

// The examiners who can take over an open step of the case.
function assignee(desk) {
  const departments = desk.reviews.filter((review) => review.state === "open").map((review) => review.department);
  const able = desk.officers.filter((o) => o.active && o.roles.includes("examiner") && departments.includes(o.department));
  return {
    name: "assignee", kind: "select", label: t("desk.assignee"), required: true, empty: t("desk.assignee_needed"),
    options: able.map((o) => ({ value: o.id, label: o.absent ? t("desk.absent", { name: o.name }) : o.name })),
  };
}

const SPECIAL = {
  accept(desk) {
    const deferred = deferredPapers(desk.papers);
    if (!deferred.length) return [];
    return [until(desk, t("desk.until_accept", { names: listOf(deferred.map((p) => nameOf(p.material))) }))];
  },
  request_correction(desk) {
    const list = { name: "items", kind: "items", label: t("desk.correct_items"), empty: t("desk.correct_none"), value: correctionRows(desk.papers), templates: () => wordsFor(desk.templates, "request_correction") };
    if (!desk.application.corrections) return [list];
    return [list, reason("desk.reason", true, { label: t("desk.correct_exception", { count: desk.application.corrections + 1 }) })];
  },
  reject(desk, row) {
    const other = (values) => values.ground === "other_authority";
    return [...ground(row),
      { name: "authority", kind: "text", label: t("desk.authority"), required: true, empty: t("desk.authority_needed"), when: other },
      reason("desk.reason", true, { when: (values) => !other(values) })];
  },
  pause: (desk, row) => [...ground(row), until(desk, t("desk.until_pause")), reason("desk.note", false)],
  deliver: () => [{
    name: "method", kind: "choice", label: t("desk.method"), required: true, value: "counter",
    options: ["counter", "post", "electronic"].map((value) => ({ value, label: t(`method.${value}`) })),
  }],
  examine(desk, row) { // a step that fails needs its reasons, one that passes may have some
    const failed = (values) => values.ground === "fail";
    return [...ground(row), reason("desk.opinion", true, { when: failed }), reason("desk.opinion", false, { when: (values) => !failed(values) })];
  },
  verify_site: (desk, row) => [...ground(row), reason("desk.finding", true, { empty: t("desk.finding_empty") })],
};

// The fields of the act's dialog, long ones with the words that the department has ready.
export function fieldsOf(desk, row) {
  const ready = (field) => (field.kind === "long" ? { templates: (values) => wordsFor(desk.templates, row.act, values.ground) } : {});
  return asked(desk, row).map((field) => ({ ...field, ...ready(field) }));
}

// An act that is new to the desk gets what its row demands.
function asked(desk, row) {
  if (SPECIAL[row.act]) return SPECIAL[row.act](desk, row);
  const needs = row.needs || [];
  const day = needs.includes("until") ? [until(desk, t("desk.until"))] : [];
  const who = needs.includes("assignee") ? [assignee(desk)] : [];
  const needed = needs.includes("reason");
  return [...who, ...ground(row), ...day, reason(needed ? "desk.reason" : "desk.note", needed)];
}

const LEADS = ["accept", "request_correction", "reject", "grant", "refuse", "pause", "resume", "extend", "terminate", "deliver", "offer_hearing", "hold_hearing", "reassign"];

// What the law says about the act, above its fields.
export function leadOf(row, review) {
  if (review) return t(`desk.lead_${row.act}`, { seq: review.seq, name: review.name });
  return LEADS.includes(row.act) ? t(`desk.lead_${row.act}`) : "";
}

// The acts that end a case against the applicant's wish, or take a result away. The withdrawal
// of a case is the applicant's own, that of a result is not.
export const isHarsh = (act, result) => ["reject", "refuse", "terminate", "revoke", "cancel", "refuse_renewal"].includes(act) || Boolean(result && act === "withdraw");

const chosenItems = (rows) => rows.filter((row) => row.on).map((row) => ({ material: row.id, reason: row.reason.trim() }));

// The body of the action from what the dialog holds. The authority that is competent is
// the reason of that ground.
export function bodyOf({ items, authority, ...values }) {
  const body = {};
  for (const [name, value] of Object.entries(values)) {
    if (value.trim()) body[name] = value.trim();
  }
  if (items) body.items = chosenItems(items);
  if (values.ground === "other_authority") body.reason = authority.trim();
  return body;
}
