// The item of the basic catalogue beside the list, with what no longer agrees marked
// (R-CAT-03, R-CLM-08). A list may cite more than its item, never less.
import { html } from "../shared/html.js";
import { listOf, nameOf, t } from "../shared/words.js";
import { panel } from "./panels.js";

const BASIC = 12; // signs of the basic code at the end of the implementation code

const unspaced = (text) => (text || "").replace(/\s+/g, "");

// [field, in the catalogue, in the list, whether they agree]; without a third there is
// nothing in the list to compare.
function rows({ item, service }) {
  const code = service ? service.code.slice(-BASIC) : "";
  const same = (a, b) => (a || "").trim() === (b || "").trim();
  return [
    ["name", item.name, service && service.name, !service || same(item.name, service.name)],
    ["name_en", item.name_en, service && service.name_en, !service || same(item.name_en, service.name_en)],
    ["code", item.code, service && code, !service || item.code === code],
    ["basis", item.basis, service && service.basis, !service || unspaced(service.basis).includes(unspaced(item.basis))],
    ["type", t(`change.type.${item.type}`), null, true],
    ["levels", listOf(item.levels.map((level) => t(`change.level.${level}`))), null, true],
    ["status", t(`claims.status_${item.status}`), null, item.status === "in_use"],
  ];
}

const line = ([field, item, list, agrees]) => html`
  <tr class=${agrees ? "" : "is-off"}>
    <th scope="row">${t(`claims.field_${field}`)}</th>
    <td class="pre" data-label=${t("claims.item_in_catalogue")}>${item}${agrees ? "" : html` <span class="tag is-warn">${t("claims.drifted")}</span>`}</td>
    <td class="pre" data-label=${t("claims.item_in_list")}>${list || "—"}</td>
  </tr>`;

export const itemPanel = (page) => panel("item", t("claims.item_beside"), html`
  <table class="drift">
    <caption class="visually-hidden">${t("claims.item_beside")}${t("common.colon")}${nameOf(page.item)}</caption>
    <thead><tr><td></td><th scope="col">${t("claims.item_in_catalogue")}</th><th scope="col">${t("claims.item_in_list")}</th></tr></thead>
    <tbody>${rows(page).map(line)}</tbody>
  </table>`);
