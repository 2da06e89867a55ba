// The page of the check-up: what the doctor of the house found, the red first, what to do
// about it, and where alarms go.
import { firstSteps } from "./first.js";
import { make } from "./make.js";
import { replicaLine, replicaNow } from "./replica.js";
import { said, say } from "./say.js";
import { buttonFor, line, post, settingsPage, standingOf, time } from "./settings.js";

const PATH = "#/settings/doctor";
const BESIDE = "#/settings/backups";
const ADDRESS = "/api/onestop/appliance";

export function addDoctor({ app }) {
  if (!app.routes || !app.routes.superuserOnly) return;
  for (const links of Object.values(app.store.settingsNavGroups || {})) {
    const at = links.findIndex((link) => link.href === BESIDE);
    if (at >= 0 && !links.some((link) => link.href === PATH)) links.splice(at, 0, { href: PATH, label: say("dash.doctor"), icon: "ri-stethoscope-line" });
  }
  app.routes.superuserOnly(PATH, () => pageOf(app));
}

function pageOf(app) {
  const status = make("section", "onestop-standing");
  status.setAttribute("role", "status");
  const form = alarmForm(app, (unasked) => look(unasked));
  const look = (unasked) => read(app, status, form, unasked);
  return settingsPage(app, PATH, say("dash.doctor"), look, firstSteps(app), status, buttons(app, look), form);
}

async function read(app, place, form, unasked) {
  try {
    const [answer, now] = await Promise.all([standingOf(app, `${ADDRESS}/doctor`, unasked), replicaNow()]);
    const open = place.querySelector("details") && place.querySelector("details").open;
    place.replaceChildren(...standing(answer, now, open));
    fillOnce(form, answer.alarms);
    return answer.busy;
  } catch (err) {
    place.replaceChildren(line("red", (err && err.message) || say("dash.not_found")));
    return false;
  }
}

function standing({ report, night, busy }, now, open) {
  const known = Boolean(report) && report.findings.some((f) => f.code === "replica" && f.level !== "green"); // the look says why
  const out = now ? [replicaLine(now, now.light === "green" || known ? "" : say("dash.replica_why"))] : [];
  if (busy) out.push(line("amber", say("dash.doctor_busy")));
  if (!report) return out;
  const findings = report.findings.filter((f) => !overtaken(f, now));
  const pressing = ["red", "amber"].flatMap((level) => findings.filter((f) => f.level === level));
  const well = findings.filter((f) => f.level === "green");
  if (!pressing.length) out.push(line("green", say("dash.doctor_well", { n: well.length })));
  out.push(...pressing.map(found));
  out.push(make("p", "onestop-hint", say(night ? "dash.doctor_when" : "dash.doctor_new", { time: time(report.at), night: night && time(night) })));
  const more = make("details", "onestop-well");
  more.open = Boolean(open);
  more.append(make("summary", "", say("dash.doctor_green", { n: well.length })), ...well.map(found));
  if (well.length) out.push(more);
  return out;
}

// What the last look said of the replica is kept back where it is no longer so.
const overtaken = (finding, now) => Boolean(now) && finding.code === "replica" && (finding.level === "green") !== (now.light === "green");

function found(finding) {
  const item = line(finding.level, said(finding));
  item.dataset.check = finding.code;
  if (finding.figure && !item.textContent.includes(finding.figure)) item.append(make("span", "onestop-figure", finding.figure));
  return item;
}

function buttons(app, look) {
  const row = make("div", "onestop-buttons");
  row.append(buttonFor(say("dash.doctor_now"), () => post(app, `${ADDRESS}/doctor`, {}, { place: row, look, begins: say("dash.backup_asked") })));
  return row;
}

const fields = [
  { name: "mail", type: "text" },
  { name: "webhook", type: "url" },
  { name: "secret", type: "password" },
  { name: "peer", type: "url" },
];

function alarmForm(app, look) {
  const form = make("form", "onestop-disk");
  const group = make("fieldset", "");
  group.append(make("legend", "", say("dash.doctor_alarms")), make("p", "onestop-hint", say("dash.doctor_alarms_hint")));
  for (const { name, type } of fields) {
    const label = make("label", "", say(`dash.doctor_${name}`));
    const input = make("input", "");
    Object.assign(input, { id: `onestop-${name}`, name, type, autocomplete: type === "password" ? "new-password" : "off", spellcheck: false });
    label.htmlFor = input.id;
    const hint = make("p", "onestop-hint", say(`dash.doctor_${name}_hint`));
    hint.id = `${input.id}-hint`;
    input.setAttribute("aria-describedby", hint.id);
    group.append(label, input, hint);
  }
  const row = make("div", "onestop-buttons");
  row.append(make("button", "btn", say("dash.doctor_keep")), buttonFor(say("dash.doctor_try"), () => post(app, `${ADDRESS}/alarms/trial`, {}, { place: row, look, well: say("dash.doctor_tried") })));
  form.append(group, row);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = Object.fromEntries(fields.map(({ name }) => [name, form.elements[name].value]));
    post(app, `${ADDRESS}/alarms`, body, { place: row, look, well: say("dash.doctor_kept"), done: () => { form.elements.secret.value = ""; } });
  });
  return form;
}

// What is set stands in the form when it opens, and what is typed is left alone after.
function fillOnce(form, alarms) {
  if (form.dataset.filled) return;
  form.dataset.filled = "yes";
  form.elements.mail.value = (alarms.mail || []).join(", ");
  form.elements.webhook.value = alarms.webhook;
  form.elements.peer.value = alarms.peer;
  form.elements.secret.placeholder = alarms.secret ? say("dash.doctor_secret_kept") : "";
  if (!alarms.smtp) form.querySelector("legend").after(line("amber", say("dash.doctor_no_mail")));
}
