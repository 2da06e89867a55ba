// What the case needs from this officer now, in a sentence, before everything else.
import { html } from "../shared/html.js";
import { daysLeft } from "../shared/days.js";
import { listOf, nameOf, t } from "../shared/words.js";
import { dialogRows, rowOf, stepWork } from "./process.js";

// What is left of a check: files without a mark, required materials that are missing.
function checking(desk) {
  const unmarked = desk.documents.filter((d) => desk.marks.of(d).verdict === "pending").length;
  const missing = desk.papers.filter((p) => p.standing === "missing" && p.material.necessity === "required");
  const wrong = desk.papers.filter((p) => p.documents.some((d) => desk.marks.of(d).verdict === "rejected"));
  const parts = [
    unmarked ? t("case.unmarked", { n: unmarked }) : "",
    missing.length ? t("case.missing", { names: listOf(missing.map((p) => nameOf(p.material))) }) : "",
    wrong.length ? t("case.wrong", { names: listOf(wrong.map((p) => nameOf(p.material))) }) : "",
  ].filter(Boolean);
  return parts.length ? t("case.todo_check", { parts: parts.join(t("case.and")) }) : t("case.todo_accept");
}

// The own open step with its own last day (R-PL-22).
function stepping(desk) {
  const mine = desk.reviews.find((review) => stepWork(desk, review).rule);
  if (!mine) return "";
  const left = mine.due ? t("case.step_due", { date: mine.due, left: daysLeft(mine.left) }) : "";
  return t("case.todo_step", { seq: mine.seq, name: mine.name, due: left });
}

function deciding(desk) {
  if (!rowOf(desk.table, "grant", desk.application.state, desk.roles) || desk.reviews.some((review) => ["open", "waiting"].includes(review.state))) return "";
  const failed = desk.reviews.filter((review) => review.state === "failed").map((review) => review.name);
  return failed.length ? t("case.todo_refuse", { names: listOf(failed) }) : t("case.todo_decide");
}

// The sentence, "" where it is somebody else's turn.
function todo(desk) {
  const { application, messages } = desk;
  if (application.state === "submitted" && desk.mayCheck) return checking(desk);
  if (application.state === "accepted") return stepping(desk) || deciding(desk);
  if (["granted", "refused"].includes(application.state) && dialogRows(desk).some((row) => row.act === "deliver")) return t("case.todo_deliver");
  const last = messages[messages.length - 1];
  return last && last.applicant && desk.mayWrite && dialogRows(desk).length ? t("case.todo_message") : "";
}

export function todoPanel(desk) {
  const text = todo(desk);
  return text ? html`<p class="todo"><strong>${t("case.todo")}</strong> ${text}</p>` : "";
}
