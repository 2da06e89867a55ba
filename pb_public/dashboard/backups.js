// The page of the backups, in the place of PocketBase's own, whose backups are closed: where
// they go, how old the newest is, whether it could be restored, and what to do.
import { make } from "./make.js";
import { replicaLine, linkTo, replicaNow } from "./replica.js";
import { glue, said, say } from "./say.js";
import { buttonFor, line, post, settingsPage, size, standingOf, time } from "./settings.js";

const PATH = "#/settings/backups";
const BESIDE = "#/settings/doctor";
const ADDRESS = "/api/onestop/appliance";

export function addBackups({ app }) {
  if (!app.routes || !app.routes.superuserOnly) return;
  for (const link of Object.values(app.store.settingsNavGroups || {}).flat()) {
    if (link.href === PATH) link.label = say("dash.backup");
  }
  app.routes.superuserOnly(PATH, () => pageOf(app));
}

function pageOf(app) {
  const status = make("section", "onestop-standing");
  status.setAttribute("role", "status");
  const card = make("section", "onestop-card");
  card.hidden = true;
  const parts = { status, restore: make("p", "onestop-hint") };
  const look = (unasked) => read(app, parts, unasked);
  Object.assign(parts, { form: diskForm(app, card, look), row: buttons(app, look) });
  return settingsPage(app, PATH, say("dash.backup"), look, status, card, parts.form, parts.row, parts.restore);
}

async function read(app, { status, form, row, restore }, unasked) {
  try {
    const [answer, now] = await Promise.all([standingOf(app, ADDRESS, unasked), replicaNow()]);
    status.replaceChildren(...standing(answer), ...(now ? [replicaLine(now, linkTo(BESIDE, say("dash.doctor")))] : []));
    restore.textContent = say("dash.backup_restore", { dir: answer.dir });
    form.querySelector(".onestop-tick").hidden = !mayTakeOver(answer.backups);
    fillOnce(form.elements.target, answer.backups.target);
    row.hidden = !answer.backups.set; // there is nothing to back up to, nor to try
    return answer.backups.busy;
  } catch (err) {
    status.replaceChildren(line("red", (err && err.message) || say("dash.not_found")));
    return "";
  }
}

// A place at which another copy of the house made its backups is taken over by whoever says that
// it has ended, after a restore or where the newest backup was refused for it.
function overBox() {
  const box = make("label", "onestop-tick");
  const input = make("input", "");
  Object.assign(input, { type: "checkbox", name: "take_over" });
  box.append(input, make("span", "", say("dash.backup_over")));
  box.hidden = true;
  return box;
}

// The place that is known stands in the field, so that nobody has to type it again to take it
// over; what is typed is left alone.
function fillOnce(input, target) {
  if (input.dataset.filled || !target) return;
  input.dataset.filled = "yes";
  input.value = input.value || target;
}

// The machine tells a command to take a place over; on this page a tick does that.
const ticked = (text) => (text || "").replace(/(run: |运行：)onestop backup[^]*--take-over$/, say("dash.backup_tick"));

const mayTakeOver = (b) => b.restored || Boolean(b.last && b.last.problem && /--take-over/.test(b.last.problem.en));

function standing({ backups: b, late }) {
  if (!b.set) return [line("red", say(b.restored ? "dash.backup_restored" : "dash.backup_unset"))];
  const out = [];
  if (b.busy) out.push(line("amber", say(`dash.backup_busy_${b.busy}`)));
  if (b.problem) out.push(line("red", ticked(said(b.problem))));
  else if (b.bucket) out.push(line("green", say("dash.backup_bucket", { place: b.target })));
  else out.push(line(b.other_disk ? "green" : "amber", say(b.other_disk ? "dash.backup_disk" : "dash.backup_same_disk", { disk: b.target, free: size(b.free) })));
  if (b.last && b.last.problem && !b.problem) out.push(line("red", ticked(said(b.last.problem))));
  out.push(line(late ? "red" : "green", newest(b)));
  for (const warning of (b.last && b.last.warnings) || []) if (b.other_disk || !/same disk/.test(warning.en)) out.push(line("amber", said(warning)));
  out.push(...trial(b));
  return out;
}

const newest = (b) => (b.good
  ? say(b.reachable ? "dash.backup_newest" : "dash.backup_newest_unseen", { time: time(b.good.at), n: (b.backups || []).length, files: b.good.files, size: size(b.good.database) })
  : say("dash.backup_none"));

function trial(b) {
  if (!b.key_kept) return [line("amber", say("dash.backup_no_key"))];
  if (!b.drill) return [line("amber", say("dash.backup_no_drill"))];
  const { problem, at, opened, records, files } = b.drill;
  return [problem ? line("red", `${say("dash.backup_drill_failed", { time: time(at) })} ${said(problem)}`)
    : line("green", say("dash.backup_drill", { time: time(at), opened, records, files }))];
}

function diskForm(app, card, look) {
  const over = overBox();
  const form = make("form", "onestop-disk");
  const label = make("label", "", say("dash.backup_where"));
  const input = make("input", "");
  Object.assign(input, { id: "onestop-disk", name: "target", required: true, autocomplete: "off", spellcheck: false });
  label.htmlFor = input.id;
  const button = make("button", "btn", say("dash.backup_use"));
  const hint = make("p", "onestop-hint", say("dash.backup_where_hint"));
  hint.id = `${input.id}-hint`;
  input.setAttribute("aria-describedby", hint.id);
  form.append(label, input, hint, over, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(app, "/backup", { target: input.value, take_over: !over.hidden && over.firstChild.checked }, form, look, (answer) => {
      over.firstChild.checked = false;
      if (answer.phrase) showCard(card, answer);
    });
  });
  return form;
}

// What to do with the phrase on another machine, as the card of the console has it.
function stepsOf(steps) {
  const list = make("ol", "");
  for (const { command = "", words = [] } of steps) {
    const item = make("li", "");
    if (command) item.append(make("code", "", command), " ");
    item.append(words.map(said).join(glue));
    list.append(item);
  }
  return list;
}

// The phrase is shown once, to be printed.
function showCard(card, { phrase, steps }) {
  const print = make("button", "btn", say("dash.backup_print"));
  print.type = "button";
  print.addEventListener("click", () => window.print());
  card.replaceChildren(make("h2", "", say("dash.backup_phrase")), make("pre", "", phrase), make("p", "", say("dash.backup_phrase_text")), make("h3", "", say("dash.backup_how")), stepsOf(steps), print);
  card.hidden = false;
  card.scrollIntoView({ block: "center" });
}

function buttons(app, look) {
  const row = make("div", "onestop-buttons");
  for (const what of ["backup", "drill"]) row.append(buttonFor(say(`dash.backup_now_${what}`), () => send(app, `/${what}`, {}, row, look)));
  return row;
}

const send = (app, path, body, place, look, done) => post(app, ADDRESS + path, body, { place, look, begins: say("dash.backup_asked"), done, words: ticked });
