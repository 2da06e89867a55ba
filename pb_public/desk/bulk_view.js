// What became of an act on many: how many are done, and each that was refused with the
// reason. `said` is {name, done, refused: [{about, text}], failed}, `address` is where one
// of them stands, "" for one that has no page.
import { html } from "../shared/html.js";
import { nameOf, t } from "../shared/words.js";

const SHOWN = 20; // refusals named above the list; each stands in its row as well

const refusal = (address) => ({ about, text }) => html`<li>${address(about) ? html`<a href=${address(about)}>${nameOf(about)}</a>` : nameOf(about)}${t("common.colon")}${text}</li>`;

export const bulkNews = (said, address) => (said ? html`
  <div class=${`news ${said.refused.length || said.failed ? "is-refused" : "is-done"}`} role="status" tabindex="-1">
    <p>${t("bulk.done", { act: said.name, n: said.done })}</p>
    ${said.failed ? html`<p>${said.failed}</p>` : ""}
    ${said.refused.length ? html`<p>${t("bulk.refused", { n: said.refused.length })}</p>
      <ul>${said.refused.slice(0, SHOWN).map(refusal(address))}</ul>
      ${said.refused.length > SHOWN ? html`<p>${t("bulk.more", { n: said.refused.length - SHOWN })}</p>` : ""}` : ""}
  </div>` : "");
