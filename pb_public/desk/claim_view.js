// How one claim looks: the head with the way that it goes and the acts, then the list, what
// changes, the basic item beside, and what happened.
import { html, keyed } from "../shared/html.js";
import { changeList } from "../shared/changes.js";
import { dateTime } from "../shared/days.js";
import { listOf, nameOf, t } from "../shared/words.js";
import { actWords, isOwnWork, weightOf } from "./claim_process.js";
import { lightMark } from "./lights.js";
import { defectList } from "./defects.js";
import { itemPanel } from "./claim_item.js";
import { panel } from "./panels.js";
import { sentBackNotice } from "./sent_back.js";

// The steps of the way with the acts by which each is done, and the states in which it is
// the one that waits.
const WAY = [
  { key: "claim", acts: ["claim", "revise"], states: ["to_claim", "declining", "declined"] },
  { key: "compile", acts: ["submit"], states: ["compiling"] },
  { key: "review", acts: ["approve"], states: ["in_review"] },
  { key: "publish", acts: ["publish"], states: ["approved"] },
];

function way(page) {
  const { claim, actions } = page;
  const at = WAY.findIndex((step) => step.states.includes(claim.state));
  const from = actions.map((a) => a.act).lastIndexOf("publish");
  const round = at < 0 ? actions : actions.slice(from + 1);
  return html`
    <ol class="claim-way" aria-label=${t("claims.way")}>${WAY.map((step, i) => {
      const past = at < 0 || i < at;
      const doer = past ? [...round].reverse().find((a) => step.acts.includes(a.act)) : null;
      return html`<li class=${past ? "is-past" : i === at ? "is-now" : ""} aria-current=${i === at ? "step" : null}>
        <strong>${past ? "✓ " : ""}${t(`claims.step_${step.key}`)}</strong>
        <span>${doer ? `${page.nameOfOfficer(doer.officer)} · ${dateTime(doer.at)}` : i === at ? t(`state.${claim.state}`) : past ? "" : t("claims.step_waits")}</span></li>`;
    })}</ol>`;
}

const news = ({ news: said }) => (said ? html`<p class=${`news is-${said.kind}`} role=${said.kind === "done" ? "status" : "alert"} tabindex="-1">${said.text}</p>` : "");

// The owner; a supervisor may name another cataloguer of the department.
function owner(page) {
  const able = page.officers.filter((o) => o.active && o.department === page.claim.department && o.roles.includes("cataloguer"));
  if (!page.me.roles.includes("supervisor") || !able.length) return html`${t("claims.owner")}${t("common.colon")}${page.owner ? page.owner.name : t("desk.unassigned")}`;
  return html`<label class="bulk-owner">${t("claims.owner")}
    <select .value=${page.claim.owner} @change=${(event) => page.assign(event.target.value)}>
      <option value="">${t("desk.unassigned")}</option>${able.map((o) => html`<option value=${o.id}>${o.name}</option>`)}</select></label>`;
}

// Whether the claim has a limit, which may have no day yet (R-CAL-05).
const isLit = ({ lit }) => Boolean(lit) && lit.light !== "none";

// Whether the service is suspended while its list goes on its way (R-CLM-09).
const isClosed = ({ claim, service }) => Boolean(service) && service.state === "suspended" && claim.state !== "suspended";

function head(page) {
  const { claim, item, department } = page;
  return html`
    <p class="case-back"><a href="/desk/claims.html">← ${t("claims.back")}</a></p>
    ${news(page)}
    <h1>${nameOf(item)}</h1>
    <p class="case-line">
      <span class="case-number">${page.service ? page.service.code : item.code}</span>
      <span class=${`tag is-${claim.state}`}>${t(`state.${claim.state}`)}</span>
      ${isClosed(page) ? html`<span class="tag is-suspended">${t("state.suspended")}</span>` : ""}
      <span>${nameOf(department)}</span>
      ${claim.due || isLit(page) ? html`<span>${t("desk.col_due")}${t("common.colon")}<strong class="queue-date">${claim.due}</strong> ${page.lit ? lightMark(page.lit) : ""}</span>` : ""}
      <span>${owner(page)}</span>
    </p>
    ${sentBackNotice(page)}
    ${claim.follow ? html`<p class="notice is-warn">${claim.due ? t("claims.follow_text", { version: claim.follow, due: claim.due }) : t("claims.follow_open", { version: claim.follow })}</p>` : ""}
    ${claim.decline_reason && ["declining", "declined"].includes(claim.state) ? html`<p class="notice">${t("claims.declined_because")}${t("common.colon")}${declineWords(claim.decline_reason)}</p>` : ""}
    ${way(page)}`;
}

// The claim keeps the ground with what was said, as "other …".
function declineWords(kept) {
  const [, ground, said] = /^(\w*)\s*([^]*)$/.exec(kept);
  return listOf([ground ? t(`claims.ground_${ground}`) : "", said]);
}

// An act that needs another person, or a list without defects, is shown as what it waits for.
function acts(page) {
  const { claim, rows, actions, me, preview } = page;
  const own = rows.filter((row) => isOwnWork(row.act, claim, actions, me));
  const open = rows.filter((row) => !own.includes(row));
  const unfit = (row) => row.act === "submit" && preview && preview.defects.length > 0;
  return html`
    <section class="acts" aria-label=${t("desk.acts")}>
      ${open.map((row) => html`<button type="button" class=${`button ${weightOf(row.act)}`} data-act=${row.act} ?disabled=${unfit(row)} @click=${() => page.act(row)}>${actWords(row)}</button>`)}
      ${open.some(unfit) ? html`<p class="hint">${t("claims.submit_waits", { n: preview.defects.length })} <a href=${`/desk/list.html?id=${page.service.id}`}>${t("claims.mend")}</a></p>` : ""}
      ${own.map((row) => html`<p class="hint">${t("claims.own_work", { act: nameOf(row) })}</p>`)}
      ${rows.length ? "" : html`<p class="hint">${t("claims.no_acts")} ${t(`claims.waits_${page.claim.state}`)}</p>`}
    </section>`;
}

const FIRST = 6; // defects shown at once, the others behind a line that opens them

function defectsOf(service, defects) {
  const listed = (some) => defectList(some, (defect) => `/desk/list.html?id=${service.id}#${defect.field}`);
  return html`<h3>${t("claims.defects", { n: defects.length })}</h3>
    ${listed(defects.slice(0, FIRST))}
    ${defects.length > FIRST ? html`<details><summary>${t("claims.defects_more", { n: defects.length - FIRST })}</summary>${listed(defects.slice(FIRST))}</details>` : ""}`;
}

// Citizens see the version in force; one that is published may take effect later (R-CLM-07).
function onPortal({ service, preview }) {
  if (!preview || !preview.newest) return "";
  const { newest, in_force: now } = preview;
  return html`
    ${now ? html`<a class="button secondary" href=${`/service.html?id=${service.id}`} target="_blank" rel="noopener">${t("claims.portal")}</a>` : ""}
    ${now && now.version === newest.version ? "" : html`<span class="hint">${t("claims.later", { version: newest.version, day: newest.effective_on })}</span>`}`;
}

function listPanel(page) {
  const { service, preview, claim } = page;
  if (!service) return "";
  const edits = claim.state === "compiling" && page.roles.includes("cataloguer");
  const defects = preview ? preview.defects : [];
  return panel("work", t("claims.work"), html`
    <p class="buttons claim-doors">
      <a class=${`button ${edits ? "" : "secondary"}`} href=${`/desk/list.html?id=${service.id}`}>${t(edits ? "claims.edit" : "claims.look")}</a>
      <a class="button secondary" href=${`/service.html?id=${service.id}&preview=1`} target="_blank" rel="noopener">${t("claims.preview")}</a>
      ${onPortal(page)}
    </p>
    ${!preview ? "" : defects.length ? defectsOf(service, defects) : html`<p class="clean">✓ ${t("claims.clean")}</p>`}`);
}

function changesPanel({ preview, claim }) {
  if (!preview || claim.state === "published") return "";
  const { newest, changes } = preview;
  if (!newest) return panel("changes", t("claims.changes"), html`<p class="hint">${t("claims.changes_first")}</p>`);
  return panel("changes", t("claims.changes"), changes.length ? changeList(changes) : html`<p class="hint">${t("claims.changes_none", { version: newest.version })}</p>`);
}

const share = ({ percent: { numerator, denominator } }) => {
  const n = Math.round(numerator / denominator);
  if (n === 0) return t("cut.none");
  return n > 0 ? t("cut.less", { n }) : t("cut.more", { n: -n });
};

function cutsPanel({ preview }) {
  const known = preview ? preview.cuts.filter((cut) => cut.known) : [];
  return known.length ? panel("cuts", t("claims.cuts"), html`<ul class="glance">${known.map((cut) => html`
    <li><strong>${share(cut)}</strong><span>${t(`cut.${cut.key}`, { before: cut.before, now: cut.now })}</span></li>`)}</ul>`) : "";
}

const revisionsPanel = ({ revisions }) => (revisions ? panel("revisions", t("claims.revisions"), html`
  <ol class="history">${revisions.items.map((item) => html`<li class="deed"><p><strong>${t("revision.version", { version: item.version })}</strong> ${t("revision.from", { day: item.effective_on })}
    ${item.in_force ? html`<span class="tag is-good">${t("revision.in_force")}</span>` : ""}</p>
    ${item.first ? html`<p class="hint">${t("revision.first")}</p>` : html`<details><summary>${t("change.after")}</summary>${item.changes.length ? changeList(item.changes) : html`<p class="hint">${t("revision.same")}</p>`}</details>`}</li>`)}</ol>`) : "");

const actName = (page, action) => nameOf(page.table.rows.find((row) => row.act === action.act)) || action.act;

const deed = (page) => (action) => html`
  <li class="deed">
    <p><strong>${actName(page, action)}</strong>${action.to !== action.from ? html` → ${t(`state.${action.to}`)}` : ""}</p>
    <p class="hint">${action.officer ? page.nameOfOfficer(action.officer) : t("desk.history_system")} · ${dateTime(action.at)}</p>
    ${[action.ground ? t(`claims.ground_${action.ground}`) : "", action.until ? t(action.act === "publish" ? "claims.until_publish" : "claims.until_suspend", { date: action.until }) : "", action.reason]
    .filter(Boolean).map((text) => html`<p class="said">${text}</p>`)}
  </li>`;

const historyPanel = (page) => panel("history", t("claims.history"), page.actions.length
  ? html`<ol class="history">${keyed([...page.actions].reverse(), (a) => a.id, deed(page))}</ol>`
  : html`<p class="hint">${t("claims.history_empty")}</p>`);

export function claimView(page) {
  if (!page.claim) return html`<p class="loading" role="status">${t("common.loading")}</p>`;
  return html`
    <div class="claim">
      <div class="claim-head">${head(page)}${acts(page)}</div>
      <div class="claim-body">
        <div>${listPanel(page)}${changesPanel(page)}${itemPanel(page)}</div>
        <div>${cutsPanel(page)}${revisionsPanel(page)}${historyPanel(page)}</div>
      </div>
    </div>`;
}
