// What has to be corrected, and only that; or handed in later, as was agreed or because
// silence accepted the case without it.
import { html, keyed } from "../shared/html.js";
import { day } from "../shared/days.js";
import { thereTag } from "../shared/shelf.js";
import { uploadControl } from "../shared/upload.js";
import { nameOf, t } from "../shared/words.js";
import { materialFacts, samples } from "./materials.js";

const lastOf = (actions, name) => actions.filter((action) => action.act === name).pop();

// The materials that an act names, each with what is wrong.
const namedBy = (action, content) => ((action && action.items) || [])
  .map((item) => ({ reason: item.reason, material: content.materials.find((m) => m.id === item.material) })).filter((item) => item.material);

// The materials that the notice of corrections names, each with the reason.
export const corrections = ({ actions, content }) => namedBy(lastOf(actions, "request_correction"), content);

// The materials that may follow acceptance, until the applicant says that they are all here.
function deferred({ application, actions, asks, documents }) {
  const accepted = lastOf(actions, "accept");
  const open = application.deferred_due && ["accepted", "paused"].includes(application.state) && accepted && !lastOf(actions, "supplement");
  if (!open) return [];
  const before = (m) => documents.some((document) => document.material === m.id && document.created < accepted.created);
  return asks.materials.filter((m) => m.necessity === "deferrable" && !before(m));
}

// What was missing when silence accepted the case, until the applicant says that it is here.
export function unsaid({ application, actions, content, documents }) {
  const handedIn = (m) => documents.some((document) => document.material === m.id);
  const silence = lastOf(actions, "deem_accepted");
  const open = silence && ["accepted", "paused"].includes(application.state) && !lastOf(actions, "supplement");
  return open ? namedBy(silence, content).map(({ material, reason }) => ({ material, reason: handedIn(material) ? reason : "" })) : [];
}

const materialsOf = (items) => items.map((item) => item.material);

const openMaterials = (work) => (work.application.state === "correcting" ? materialsOf(corrections(work)) : [...deferred(work), ...materialsOf(unsaid(work))]);

export const supplyFlaws = (work) => openMaterials(work).filter((m) => !work.uploads.complete(m))
  .map((m) => ({ id: `up-${m.id}`, text: t("correction.missing", { name: nameOf(m) }) }));

const paper = (work) => ({ material, reason }) => {
  const done = work.uploads.complete(material);
  return html`
    <section class=${`paper ${done ? "is-done" : "is-wrong"}`} aria-labelledby=${`m-${material.id}`}>
      <h3 id=${`m-${material.id}`}>${nameOf(material)} ${done ? thereTag(work.uploads, material) : ""}</h3>
      ${reason ? html`<p class="wrong-reason"><strong>${t("correction.reason")}</strong>${reason}</p>` : ""}
      ${samples(material)}
      ${uploadControl(work.uploads, material, { removable: false })}
      <details><summary>${t("material.details")}</summary>${materialFacts(material)}</details>
    </section>`;
};

const handIn = (work, name) => html`
  <p class="buttons"><button type="button" class="button large" ?disabled=${work.busy || work.uploads.busy} @click=${() => work.handIn(name)}>${t(`correction.go_${name}`)}</button></p>`;

export const correctionPart = (work) => html`
  <section aria-labelledby="correct"><h2 id="correct">${t("correction.title", { n: corrections(work).length })}</h2>
    <p>${t("correction.lead")}</p><p class="notice">${t("correction.clock")}</p><p class="hint">${t("upload.hint")}</p>
    ${keyed(corrections(work), (item) => item.material.id, paper(work))}
    ${handIn(work, "supply")}</section>`;

export function deferredPart(work) {
  const materials = deferred(work);
  if (!materials.length) return "";
  return html`
    <section aria-labelledby="deferred"><h2 id="deferred">${t("correction.deferred", { day: day(work.application.deferred_due) })}</h2>
      <p>${t("correction.deferred_lead")}</p>
      ${keyed(materials, (m) => m.id, (material) => paper(work)({ material, reason: "" }))}
      ${handIn(work, "supplement")}</section>`;
}

export function unsaidPart(work) {
  const items = unsaid(work);
  if (!items.length) return "";
  return html`
    <section aria-labelledby="unsaid"><h2 id="unsaid">${t("correction.unsaid", { n: items.length })}</h2>
      <p>${t("correction.unsaid_lead")}</p><p class="hint">${t("upload.hint")}</p>
      ${keyed(items, (item) => item.material.id, paper(work))}
      ${handIn(work, "supplement")}</section>`;
}
