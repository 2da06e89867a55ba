// The parts of a journey: its services in their order, one paper, what is supplied.
import { html } from "../shared/html.js";
import { faultWords } from "../shared/api.js";
import { day } from "../shared/days.js";
import { thereTag } from "../shared/shelf.js";
import { uploadControl } from "../shared/upload.js";
import { hasWords, nameOf, t } from "../shared/words.js";
import { materialFacts, necessityTag, samples, serves, whyWords } from "./materials.js";
import { promiseWords } from "./services.js";

const nameOfCase = (journey, id) => nameOf(journey.members.find((m) => m.application === id) || {});

// One paper with its upload; it goes to the first service that asks for it.
export const paper = (uploads) => (material) => {
  const done = uploads.complete(material);
  return html`
    <section class=${`paper ${done ? "is-done" : ""}`} aria-labelledby=${`m-${material.id}`}>
      <h3 id=${`m-${material.id}`}>${nameOf(material)} ${done ? thereTag(uploads, material) : necessityTag(material)}</h3>
      ${serves(material)}
      <p class="hint">${material.standard}</p>
      ${samples(material)}
      ${uploadControl(uploads, material)}
      <details><summary>${t("material.why_and_where")}</summary>${materialFacts({ ...material, standard: "" }, [[t("material.why"), whyWords(material)]])}</details>
    </section>`;
};

const suppliesOf = (journey) => journey.members.flatMap((member) => (member.fed || []).map((fed) => ({ ...fed, to: member })));

// What earlier services of the journey supply by their results, so that nobody asks for it.
export const suppliedList = (journey) => (suppliesOf(journey).length ? html`
  <div class="notice is-good"><p><strong>${t("journey.supplied")}</strong></p>
    <ul class="plain">${suppliesOf(journey).map((fed) => html`<li>${nameOf(fed)}<span class="hint"> ${t("journey.supplied_from", { from: nameOfCase(journey, fed.from), to: nameOf(fed.to) })}</span></li>`)}</ul></div>` : "");

const fedRow = (journey) => (fed) => html`
  <li>${nameOf(fed)}<span class="hint"> ${fed.stopped ? t("journey.supply_stopped") : fed.number ? t("journey.supplied_by", { number: fed.number }) : t("journey.supply_waits", { from: nameOfCase(journey, fed.from) })}</span></li>`;

const standingWords = (member) => (member.held_up ? t("journey.standing_held_up") : ["open", "failed", "delivered"].includes(member.standing) ? t(`state.${member.state}`) : t(`journey.standing_${member.standing}`));

const due = (member) => ({ submitted: member.notice_due, accepted: member.promised_due, granted: member.delivery_due, refused: member.delivery_due })[member.state];

const memberRow = (journey) => (member) => html`
  <li>
    ${member.number || member.standing === "stopped" || member.held_up ? html`<a class="row-name" href=${`/${member.state === "draft" ? "apply" : "status"}.html?id=${member.application}`}>${nameOf(member)}</a>` : html`<strong class="row-name">${nameOf(member)}</strong>`}
    ${journey.state === "draft" ? "" : html`<p><span class=${`tag is-${member.state}`}>${standingWords(member)}</span></p>`}
    <p class="meta">${member.number ? html`<span class="number">${member.number}</span>` : ""}<span>${nameOf(member, "department")}</span><span>${promiseWords(member)}</span>
      ${due(member) ? html`<span>${t("cases.due", { day: day(due(member), false) })}</span>` : ""}
      ${member.after.length ? html`<span>${t("journey.after", { names: member.after.map((id) => nameOfCase(journey, id)).join(t("common.list")) })}</span>` : ""}</p>
    ${member.held_up ? html`<div class="notice is-bad"><p>${t("journey.held_up", { why: faultWords(member.held_up) })}</p></div>` : ""}
    ${journey.state !== "draft" && hasWords(`journey.hint_${member.standing}`) ? html`<p class="hint">${t(`journey.hint_${member.standing}`)}</p>` : ""}
    ${journey.state !== "draft" && (member.fed || []).length ? html`<ul class="plain">${member.fed.map(fedRow(journey))}</ul>` : ""}
  </li>`;

export const memberList = (journey) => html`<ol class="rows">${journey.members.map(memberRow(journey))}</ol>`;

const receipt = (journey) => ({ id, application, content }) => {
  const { number } = journey.members.find((member) => member.application === application) || {};
  return html`<li><strong>${nameOfCase(journey, application)}</strong>
    <p class="meta">${number ? html`<span>${t("apply.number")}${t("common.colon")}<span class="number">${number}</span></span>` : ""}
      <span>${t("track.code")}${t("common.colon")}<strong class="code">${content.track_code}</strong></span></p>
    <p><a class="text-link" href=${`/notice.html?id=${id}`}>${t("apply.receipt")}<span class="visually-hidden"> ${nameOfCase(journey, application)}</span></a></p></li>`;
};

// The numbers and codes of what was handed in, each with its receipt to print.
export const receiptList = (receipts, journey) => (receipts.length ? html`
  <section aria-labelledby="receipts"><h2 id="receipts">${t("journey.receipts")}</h2><p class="hint">${t("apply.code_hint")}</p>
    <ul class="rows">${receipts.map(receipt(journey))}</ul></section>` : "");
