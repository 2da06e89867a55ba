// The item of the basic catalogue beside the list, with what no longer agrees marked
// (R-CAT-03, R-CLM-08). A list may cite more than its item, never less.
import { html } from "../shared/html.js";
import { listOf, nameOf, t } from "../shared/words.js";
import { panel } from "./panels.js";

const BASIC = 12; // signs of the basic code at the end of the implementation code

const FIELDS = ["name", "name_en", "code", "basis", "type", "levels", "status"];

// What the basic catalogue says of the item and no list repeats.
const OF_THE_ITEM = ["type", "levels", "status"];

const unspaced = (text) => (text || "").replace(/\s+/g, "");

const SAID = {
  type: (code) => t(`change.type.${code}`), levels: (codes) => listOf(codes.map((level) => t(`change.level.${level}`))), status: (code) => t(`claims.status_${code}`),
};
const said = (field, value) => (SAID[field] ? SAID[field](value) : value);

// [field, in the catalogue, as shown of the list, whether they agree]. What is compiled now is
// compared here; in what the list that stands has to follow, the server says (R-CLM-08).
function rows({ item, service, drift }) {
  const must = drift ? drift.fields : [];
  const mine = service ? { name: service.name, name_en: service.name_en, code: service.code.slice(-BASIC), basis: service.basis } : {};
  return FIELDS.map((field) => {
    const far = must.find((one) => one.field === field);
    const listed = far ? said(field, far.listed) : mine[field];
    const shown = listed || (service && OF_THE_ITEM.includes(field) ? html`<span class="hint">${t("claims.set_by_catalogue")}</span>` : "—");
    const agrees = !far && (field === "status" ? item.status === "in_use" : listed === undefined || same(field, item[field], listed));
    return [field, said(field, item[field]), shown, agrees];
  });
}

function same(field, item, listed) {
  if (field === "basis") return unspaced(listed).includes(unspaced(item));
  return (item || "").trim() === (listed || "").trim();
}

const line = ([field, item, list, agrees]) => html`
  <tr class=${agrees ? "" : "is-off"}>
    <th scope="row">${t(`claims.field_${field}`)}</th>
    <td class="pre" data-label=${t("claims.item_in_catalogue")}>${item}${agrees ? "" : html` <span class="tag is-warn">${t("claims.drifted")}</span>`}</td>
    <td class="pre" data-label=${t("claims.item_in_list")}>${list}</td>
  </tr>`;

export const itemPanel = (page) => panel("item", t("claims.item_beside"), html`
  <table class="drift">
    <caption class="visually-hidden">${t("claims.item_beside")}${t("common.colon")}${nameOf(page.item)}</caption>
    <thead><tr><td></td><th scope="col">${t("claims.item_in_catalogue")}</th><th scope="col">${t("claims.item_in_list")}</th></tr></thead>
    <tbody>${rows(page).map(line)}</tbody>
  </table>`);
