// Who of the officers is signed in, and the links of the frame on every page for officers.
import { forget, me } from "./api.js";
import officers from "./words/officers.js";
import { addWords, t } from "./words.js";

addWords(officers);

// The signed-in officer, or null for a guest and for an applicant.
export function officer() {
  const person = me();
  return person && person.collectionName === "officers" ? person : null;
}

// Starts the page over for whoever is signed out: by loading it anew, so that nothing of the
// page as it was draws over the sign-in.
export function startOver() {
  forget();
  location.reload();
}

export const holds = (...roles) => Boolean(officer()) && roles.some((role) => officer().roles.includes(role));

// Who works on claims or oversees them.
const CLAIMING = ["cataloguer", "supervisor", "auditor"];

// Whoever may read figures, and so what is late.
const FIGURES = ["approver", "supervisor", "auditor"];

// Who answers for tasks of campaigns or oversees them.
const PLANNING = ["approver", "cataloguer", "supervisor", "auditor"];

// The pages of the office and who needs them; no roles are everybody.
const PAGES = [
  ["/desk/", "queue"], ["/desk/late.html", "late", FIGURES], ["/desk/workload.html", "workload", FIGURES], ["/desk/problems.html", "problems"], ["/desk/ratings.html", "ratings"],
  ["/desk/claims.html", "claims", CLAIMING], ["/desk/tasks.html", "tasks", PLANNING], ["/board/campaigns.html", "campaigns", PLANNING],
  ["/desk/life_events.html", "events", ["supervisor"]], ["/desk/trainings.html", "trainings"], ["/board/figures.html", "figures", FIGURES],
  ["/counter/", "counter", ["clerk"]], ["/desk/templates.html", "templates"], ["/desk/post.html", "post"],
];

export function officerLinks() {
  const home = ["/", t("frame.home")];
  if (!officer()) return [home];
  return [...PAGES.filter(([, , roles]) => !roles || holds(...roles)).map(([href, key]) => [href, t(`office.${key}`)]), home];
}
