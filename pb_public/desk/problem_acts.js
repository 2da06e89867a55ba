// What the dialog of each act on a problem asks for, and what it sends.
import { inOrder, nameOf, t } from "../shared/words.js";

const GROUNDS = ["not_government", "no_basis", "not_true", "private_dispute", "other"];

const reason = (label = "problem.reason", empty = "problem.reason_empty") => ({ name: "reason", kind: "long", label: t(label), required: true, empty: t(empty) });

const DEFAULT_DAYS = "15"; // working days, as the house counts where none are named

const departmentsOf = (page) => inOrder(page.departments).map((d) => ({ value: d.id, label: nameOf(d) }));

const FIELDS = {
  assign: (page) => [
    { name: "lead", kind: "select", label: t("problem.lead"), required: true, empty: t("problem.lead_needed"), options: departmentsOf(page), value: page.problem.lead_id },
    { name: "partners", kind: "several", label: t("problem.partner"), filter: t("problem.find_department"), options: departmentsOf(page), value: page.problem.partner_ids },
    { name: "days", kind: "text", label: t("problem.days"), required: true, empty: t("problem.days_needed"), value: String(page.problem.days || DEFAULT_DAYS) },
  ],
  answer: () => [reason("problem.reply", "problem.reply_empty")],
  reject: () => [
    { name: "ground", kind: "choice", required: true, label: t("problem.ground"), empty: t("problem.ground_needed"), options: GROUNDS.map((value) => ({ value, label: t(`problem.ground.${value}`) })) },
    reason(),
  ],
  return: () => [reason()],
  reopen: () => [reason()],
};

export const fieldsFor = (act, page) => (FIELDS[act] ? FIELDS[act](page) : []);

// The body of the act from what the dialog holds.
export function bodyFor(act, values) {
  if (act === "assign") {
    const days = Number(values.days.trim());
    return { items: [{ lead: values.lead, partners: values.partners.filter((id) => id !== values.lead), days: Number.isInteger(days) ? days : 0 }] };
  }
  const body = {};
  for (const [name, value] of Object.entries(values)) {
    if (value && value.trim()) body[name] = value.trim();
  }
  return body;
}
