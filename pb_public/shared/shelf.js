// The document shelf (只传一次): what the applicant handed in before is offered above the
// upload control and taken with one press; what an authority holds is not asked for at all.
import { html } from "./html.js";
import { get } from "./api.js";
import { day } from "./days.js";
import { addWords, nameOf, t } from "./words.js";
import words from "./words/shelf.js";

addWords(words);

const EMPTY = { offers: [], held: [] };

// The shelf of an application, or of all cases of a journey, {offers, held}; without it everything can be uploaded.
export const readShelf = (id, of = "applications") => get(`/api/onestop/${of}/${id}/shelf`).catch(() => EMPTY);

// What a register holds of this material, or undefined.
export const heldOf = (uploads, material) => uploads.shelf.held.find((held) => held.material === material.id);

const offerFor = (uploads, material) => uploads.shelf.offers.find((offer) => offer.material === material.id);

const pages = ({ pages: all }) => `${all[0].original_name}${all.length > 1 ? t("shelf.pages", { n: all.length }) : ""}`;

const facts = (offer) => [
  t("shelf.uploaded", { day: day(offer.pages[0].uploaded, false) }), t(offer.accepted ? "shelf.accepted" : "shelf.unseen"),
  offer.valid_until ? t("shelf.valid_until", { day: day(offer.valid_until, false) }) : "",
].filter(Boolean);

// The offer for a material of which nothing is there yet.
export function offerPart(uploads, material) {
  const offer = offerFor(uploads, material);
  if (!offer) return "";
  const take = () => {
    uploads.again(material, offer);
    const control = document.getElementById(`up-${material.id}`); // the button that was pressed is gone
    if (control) control.focus();
  };
  return html`
    <div class="shelf" role="group" aria-labelledby=${`shelf-${material.id}`}>
      <p class="shelf-title" id=${`shelf-${material.id}`}>${t("shelf.title")}</p>
      <p class="shelf-name">${pages(offer)}</p>
      <p class="meta">${facts(offer).map((text) => html`<span>${text}</span>`)}</p>
      <p class="buttons"><button type="button" class="button" aria-label=${t("upload.for", { name: nameOf(material), deed: t("shelf.take") })} @click=${take}>${t("shelf.take")}</button></p>
      <p class="hint">${t("shelf.or_new")}</p>
    </div>`;
}

// What stands in place of the upload control where a register holds the paper.
export const heldPart = (held) => html`
  <div class="shelf is-held">
    <p class="shelf-title">✓ ${t("shelf.held")}</p>
    <p>${t("shelf.held_text")}</p>
    <p class="meta"><span>${t("shelf.number", { number: held.number })}</span>${held.valid_to ? html`<span>${t("shelf.valid_until", { day: day(held.valid_to, false) })}</span>` : ""}</p>
  </div>`;

// The tag of a material that is there.
export const thereTag = (uploads, material) => html`<span class="tag is-good">✓ ${t(heldOf(uploads, material) && !uploads.counting(material).length ? "shelf.held" : "upload.done")}</span>`;
