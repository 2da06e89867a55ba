// The links of the frame for officers.
import { t } from "../shared/words.js";
import { officer } from "./signin.js";

// Who works on claims or oversees them.
const CLAIMING = ["cataloguer", "supervisor", "auditor"];

// Whoever may read figures.
const FIGURES = ["approver", "supervisor", "auditor"];

// Who answers for tasks of campaigns or oversees them.
const PLANNING = ["approver", "cataloguer", "supervisor", "auditor"];

export function links() {
  const me = officer();
  if (!me) return [["/", t("frame.home")]];
  const counter = me.roles.includes("clerk") ? [["/counter/", t("counter.title")]] : [];
  const claims = me.roles.some((role) => CLAIMING.includes(role)) ? [["/desk/claims.html", t("desk.claims")]] : [];
  const figures = me.roles.some((role) => FIGURES.includes(role)) ? [["/board/figures.html", t("desk.figures")]] : [];
  const tasks = me.roles.some((role) => PLANNING.includes(role)) ? [["/desk/tasks.html", t("desk.tasks")], ["/board/campaigns.html", t("desk.campaigns")]] : [];
  const workload = me.roles.some((role) => FIGURES.includes(role)) ? [["/desk/workload.html", t("desk.workload")]] : [];
  const events = me.roles.includes("supervisor") ? [["/desk/life_events.html", t("desk.events")]] : [];
  return [["/desk/", t("desk.queue")], ...workload, ["/desk/problems.html", t("desk.problems")], ["/desk/ratings.html", t("desk.ratings")], ...claims, ...tasks, ...events, ["/desk/trainings.html", t("desk.trainings")], ...figures, ...counter, ["/desk/templates.html", t("desk.templates")], ["/desk/post.html", t("desk.post")], ["/", t("frame.home")]];
}
