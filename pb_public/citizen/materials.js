// A paper that is asked for: what it is, why, on which ground, where to get it.
import { html } from "../shared/html.js";
import { nameOf, t } from "../shared/words.js";

const necessityTone = { required: "is-accent", deferrable: "is-warn", optional: "" };

export const necessityTag = (material) => html`<span class=${`tag ${necessityTone[material.necessity] || ""}`}>${t(`necessity.${material.necessity}`)}</span>`;

export const copies = ({ original, copies: n }) => [original ? t("material.originals", { n: original }) : "", n ? t("material.copies", { n }) : ""].filter(Boolean).join(t("common.list"));

const row = (label, value) => (value ? html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>` : "");

const fileLink = (material, field, words) => (material[field] ? html`
  <a class="file-link" href=${`/api/files/materials/${material.id}/${encodeURIComponent(material[field])}`} target="_blank" rel="noopener">${words}</a>` : "");

// Blank form and sample, as links to look at or download.
export const samples = (material) => (material.blank_form || material.sample ? html`
  <p class="file-links">${fileLink(material, "blank_form", t("material.blank_form"))}${fileLink(material, "sample", t("material.sample"))}</p>` : "");

export const whyWords = (material) => nameOf(material, "why") || t("material.always");

// The facts of a material; `more` are lines of [label, value] put first.
export const materialFacts = (material, more = []) => html`
  <dl class="facts">
    ${more.map(([label, value]) => row(label, value))}
    ${row(t("material.standard"), material.standard)}
    ${row(t("material.source"), material.source ? t(`source.${material.source}`) : "")}
    ${row(t("material.form"), [material.form ? t(`form.${material.form}`) : "", copies(material)].filter(Boolean).join(t("material.sep")))}
    ${row(t("material.basis"), material.basis)}
  </dl>`;

export const serves = (material) => (material.serves && material.serves.length ? html`
  <p class="hint">${t("material.serves")}${t("common.colon")}${material.serves.map((use) => nameOf(use)).join(t("common.list"))}</p>` : "");

// One entry of the exact list.
export const materialEntry = (material) => html`
  <li class="entry">
    <h3>${nameOf(material)} ${necessityTag(material)}</h3>
    <p class="hint"><strong>${t("material.why")}</strong>${t("common.colon")}${whyWords(material)}</p>
    ${serves(material)}
    ${samples(material)}
    <details><summary>${t("material.details")}</summary>${materialFacts(material)}</details>
  </li>`;
