// Which service and which of its papers a report is about: found as one types.
import { html } from "../shared/html.js";
import { get, Refusal } from "../shared/api.js";
import { nameOf, t } from "../shared/words.js";

const WAIT = 250; // milliseconds after the last key
const SHOWN = 6;

const search = { text: "", items: [], materials: [], timer: 0, asked: 0, started: false };

export function servicePart(state, { draw, set, start }) {
  if (start && !search.started) choose(start);
  search.started = true;

  async function choose(id) {
    try {
      const service = await get(`/api/onestop/services/${id}`);
      Object.assign(search, { text: "", items: [], materials: service.materials });
      state.material = "";
      set("service", { id: service.id, name: service.name, name_en: service.name_en });
    } catch (err) {
      if (!(err instanceof Refusal)) throw err; // a service that is gone is no service to report
    }
  }

  function typed(event) {
    search.text = event.target.value;
    clearTimeout(search.timer);
    if (!event.isComposing) search.timer = setTimeout(find, WAIT);
    draw();
  }

  async function find() {
    const mine = ++search.asked;
    const answer = search.text.trim() ? await get("/api/onestop/services", { q: search.text.trim() }).catch(() => ({ items: [] })) : { items: [] };
    if (mine !== search.asked) return;
    search.items = answer.items.slice(0, SHOWN);
    draw();
  }

  if (state.service) {
    return html`
      <div class="field"><p><strong>${t("report.service")}</strong></p>
        <p class="picked"><span>${nameOf(state.service)}</span> <button type="button" class="link" @click=${() => {
          search.materials = [];
          state.material = "";
          set("service", null);
        }}>${t("report.files_remove")}<span class="visually-hidden"> ${nameOf(state.service)}</span></button></p></div>
      ${search.materials.length ? html`<p class="field"><label for="material">${t("report.material")} <span class="field-mark">${t("field.optional")}</span></label>
        <select id="material" .value=${state.material} @change=${(event) => set("material", event.target.value)}>
          <option value="">${t("report.material_none")}</option>${search.materials.map((m) => html`<option value=${m.id}>${nameOf(m)}</option>`)}</select></p>` : ""}`;
  }
  return html`
    <div class="field"><label for="service">${t("report.service")} <span class="field-mark">${t("field.optional")}</span></label>
      <span class="hint" id="service-hint">${t("report.service_hint")}</span>
      <input id="service" type="search" maxlength="100" autocomplete="off" .value=${search.text} aria-describedby="service-hint" @input=${typed} @compositionend=${typed}>
      ${search.items.length ? html`<ul class="options">${search.items.map((item) => html`<li><button type="button" class="link" @click=${() => choose(item.id)}>${nameOf(item)}</button></li>`)}</ul>` : ""}
    </div>`;
}
