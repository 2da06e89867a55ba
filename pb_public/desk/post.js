// The own post: who stands in while the officer is away (AB岗), the shortcuts, the password.
import { html, render } from "../shared/html.js";
import { change, list, login, Refusal, refusalWords, renew } from "../shared/api.js";
import { errorSummary, focusErrors } from "../shared/a11y.js";
import { say } from "../shared/frame.js";
import { shortcutsOn, switchShortcuts } from "../shared/shortcuts.js";
import states from "../shared/words/states.js";
import desk from "../shared/words/desk.js";
import words from "../shared/words/staff.js";
import { addWords, inOrder, listOf, nameOf, t } from "../shared/words.js";
import { deputedBy } from "./posts.js";
import { deskPage } from "./desk_page.js";

addWords(states, desk, words);

const LEAST = 8; // characters of a password, as the house asks

class Post {
  constructor(root, me) {
    Object.assign(this, { root, me, officers: [], departments: [], absent: Boolean(me.absent), deputy: me.deputy || "", busy: false, errors: [], note: "", before: "", after: "", again: "" });
    this.draw = this.draw.bind(this);
    this.draw();
    Promise.all([list("officers", { sort: "name", perPage: 500 }), list("departments", { perPage: 500 })]).then(([officers, departments]) => {
      const mine = officers.find((o) => o.id === me.id) || me;
      Object.assign(this, { officers, departments, me: { ...me, ...mine }, absent: Boolean(mine.absent), deputy: mine.deputy || "" });
      this.draw();
    }, (err) => this.fail(err));
  }

  // Who can stand in: colleagues of the department who are at work, and whoever is named now.
  get colleagues() { return this.officers.filter((o) => o.id !== this.me.id && (o.id === this.deputy || (o.active && o.department === this.me.department && o.roles.some((role) => this.me.roles.includes(role))))); }

  fail(err) {
    if (!(err instanceof Refusal)) throw err;
    Object.assign(this, { busy: false, errors: [{ text: refusalWords(err) }], note: "" });
    this.draw();
    focusErrors(this.root);
  }

  async saveAbsence(event) {
    event.preventDefault();
    if (this.absent && !this.deputy && !this.asked) {
      this.asked = true; // said once: without a deputy the work waits
      Object.assign(this, { errors: [{ id: "deputy", text: t("staff.no_deputy") }], note: "" });
      this.draw();
      focusErrors(this.root);
      return;
    }
    await this.send({ absent: this.absent, deputy: this.deputy }, t(this.absent ? "staff.saved_away" : "staff.saved_back"));
  }

  async savePassword(event) {
    event.preventDefault();
    const short = this.after.length < LEAST ? t("staff.password_short", { n: LEAST }) : "";
    const differs = this.after !== this.again ? t("staff.password_differs") : "";
    if (short || differs) {
      Object.assign(this, { errors: [{ id: short ? "after" : "again", text: short || differs }], note: "" });
      this.draw();
      focusErrors(this.root);
      return;
    }
    const { after } = this;
    if (!(await this.send({ oldPassword: this.before, password: after, passwordConfirm: after }, t("staff.password_saved")))) return;
    Object.assign(this, { before: "", after: "", again: "" });
    this.draw();
    await login("officers", this.me.email, after).catch((err) => this.fail(err)); // a new password ends the old session
  }

  async send(fields, note) {
    Object.assign(this, { busy: true, errors: [], note: "" });
    this.draw();
    try {
      const record = await change("officers", this.me.id, fields);
      Object.assign(this, { me: { ...this.me, ...record }, busy: false, note });
      renew(this.me);
      this.draw();
      say(note);
      return true;
    } catch (err) {
      this.fail(err);
      return false;
    }
  }

  draw() { render(this.root, view(this)); }
}

const fact = (label, value) => html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`;

function absence(page) {
  const deputed = deputedBy(page.me, page.officers);
  return html`
    <section class="panel" aria-labelledby="absence">
      <h2 id="absence">${t("staff.absence")}</h2>
      <p>${t("staff.absence_lead")}</p>
      <form @submit=${(event) => page.saveAbsence(event)}>
        <p><label class="choice"><input type="checkbox" .checked=${page.absent} @change=${(event) => {
          page.absent = event.target.checked;
          page.draw();
        }}> <span>${t("staff.i_am_away")}</span></label></p>
        <p class="field"><label for="deputy">${t("staff.deputy")}</label>
          <select id="deputy" .value=${page.deputy} @change=${(event) => {
            page.deputy = event.target.value;
            page.draw();
          }}><option value="">${t("staff.nobody_named")}</option>${inOrder(page.colleagues, (o) => o.name).map((o) => html`<option value=${o.id}>${o.absent ? t("desk.absent", { name: o.name }) : o.name}</option>`)}</select></p>
        <button type="submit" class="button" ?disabled=${page.busy}>${t("staff.save")}</button>
      </form>
      ${deputed.length ? html`<p class="notice">${t("staff.standing_in", { names: listOf(deputed.map((o) => o.name)) })} <a href="/desk/?examiner=deputed">${t("staff.their_cases")}</a></p>` : ""}
    </section>`;
}

const shortcuts = () => html`
  <section class="panel" aria-labelledby="shortcuts"><h2 id="shortcuts">${t("staff.shortcuts")}</h2>
    <p>${t("staff.shortcuts_lead")}</p>
    <p><label class="choice"><input type="checkbox" .checked=${shortcutsOn()} @change=${(event) => switchShortcuts(event.target.checked)}> <span>${t("staff.shortcuts_on")}</span></label></p></section>`;

const password = (page, id, label, autocomplete) => html`
  <p class="field"><label for=${id}>${label}</label>
    <input id=${id} type="password" autocomplete=${autocomplete} required .value=${page[id]} @input=${(event) => { page[id] = event.target.value; }}></p>`;

const view = (page) => html`
  <h1>${t("staff.post")}</h1>
  ${errorSummary(page.errors)}
  ${page.note ? html`<p class="notice is-good" role="status">${page.note}</p>` : ""}
  <section class="panel" aria-labelledby="who"><h2 id="who">${page.me.name}</h2>
    <dl class="facts">${fact(t("staff.department"), nameOf(page.departments.find((d) => d.id === page.me.department)) || "—")}
      ${fact(t("staff.roles"), listOf(page.me.roles.map((role) => t(`role.${role}`))))}${fact(t("desk.email"), page.me.email)}</dl>
    <p class="hint">${t("staff.by_administrator")}</p></section>
  ${absence(page)}
  ${shortcuts()}
  <section class="panel" aria-labelledby="password"><h2 id="password">${t("staff.password")}</h2>
    <form @submit=${(event) => page.savePassword(event)}>
      ${password(page, "before", t("staff.password_before"), "current-password")}
      ${password(page, "after", t("staff.password_after"), "new-password")}
      ${password(page, "again", t("staff.password_again"), "new-password")}
      <button type="submit" class="button secondary" ?disabled=${page.busy}>${t("staff.password_save")}</button>
    </form></section>`;

deskPage({ title: () => t("staff.post"), open: (main, me) => new Post(main, me).draw });
