// How the list of claims looks: the states with their numbers, the filter, the table. On a
// small screen a row becomes a card, each cell with its head in data-label.
import { html, keyed } from "../shared/html.js";
import { inOrder, nameOf, t } from "../shared/words.js";
import { lightMark } from "./lights.js";
import { bulkNews } from "./bulk_view.js";
import { openingView } from "./claim_open.js";
import { sheetView } from "./claims_sheets.js";

const STATES = ["to_claim", "compiling", "in_review", "approved", "published", "declining", "declined", "suspended", "cancelled"];

// The states as one row of switches, each with its number.
function tabs(page) {
  const all = STATES.reduce((sum, state) => sum + (page.counts[state] || 0), 0);
  const tab = (state, words, n) => html`
    <li><button type="button" class="tab" aria-pressed=${String(page.filter.state === state)} @click=${() => page.choose({ state })}>${words} <span class="tab-count">${n}</span></button></li>`;
  return html`<ul class="tabs" aria-label=${t("desk.filter_state")}>
    ${tab("", t("desk.all"), all)}${STATES.map((state) => tab(state, t(`state.${state}`), page.counts[state] || 0))}</ul>`;
}

const choice = (value, text) => html`<option value=${value}>${text}</option>`;

function filterBar(page) {
  const pick = (name) => (event) => page.choose({ [name]: event.target.value });
  return html`
    <form class="queue-filter" role="search" aria-label=${t("desk.filter")} @submit=${(event) => event.preventDefault()}>
      <p class="field"><label for="f-q">${t("claims.find")}</label>
        <input id="f-q" type="search" maxlength="100" .value=${page.filter.q} @input=${pick("q")}></p>
      ${page.oversees ? html`<p class="field"><label for="f-department">${t("claims.department")}</label>
        <select id="f-department" .value=${page.filter.department} @change=${pick("department")}>
          ${choice("", t("desk.all"))}${inOrder(page.departments).map((d) => choice(d.id, nameOf(d)))}</select></p>` : ""}
      <p class="field"><label for="f-owner">${t("claims.owner")}</label>
        <select id="f-owner" .value=${page.filter.owner} @change=${pick("owner")}>${choice("", t("claims.anyone"))}${choice("me", t("desk.mine"))}</select></p>
      <p class="field"><label class="pick"><input type="checkbox" .checked=${Boolean(page.filter.follow)} @change=${(event) => page.choose({ follow: event.target.checked ? "1" : "" })}> ${t("claims.follow_only")}</label></p>
    </form>`;
}

const cell = (label, content) => html`<td data-label=${label}>${content}</td>`;

const dueCell = (claim) => (claim.due || claim.light === "grey" ? html`<span><span class="queue-date">${claim.due}</span> ${lightMark(claim)}</span>` : "—");

const row = (page) => (claim) => html`
  <tr class=${`queue-row is-${claim.light}`}>
    <td class="pick-cell"><label class="pick"><input type="checkbox" .checked=${page.isChosen(claim)} aria-label=${t("bulk.choose", { name: nameOf(claim) })}
      @change=${(event) => page.pick([claim], event.target.checked)}></label></td>
    <th scope="row" data-label=${t("claims.item")}><a class="claim-link" href=${`/desk/claim.html?id=${claim.id}`}>${nameOf(claim)}</a> <span class="claim-code">${claim.code}</span>
      ${claim.follow ? html`<span class="tag is-warn">${t("claims.follow")}</span>` : ""}
      ${page.reasons.has(claim.id) ? html`<span class="row-refused">${page.reasons.get(claim.id)}</span>` : ""}</th>
    ${page.oversees ? cell(t("claims.department"), nameOf(claim, "department_name")) : ""}
    ${cell(t("desk.col_state"), html`<span class=${`tag is-${claim.state}`}>${t(`state.${claim.state}`)}</span>`)}
    ${cell(t("desk.col_due"), dueCell(claim))}
    ${cell(t("claims.owner"), claim.owner_name || t("desk.unassigned"))}
    ${cell(t("claims.version"), claim.version ? t("claims.version_n", { n: claim.version }) : "—")}
  </tr>`;

function table(page) {
  const heads = [t("claims.item"), ...(page.oversees ? [t("claims.department")] : []), t("desk.col_state"), t("desk.col_due"), t("claims.owner"), t("claims.version")];
  const all = page.items.length > 0 && page.items.every((item) => page.isChosen(item));
  const others = page.matching > page.items.length && !page.everything; // on other pages
  return html`
    <p class="pick-all"><label class="pick"><input type="checkbox" .checked=${all} @change=${(event) => page.pick(page.items, event.target.checked)}> ${t("bulk.choose_all")}</label>
      ${others ? html`<button type="button" class="link" @click=${() => page.chooseEverything()}>${t("bulk.choose_everything", { n: page.matching })}</button>` : ""}</p>
    <table class="queue-table claims-table">
      <caption class="visually-hidden">${t("desk.claims")}</caption>
      <thead><tr><td></td>${heads.map((words) => html`<th scope="col">${words}</th>`)}</tr></thead>
      <tbody>${keyed(page.items, (claim) => claim.id, row(page))}</tbody>
    </table>`;
}

function pager(page) {
  const { page: at } = page.filter;
  if (at === 1 && !page.more) return "";
  const turn = (to, words, off) => html`<button type="button" class="button secondary" ?disabled=${off} @click=${() => page.choose({ page: to })}>${words}</button>`;
  return html`<p class="queue-pager">${turn(at - 1, t("desk.prev_page"), at === 1)} <span>${t("desk.page_no", { page: at })}</span> ${turn(at + 1, t("desk.next_page"), !page.more)}</p>`;
}

function body(page) {
  if (page.failed && !page.items) return html`<p class="queue-note" role="alert">${page.failed} <button type="button" class="link" @click=${() => page.load()}>${t("common.retry")}</button></p>`;
  if (!page.items) return html`<p class="queue-note" role="status">${t("common.loading")}</p>`;
  const list = page.items.length ? table(page) : html`<p class="queue-note" role="status">${t("claims.empty")}</p>`;
  return html`<div class="queue-list">${list}${pager(page)}</div>`;
}

// What is done with the chosen claims; it stays in sight while the list is walked through.
function bulkBar(page) {
  const n = page.everything || page.chosen.size;
  if (page.work) return html`<div class="bulk"><p role="status">${t("bulk.working", { act: page.work.name, done: page.work.seen, all: page.work.all })}</p>
    <progress max=${page.work.all} .value=${page.work.seen} aria-label=${page.work.name}></progress></div>`;
  if (!n) return "";
  const { rows, owners } = page;
  return html`
    <div class="bulk" role="group" aria-label=${t("bulk.title")}>
      <strong>${t(page.everything ? "bulk.chosen_everything" : "bulk.chosen", { n })}</strong>
      ${rows.map((row) => html`<button type="button" class="button small" @click=${() => page.actOnAll(row)}>${nameOf(row)}</button>`)}
      ${page.mayCopy ? html`<button type="button" class="button small secondary" @click=${() => page.copyAll()}>${t("claims.copy")}</button>` : ""}
      ${owners.length ? html`<label class="bulk-owner">${t("claims.assign_to")}
        <select .value=${page.owner} @change=${(event) => {
          page.owner = event.target.value;
          page.draw();
        }}>${choice("", t("desk.choose"))}${owners.map((o) => choice(o.id, o.name))}</select></label>
        <button type="button" class="button small secondary" ?disabled=${!page.owner} @click=${() => page.assignAll(page.owner)}>${t("claims.assign")}</button>` : ""}
      ${rows.length || owners.length || page.mayCopy ? "" : html`<span class="hint">${t("bulk.none")}</span>`}
      <button type="button" class="link" @click=${() => {
        page.chooseNone();
        page.draw();
      }}>${t("bulk.choose_none")}</button>
    </div>`;
}

export const claimsView = (page) => html`
  <div class="queue">
    <div class="queue-head">
      <h1>${t("desk.claims")}</h1>
      ${page.me.roles.some((role) => role === "cataloguer" || role === "supervisor") ? html`<button type="button" class="button" aria-expanded=${String(Boolean(page.opening))} @click=${() => page.toggleOpening()}>${t("claims.open")}</button>` : ""}
    </div>
    <p>${t(page.oversees ? "claims.lead_all" : "claims.lead_own")}</p>
    ${page.opening ? openingView(page.opening) : ""}
    ${bulkNews(page.news, (claim) => (claim.state ? `/desk/claim.html?id=${claim.id}` : ""))}
    ${tabs(page)}
    ${filterBar(page)}
    <div class="claims-work">${body(page)}${bulkBar(page)}</div>
    ${sheetView(page)}
  </div>`;
