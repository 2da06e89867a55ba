// The campaigns of the county, those that run first, and a new one from a template.
import { html, keyed, render } from "../shared/html.js";
import { errorSummary, fieldError, focusErrors } from "../shared/a11y.js";
import { get, post, Refusal, refusalItems, refusalWords } from "../shared/api.js";
import { day } from "../shared/days.js";
import { reading } from "../shared/reading.js";
import words from "../shared/words/campaigns.js";
import { addWords, nameOf, t } from "../shared/words.js";
import { campaignPage } from "./campaign_page.js";
import { lightCounts } from "./campaign_view.js";

addWords(words);

class Campaigns {
  constructor(root, again) {
    Object.assign(this, { root, again, items: null, templates: [], mayCreate: false, failed: "", form: null });
    this.draw = () => render(root, view(this));
    this.draw();
    this.load();
  }

  load() {
    return reading(this, async () => {
      const answer = await get("/api/onestop/campaigns");
      Object.assign(this, { items: answer.items, templates: answer.templates, mayCreate: answer.may_create, failed: "", today: answer.today });
    });
  }

  toggle() {
    this.form = this.form ? null : { values: { template: "", name: "", starts: this.today, deadline: "" }, errors: {}, refusal: "", busy: false };
    this.draw();
    const first = document.getElementById("n-template");
    if (first) first.focus();
  }

  set(name, value) {
    this.form.values[name] = value;
    this.draw();
  }

  async create(event) {
    event.preventDefault();
    const { form } = this;
    const errors = {};
    if (!form.values.template) errors.template = t("plan.template_choose");
    if (!form.values.deadline) errors.deadline = t("plan.deadline_needed");
    Object.assign(form, { errors, refusal: "" });
    if (!Object.keys(errors).length) {
      form.busy = true;
      this.draw();
      try {
        const { id } = await post("/api/onestop/campaigns", form.values);
        location.assign(`/board/campaign.html?id=${id}`);
        return;
      } catch (err) {
        if (!(err instanceof Refusal)) throw err;
        form.busy = false;
        const at = refusalItems(err).filter(({ field }) => field in form.values);
        for (const { field, text } of at) form.errors[field] = text;
        form.refusal = at.length ? "" : refusalWords(err);
      }
    }
    this.draw();
    focusErrors(this.root);
  }
}

const field = (page, name, label, input) => html`<p class="field"><label for=${`n-${name}`}>${label}</label>${fieldError(`n-${name}`, page.form.errors[name])}${input}</p>`;

const described = (page, name) => (page.form.errors[name] ? `n-${name}-error` : null);

function newForm(page) {
  const { values, errors, refusal, busy } = page.form;
  const set = (name) => (event) => page.set(name, event.target.value);
  const chosen = page.templates.find((template) => template.key === values.template);
  const dated = (name) => html`<input id=${`n-${name}`} type="date" .value=${values[name]} aria-describedby=${described(page, name)} aria-invalid=${errors[name] ? "true" : null} @input=${set(name)}>`;
  return html`
    <form class="card" novalidate @submit=${(event) => page.create(event)}>
      ${errorSummary(refusal ? [{ text: refusal }] : Object.entries(errors).map(([name, text]) => ({ id: `n-${name}`, text })))}
      ${field(page, "template", t("plan.template"), html`<select id="n-template" .value=${values.template} aria-describedby=${described(page, "template")} aria-invalid=${errors.template ? "true" : null} @change=${set("template")}>
        <option value="">${t("plan.template_choose")}</option>${page.templates.map((template) => html`<option value=${template.key}>${nameOf(template)}</option>`)}</select>`)}
      ${chosen ? html`<p>${nameOf(chosen, "goal")} <span class="hint">${t("plan.template_tasks", { n: chosen.tasks })}${chosen.per_department ? t("common.list") + t("plan.template_each") : ""}</span></p>` : ""}
      ${field(page, "name", t("plan.name"), html`<input id="n-name" type="text" maxlength="200" placeholder=${t("plan.name_empty")} .value=${values.name} @input=${set("name")}>`)}
      ${field(page, "starts", t("plan.starts"), dated("starts"))}
      ${field(page, "deadline", t("plan.deadline"), dated("deadline"))}
      <p class="buttons"><button type="submit" class="button" ?disabled=${busy}>${busy ? t("plan.working") : t("plan.create")}</button>
        <button type="button" class="button secondary" ?disabled=${busy} @click=${() => page.toggle()}>${t("plan.cancel")}</button></p>
    </form>`;
}

const card = (campaign) => html`
  <li>
    <a class="row-name" href=${`/board/campaign.html?id=${campaign.id}`}>${nameOf(campaign)}</a>
    <p class="meta"><span class=${`tag is-${campaign.state === "open" ? "accent" : "draft"}`}>${t(`plan.state_${campaign.state}`)}</span>
      <span>${t("plan.span", { from: day(campaign.starts, false), to: day(campaign.deadline, false) })}</span>
      <span>${t("plan.done_of", { done: campaign.done, all: campaign.tasks })}</span></p>
    ${campaign.state === "open" ? lightCounts(campaign) : ""}
    ${campaign.undated ? html`<p class="hint">${t("plan.undated", { year: campaign.undated })}</p>` : ""}
    ${campaign.missing && campaign.state !== "closed" ? html`<p class="plan-warn">${t("plan.missing", { n: campaign.missing })}</p>` : ""}
  </li>`;

function body(page) {
  if (page.failed && !page.items) return html`<p class="notice is-bad" role="alert">${page.failed} <button type="button" class="link" @click=${() => page.load()}>${t("common.retry")}</button></p>`;
  if (!page.items) return html`<p class="loading" role="status">${t("common.loading")}</p>`;
  return page.items.length ? html`<ul class="rows">${keyed(page.items, (campaign) => campaign.id, card)}</ul>` : html`<p>${t("plan.none")}</p>`;
}

const view = (page) => html`
  <div class="plan-head"><h1>${t("plan.campaigns")}</h1>
    ${page.mayCreate ? html`<button type="button" class="button" aria-expanded=${String(Boolean(page.form))} @click=${() => page.toggle()}>${t("plan.new")}</button>` : ""}</div>
  <p>${t("plan.campaigns_lead")}</p>
  ${page.form ? newForm(page) : ""}
  ${body(page)}`;

campaignPage({ title: () => t("plan.campaigns"), open: (main, again) => new Campaigns(main, again).draw });
