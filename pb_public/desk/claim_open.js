// Opening claims: one or many items of the basic catalogue for a department. A cataloguer
// takes items for the own department, a supervisor assigns them to any (R-CLM-03).
import { html, keyed } from "../shared/html.js";
import { create, list, Refusal, refusalItems, refusalWords } from "../shared/api.js";
import { errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { inOrder, nameOf, t } from "../shared/words.js";

const WAIT = 300; // milliseconds after the last key
const MOST = 50; // items shown; what is chosen stays chosen while others are looked for

const quoted = (text) => `"${text.replace(/[\\"]/g, "\\$&")}"`;

// The form that opens a claim; `page` is the list of claims around it.
export class Opening {
  constructor(page) {
    Object.assign(this, { page, q: "", found: [], taken: [], items: new Map(), owner: "", refusal: "", error: "", busy: false, timer: 0 });
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
    for (const claim of this.taken) this.items.delete(claim.basic_item);
  }

  async setDepartment(department) {
    Object.assign(this, { department, owner: "" });
    this.page.draw();
    await this.search();
  }

  pick(items, on) {
    for (const item of items) {
      if (on) this.items.set(item.id, item);
      else this.items.delete(item.id);
    }
    this.page.draw();
  }

  isTaken(item) { return this.taken.find((claim) => claim.basic_item === item.id); }

  // Many at once are answered one by one above the list of claims.
  openMany() {
    this.page.opening = null;
    return this.page.inParts(t("claims.open"), { act: "open", department: this.department, owner: this.owner }, "items", [...this.items.keys()]);
  }

  async send(event) {
    event.preventDefault();
    this.error = this.items.size && this.department ? "" : t("claims.open_missing");
    if (this.error || this.busy) {
      this.page.draw();
      focusErrors(this.page.root);
      return;
    }
    Object.assign(this, { busy: true, refusal: "" });
    this.page.draw();
    try {
      if (this.items.size > 1) {
        await this.openMany();
        return;
      }
      const [item] = this.items.keys();
      const claim = await create("claims", { basic_item: item, department: this.department, owner: this.owner });
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
const freeFirst = (form) => [...form.found.filter((item) => !form.isTaken(item)), ...form.found.filter((item) => form.isTaken(item))];

function itemRow(form, item) {
  const taken = form.isTaken(item);
  return html`
    <label class=${`choice ${form.items.has(item.id) ? "is-chosen" : ""}`}>
      <input type="checkbox" name="open-item" value=${item.id} ?disabled=${Boolean(taken)} .checked=${form.items.has(item.id)} @change=${(event) => form.pick([item], event.target.checked)}>
      <span>${nameOf(item)} <span class="claim-code">${item.code}</span> ${taken ? html`<span class="hint">${t("claims.taken", { state: t(`state.${taken.state}`) })}</span>` : ""}</span>
    </label>`;
}

function pickShown(form) {
  const free = form.found.filter((item) => !form.isTaken(item));
  if (free.length < 2) return "";
  return html`<p class="pick-all"><label class="pick"><input type="checkbox" .checked=${free.every((item) => form.items.has(item.id))} @change=${(event) => form.pick(free, event.target.checked)}> ${t("claims.open_all", { n: free.length })}</label></p>`;
}

function ownerField(form) {
  const owners = form.page.me.roles.includes("supervisor") && form.department ? form.page.cataloguers(form.department) : [];
  if (!owners.length) return "";
  return html`<p class="field"><label for="open-owner">${t("claims.owner")} <span class="field-need">${t("common.optional")}</span></label>
    <select id="open-owner" .value=${form.owner} @change=${(event) => {
      form.owner = event.target.value;
      form.page.draw();
    }}><option value="">${t("desk.unassigned")}</option>${owners.map((o) => html`<option value=${o.id}>${o.name}</option>`)}</select></p>`;
}

export const openingView = (form) => html`
  <section class="panel" aria-labelledby="open-title">
    <h2 id="open-title">${t("claims.open")}</h2>
    <form @submit=${(event) => form.send(event)}>
      ${form.error ? errorSummary([{ id: form.items.size ? "open-department" : "open-q", text: form.error }]) : ""}
      ${form.refusal ? errorSummary([{ text: form.refusal }], t("desk.refused")) : ""}
      ${form.page.me.roles.includes("supervisor") ? html`<p class="field"><label for="open-department">${t("claims.open_department")}</label>
        <select id="open-department" .value=${form.department} @change=${(event) => form.setDepartment(event.target.value)}>
          <option value="">${t("desk.choose")}</option>${inOrder(form.page.departments).map((d) => html`<option value=${d.id}>${nameOf(d)}</option>`)}</select></p>` : ""}
      ${ownerField(form)}
      <p class="field"><label for="open-q">${t("claims.open_find")}</label>${fieldError("open-q", "")}
        <input id="open-q" type="search" maxlength="100" .value=${form.q} @input=${(event) => form.type(event.target.value)}></p>
      ${pickShown(form)}
      <fieldset class="choices claim-items"><legend class="visually-hidden">${t("claims.item")}</legend>
        ${keyed(freeFirst(form), (item) => item.id, (item) => itemRow(form, item))}
        ${form.found.length ? "" : html`<p class="hint">${t("claims.open_none")}</p>`}</fieldset>
      <p class="buttons"><button type="submit" class="button" ?disabled=${form.busy}>${form.busy ? t("desk.working") : form.items.size > 1 ? t("claims.open_many", { n: form.items.size }) : t("claims.open_go")}</button>
        <button type="button" class="button secondary" @click=${() => form.page.toggleOpening()}>${t("common.cancel")}</button></p>
    </form>
  </section>`;
