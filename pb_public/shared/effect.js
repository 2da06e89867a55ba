// What solving a problem changed in the list of a service: days, papers, steps and trips
// before and after, or plainly that nothing changed.
import { html } from "./html.js";
import { nameOf, t } from "./words.js";

const FIGURES = ["days", "materials", "steps", "trips"];

const shown = (n) => (n === null || n === undefined ? t("effect.unknown") : String(n));

function change({ before, after }) {
  if (typeof before !== "number" || typeof after !== "number") return "";
  if (before === after) return t("effect.same");
  return before > after ? t("effect.less", { n: before - after }) : t("effect.more", { n: after - before });
}

const tone = ({ before, after }) => (typeof before !== "number" || typeof after !== "number" || before === after ? "" : before > after ? "is-good" : "is-bad");

const row = (effect) => (key) => html`
  <tr><th scope="row">${t(`effect.${key}`)}</th><td>${shown(effect[key].before)}</td><td>${shown(effect[key].after)}</td>
    <td>${change(effect[key]) ? html`<span class=${`tag ${tone(effect[key])}`}>${change(effect[key])}</span>` : ""}</td></tr>`;

const necessity = (value, none) => (value ? t(`effect.${value}`) : t(none));

const materialRow = ({ before, after, ...material }) => html`
  <tr><th scope="row">${t("effect.material", { name: nameOf(material) })}</th><td>${necessity(before, "effect.not_there")}</td><td>${necessity(after, "effect.gone")}</td>
    <td>${before === after ? t("effect.same") : ""}</td></tr>`;

const figuresSame = (effect) => FIGURES.every((key) => effect[key].before === effect[key].after);

// The table of an effect; "" where the problem is about no service.
export function effectTable(effect) {
  if (!effect || !effect.version) return "";
  if (!effect.changed) return html`<p class="notice">${t("effect.none")}</p>`;
  return html`
    <div class="effect" role="region" tabindex="0" aria-label=${t("effect.title")}>
      <table class="effect-table">
        <caption class="visually-hidden">${t("effect.title")}</caption>
        <thead><tr><th scope="col">${t("effect.what")}</th><th scope="col">${t("effect.before")}</th><th scope="col">${t("effect.after")}</th><th scope="col">${t("effect.change")}</th></tr></thead>
        <tbody>${FIGURES.map(row(effect))}${effect.material ? materialRow(effect.material) : ""}
          <tr><th scope="row">${t("effect.version")}</th><td>${effect.version.before}</td><td>${effect.version.after}</td><td></td></tr></tbody>
      </table>
    </div>
    ${figuresSame(effect) ? html`<p class="hint">${t("effect.other", { n: effect.better + effect.worse })}</p>` : ""}`;
}
