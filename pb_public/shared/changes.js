// What changed between two versions of a service, in words: the lines that the house
// tells as data (kind, event, field, before, after, effect), grouped by their kind. The
// page adds the words of states beside.
import { html } from "./html.js";
import { addWords, hasWords, listOf, nameOf, t } from "./words.js";
import words from "./words/changes.js";

addWords(words);

const KINDS = ["days", "materials", "steps", "trips", "fees", "conditions", "channels", "result", "where", "questions", "form", "name", "law", "file", "baseline"];
const TONES = { better: "is-good", worse: "is-warn" };
const LONG = 36; // signs of a text above which it is shown apart

// The group of words that a field's codes belong to; of a step's and a form field's kind
// the kind of the change tells.
const GROUPS = {
  handling: "handling", statutory_unit: "change.unit", service_objects: "object", channels: "channel", scope: "scope", online_depth: "depth",
  result_kind: "result", necessity: "necessity", source: "source", form: "form", regime: "regime", "basic_item.type": "change.type", "basic_item.levels": "change.level",
};
const KIND_GROUPS = { steps: "step", form: "change.input" };
const FILES = ["result_sample", "blank_form", "sample"];
const NONE = { only_if: "change.always", result_valid_years: "change.unlimited", days: "change.unlimited" };

const isEmpty = (value) => value === "" || value === null || value === 0 || (Array.isArray(value) && !value.length);

// A value of the change as people say it.
function said(change, value) {
  const { field, kind } = change;
  if (isEmpty(value) && NONE[field]) return t(NONE[field]);
  if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
  if (field === "promised_days") return t("common.working_days", { n: value });
  if (isEmpty(value) && value !== 0) return t("common.none");
  if (FILES.includes(field)) return t("change.file");
  const group = field === "kind" ? KIND_GROUPS[kind] : GROUPS[field];
  const named = (code) => (group && hasWords(`${group}.${code}`) ? t(`${group}.${code}`) : String(code));
  return Array.isArray(value) ? listOf(value.map(named)) : named(value);
}

const subject = (change) => (change.subject ? t("change.subject", { name: nameOf(change, "subject") }) : "");

const versions = (before, after) => html`
  <details><summary>${t("change.before")} · ${t("change.after")}</summary>
    <dl class="facts">
      <div class="fact"><dt>${t("change.before")}</dt><dd class="pre">${before}</dd></div>
      <div class="fact"><dt>${t("change.after")}</dt><dd class="pre">${after}</dd></div>
    </dl></details>`;

function line(change) {
  if (change.event !== "changed") return html`${t(`change.${change.event}.${change.field}`, { name: nameOf(change, "subject") })}`;
  const field = t(`change.field.${change.field}`);
  const before = said(change, change.before);
  const after = said(change, change.after);
  if (before.length > LONG || after.length > LONG || before === after) {
    return html`${subject(change)}${t("change.text", { field })}${before === after ? "" : versions(before, after)}`;
  }
  return html`${subject(change)}${t("change.of", { field, before, after })}`;
}

const tag = (effect) => (effect === "neutral" ? "" : html` <span class=${`tag ${TONES[effect]}`}>${t(`change.effect.${effect}`)}</span>`);

// The changes as a list by kind, those that people look for first in front.
export const changeList = (changes) => html`
  <dl class="facts">${KINDS.filter((kind) => changes.some((change) => change.kind === kind)).map((kind) => html`
    <div class="fact"><dt>${t(`change.kind.${kind}`)}</dt>
      <dd><ul class="plain">${changes.filter((change) => change.kind === kind).map((change) => html`<li>${line(change)}${tag(change.effect)}</li>`)}</ul></dd></div>`)}</dl>`;
