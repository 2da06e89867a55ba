// Opening a claim: an item of the basic catalogue for a department. A cataloguer takes an
// item for the own department, a supervisor assigns it to any (R-CLM-03).
import { html, keyed } from "../shared/html.js";
import { create, list, Refusal, refusalItems, refusalWords } from "../shared/api.js";
import { errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { nameOf, t } from "../shared/words.js";

const WAIT = 300; // milliseconds after the last key
const MOST = 12;

const quoted = (text) => `"${text.replace(/[\\"]/g, "\\$&")}"`;

// The form that opens a claim; `page` is the list of claims around it.
export class Opening {
  constructor(page) {
    Object.assign(this, { page, q: "", found: [], taken: [], item: "", refusal: "", error: "", busy: false, timer: 0 });
    this.department = page.me.roles.includes("supervisor") ? "" : page.me.department;
    this.search();
  }

  type(q) {
    this.q = q;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), WAIT);
    this.page.draw();
  }

  // The items in use that fit, and which of them the department has already.
  async search() {
    const asked = this.q.trim();
    const words = asked.split(/\s+/).filter(Boolean).map((word) => `(name ~ ${quoted(word)} || name_en ~ ${quoted(word)} || code ~ ${quoted(word)})`);
    try {
      const found = await list("basic_items", { filter: ['status="in_use"', ...words].join(" && "), sort: "-created,name", perPage: MOST });
      if (asked !== this.q.trim()) return; // typed on meanwhile
      this.found = found;
      await this.lookTaken();
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      this.refusal = refusalWords(err);
    }
    this.page.draw();
  }

  async lookTaken() {
    this.taken = [];
    if (!this.department || !this.found.length) return;
    const any = this.found.map((item) => `basic_item="${item.id}"`).join(" || ");
    this.taken = await list("claims", { filter: `department="${this.department}" && (${any})`, perPage: MOST });
    if (this.taken.some((claim) => claim.basic_item === this.item)) this.item = "";
  }

  async setDepartment(department) {
    this.department = department;
    this.page.draw();
    await this.search();
  }

  async send(event) {
    event.preventDefault();
    this.error = this.item && this.department ? "" : t("claims.open_missing");
    if (this.error || this.busy) {
      this.page.draw();
      focusErrors(this.page.root);
      return;
    }
    Object.assign(this, { busy: true, refusal: "" });
    this.page.draw();
    try {
      const claim = await create("claims", { basic_item: this.item, department: this.department });
      location.assign(`/desk/claim.html?id=${claim.id}`);
    } catch (err) {
      if (!(err instanceof Refusal)) throw err;
      const twice = refusalItems(err).some((item) => item.code === "validation_not_unique");
      Object.assign(this, { busy: false, refusal: twice ? t("claims.taken_twice") : refusalWords(err) });
      this.page.draw();
      focusErrors(this.page.root);
    }
  }
}

// What the department can still take stands first.
const freeFirst = ({ found, taken }) => {
  const has = (item) => taken.some((claim) => claim.basic_item === item.id);
  return [...found.filter((item) => !has(item)), ...found.filter(has)];
};

function itemRow(form, item) {
  const taken = form.taken.find((claim) => claim.basic_item === item.id);
  return html`
    <label class=${`choice ${form.item === item.id ? "is-chosen" : ""}`}>
      <input type="radio" name="open-item" value=${item.id} ?disabled=${Boolean(taken)} .checked=${form.item === item.id} @change=${() => {
        form.item = item.id;
        form.page.draw();
      }}>
      <span>${nameOf(item)} <span class="claim-code">${item.code}</span> ${taken ? html`<span class="hint">${t("claims.taken", { state: t(`state.${taken.state}`) })}</span>` : ""}</span>
    </label>`;
}

export const openingView = (form) => html`
  <section class="panel" aria-labelledby="open-title">
    <h2 id="open-title">${t("claims.open")}</h2>
    <form @submit=${(event) => form.send(event)}>
      ${form.error ? errorSummary([{ id: form.item ? "open-department" : "open-q", text: form.error }]) : ""}
      ${form.refusal ? errorSummary([{ text: form.refusal }], t("desk.refused")) : ""}
      ${form.page.me.roles.includes("supervisor") ? html`<p class="field"><label for="open-department">${t("claims.open_department")}</label>
        <select id="open-department" .value=${form.department} @change=${(event) => form.setDepartment(event.target.value)}>
          <option value="">${t("desk.choose")}</option>${form.page.departments.map((d) => html`<option value=${d.id}>${nameOf(d)}</option>`)}</select></p>` : ""}
      <p class="field"><label for="open-q">${t("claims.open_find")}</label>${fieldError("open-q", "")}
        <input id="open-q" type="search" maxlength="100" .value=${form.q} @input=${(event) => form.type(event.target.value)}></p>
      <fieldset class="choices claim-items"><legend class="visually-hidden">${t("claims.item")}</legend>
        ${keyed(freeFirst(form), (item) => item.id, (item) => itemRow(form, item))}
        ${form.found.length ? "" : html`<p class="hint">${t("claims.open_none")}</p>`}</fieldset>
      <p class="buttons"><button type="submit" class="button" ?disabled=${form.busy}>${t(form.busy ? "desk.working" : "claims.open_go")}</button>
        <button type="button" class="button secondary" @click=${() => form.page.toggleOpening()}>${t("common.cancel")}</button></p>
    </form>
  </section>`;
