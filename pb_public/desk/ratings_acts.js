// What each act on a bad rating asks for; which acts are open the server says.
import { t } from "../shared/words.js";

const GROUNDS = { dispute: ["wrong", "malicious", "no_basis"], settle: ["withdrawn", "counted"] };

const long = (name, label, required = true) => ({ name, kind: "long", label, required, empty: t("ratings.missing") });

const ground = (act) => ({ name: "ground", kind: "choice", required: true, label: t("ratings.ground"), empty: t("ratings.missing"),
  options: GROUNDS[act].map((value) => ({ value, label: t(`ratings.ground_${value}`) })) });

// The fields of the dialog of an act.
export function fieldsOfRating(act, officers) {
  if (act === "reassign") {
    return [{ name: "assignee", kind: "select", required: true, label: t("ratings.assignee"), empty: t("ratings.missing"), options: officers.map(({ id, name }) => ({ value: id, label: name })) },
      long("reason", t("ratings.ask_reassign"), false)];
  }
  if (act === "raise_problem") return [{ name: "title", kind: "text", required: true, label: t("ratings.problem_title"), empty: t("ratings.missing") }, long("reason", t("ratings.problem_text"))];
  const reason = long("reason", t(`ratings.ask_${act}`));
  if (act === "rectify") return [reason, long("measure", t("ratings.measure"), false), long("evidence", t("ratings.evidence"), false)];
  return GROUNDS[act] ? [ground(act), reason] : [reason];
}

// What is sent of it: what has no field of its own in an act goes into its items.
export function sent(act, { title, measure, evidence, ...values }) {
  if (act === "raise_problem") return { ...values, items: [{ title }] };
  return act === "rectify" && (measure || evidence) ? { ...values, items: [{ measure, evidence }] } : values;
}
