// The first page of the desk: sign in, then the work list.
import { frame } from "../shared/frame.js";
import bulk from "../shared/words/bulk.js";
import faults from "../shared/words/faults.js";
import queue from "../shared/words/queue.js";
import states from "../shared/words/states.js";
import desk from "../shared/words/desk.js";
import { addWords, t } from "../shared/words.js";
import { runQueue } from "./queue.js";
import { officer, officerLinks as links } from "../shared/officers.js";
import { signIn } from "./signin.js";

addWords(faults, states, desk, bulk, queue); // a bulk answer carries faults in a good answer

// Whose work are lists alone begins with the claims; the work list stays a link away.
const keepsLists = ({ roles }) => roles.length > 0 && roles.every((role) => ["cataloguer", "supervisor"].includes(role));

let redraw = () => {};
const { main, draw } = frame({ title: () => t(officer() ? "desk.queue" : "desk.signin"), redraw: () => redraw(), links });

function start() {
  main.classList.toggle("wide", Boolean(officer()));
  draw();
  redraw = officer() ? runQueue(main, officer()) : signIn(main, enter);
}

function enter() {
  if (keepsLists(officer())) location.assign("/desk/claims.html");
  else start();
}
start();
