// How the replica of the database stands at this moment, as health tells it: the page of the
// check-up shows what was found up to an hour ago, and a house that waits for its replica
// answers little else.
import { make } from "./make.js";
import { glue, said, say } from "./say.js";
import { line } from "./settings.js";

const HEALTH = "/api/onestop/health"; // asked without a session: nobody is kept signed in by it
const LATE = 600; // seconds without a second copy from which on it is a danger, as the house judges
const ofReplica = ({ code }) => code === "house_fenced" || code.startsWith("replica_");

// replicaNow is {light, text}, null where there is no replica or nobody answers.
export async function replicaNow() {
  try {
    const answer = await (await fetch(HEALTH, { credentials: "omit" })).json();
    return answer.replica ? judged(answer) : null;
  } catch (err) {
    return null;
  }
}

function judged({ problems = [], warnings = [], replica }) {
  const [problem, warning] = [problems.find(ofReplica), warnings.find(ofReplica)];
  if (!problem) return warning ? { light: "amber", text: say("dash.replica_behind") } : { light: "green", text: say("dash.replica_well") };
  if (replica.fenced) return { light: "red", text: said(problem) };
  const stops = replica.unheld && (replica.confirm || replica.behind_seconds <= LATE); // one that may go on is not in danger yet
  return { light: "red", text: say(stops ? "dash.replica_stops" : "dash.replica_late", { minutes: Math.floor(replica.behind_seconds / 60) }) };
}

// replicaLine says it; more follows the sentence.
export function replicaLine({ light, text }, more = "") {
  const item = line(light, more ? `${text}${glue}` : text);
  item.dataset.check = "replica_now";
  item.append(more);
  return item;
}

// linkTo leads to another page of the settings.
export function linkTo(href, text) {
  const link = make("a", "onestop-link", text);
  link.href = href;
  return link;
}
