// One public answer, and the solution rates of the departments.
import { html } from "../shared/html.js";
import { day } from "../shared/days.js";
import { effectTable } from "../shared/effect.js";
import { nameOf, t } from "../shared/words.js";

export const answerEntry = (item) => html`
  <h3>${item.title}</h3>
  <p class="meta"><span class=${`tag ${item.state === "verified" ? "is-good" : ""}`}>${t(`problem.state.${item.state}`)}</span>
    ${item.category ? html`<span>${t(`problem.category.${item.category}`)}</span>` : ""}
    ${item.solved ? html`<span>${t("answers.solved")} ${day(item.solved, false)}</span>` : ""}
    <span>${nameOf(item, "department")}</span></p>
  ${item.text ? html`<p><strong>${t("answers.words")}</strong></p><p class="pre">${item.text}</p>` : ""}
  <p class="pre">${item.answer}</p>
  <details><summary>${t("answers.measure")}<span class="visually-hidden"> ${item.title}</span></summary><p class="pre">${item.measure}</p>${effectTable(item.effect)}</details>
  ${item.service_name ? html`<p><a class="text-link" href=${`/service.html?id=${item.service}`}>${nameOf(item, "service_name")}</a></p>` : ""}`;

const percent = ({ numerator, denominator }) => (denominator ? `${Math.round((100 * numerator) / denominator)}%` : "—");

const rateRow = (rate, name) => html`
  <tr><th scope="row">${name}</th><td>${percent(rate)}</td><td>${rate.numerator}</td><td>${rate.denominator}</td><td>${rate.late}</td></tr>`;

export function ratesTable({ county, items, today }) {
  if (!county.denominator) return html`<p class="hint">${t("answers.rate_none")}</p>`;
  return html`
    <section aria-labelledby="rates-title"><h2 id="rates-title">${t("answers.rates")}</h2>
      <p class="hint">${t("answers.rates_text", { day: day(today, false) })}</p>
      <div class="effect" role="region" tabindex="0" aria-label=${t("answers.rate")}><table class="effect-table">
        <thead><tr><th scope="col">${t("answers.rate_department")}</th><th scope="col">${t("answers.rate")}</th><th scope="col">${t("answers.rate_solved")}</th><th scope="col">${t("answers.rate_issued")}</th><th scope="col">${t("answers.rate_late")}</th></tr></thead>
        <tbody>${rateRow(county, t("answers.rate_county"))}${items.map((rate) => rateRow(rate, nameOf(rate)))}</tbody>
      </table></div></section>`;
}
