// The words that the department has ready, by act: its own are written here, those of the
// whole county by supervisors.
import { html, keyed, render } from "../shared/html.js";
import { change, create, list, remove } from "../shared/api.js";
import { say } from "../shared/frame.js";
import { reading } from "../shared/reading.js";
import dialog from "../shared/words/desk.js";
import states from "../shared/words/states.js";
import words from "../shared/words/templates.js";
import { addWords, nameOf, t } from "../shared/words.js";
import { deskPage } from "./desk_page.js";
import { openDialog } from "./dialog.js";

addWords(states, dialog, words);

// The acts that take words, in the order of a case, with their grounds.
const GROUNDS = {
  check: [], request_correction: [], accept: [], reject: ["no_licence_needed", "incomplete", "barred"], examine: ["pass", "fail"], verify_site: ["pass", "fail"],
  pause: ["hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review", "third_party"], resume: [], extend: [], offer_hearing: [], hold_hearing: [],
  reassign: [], grant: [], refuse: ["conditions_unmet", "review_failed", "false_materials", "other"], terminate: [], deliver: [], message: [],
};

// The open places of a template, as the house knows them (hooks/rules/wording).
const PLACES = ["申请人", "事项", "编号", "部门", "电话", "今天", "到期日", "缺少材料", "不合格材料"].map((name) => `{${name}}`).join(" ");
const HANDLES = ["clerk", "examiner", "approver"];

class Templates {
  constructor(root, me, again) {
    Object.assign(this, { root, me, again, items: null, failed: "", news: "" });
    this.draw = this.draw.bind(this);
    this.load = this.load.bind(this);
    this.draw();
    this.load();
  }

  load() {
    return reading(this, async () => {
      const items = await list("templates", { filter: `department = "" || department = "${this.me.department}"`, sort: "-department,order,@rowid", perPage: 500 });
      Object.assign(this, { items, failed: "" });
    });
  }

  get supervises() { return this.me.roles.includes("supervisor"); }

  get keeps() { return this.supervises || this.me.roles.some((role) => HANDLES.includes(role)); }

  mayWrite(template) { return this.supervises || (template.department === this.me.department && this.keeps); }

  fields(template) {
    const acts = Object.keys(GROUNDS).map((value) => ({ value, label: t(`templates.act_${value}`) }));
    const grounds = [...new Set(Object.values(GROUNDS).flat())].map((value) => ({ value, label: t(`ground.${value}`) }));
    return [
      { name: "act", kind: "select", label: t("templates.act"), required: true, empty: t("templates.act_needed"), options: acts, value: template.act || "" },
      { name: "ground", kind: "select", label: t("templates.ground"), options: grounds, value: template.ground || "", when: (values) => (GROUNDS[values.act] || []).length > 0 },
      { name: "title", kind: "text", label: t("templates.title"), required: true, empty: t("templates.title_needed"), value: template.title || "" },
      { name: "title_en", kind: "text", label: t("templates.title_en"), value: template.title_en || "" },
      { name: "text", kind: "long", label: t("templates.text"), required: true, empty: t("templates.text_needed"), value: template.text || "" },
      ...(this.supervises ? [{ name: "whole", kind: "choice", label: t("templates.for_whom"), required: true, value: template.id && template.department ? "own" : "county",
        options: ["county", "own"].map((value) => ({ value, label: t(`templates.for_${value}`) })) }] : []),
    ];
  }

  async edit(template = {}) {
    const said = t(template.id ? "templates.edit" : "templates.add");
    await this.after(openDialog({
      title: said, lead: t("templates.places", { places: PLACES }), go: t("templates.save"), danger: false, passOn: () => false, fields: this.fields(template),
      send: ({ whole, ...values }) => {
        const ground = (GROUNDS[values.act] || []).includes(values.ground) ? values.ground : "";
        const fields = { ...values, ground, department: whole === "county" ? "" : template.department || this.me.department };
        return template.id ? change("templates", template.id, fields) : create("templates", { ...fields, order: 1 });
      },
    }), t("templates.saved"));
  }

  async drop(template) {
    await this.after(openDialog({
      title: t("templates.drop_title", { name: nameOf(template, "title") }), lead: t("templates.drop_lead"), go: t("templates.drop"), danger: true, passOn: () => false, fields: [],
      send: () => remove("templates", template.id),
    }), t("templates.dropped"));
  }

  async after(asked, news) {
    if (!(await asked)) return;
    this.news = news;
    await this.load();
    say(news);
  }

  draw() { render(this.root, view(this)); }
}

const row = (page) => (template) => html`
  <li class="template">
    <h3>${nameOf(template, "title")} ${template.ground ? html`<span class="tag">${t(`ground.${template.ground}`)}</span> ` : ""}<span class="hint">${t(template.department ? "templates.of_department" : "templates.of_county")}</span></h3>
    <p class="said">${template.text}</p>
    ${page.mayWrite(template) ? html`<p class="buttons"><button type="button" class="button small secondary" aria-label=${`${t("templates.edit")}${t("common.colon")}${nameOf(template, "title")}`} @click=${() => page.edit(template)}>${t("templates.edit")}</button>
      <button type="button" class="link" aria-label=${`${t("templates.drop")}${t("common.colon")}${nameOf(template, "title")}`} @click=${() => page.drop(template)}>${t("templates.drop")}</button></p>` : ""}
  </li>`;

function group(page, act) {
  const mine = page.items.filter((template) => template.act === act);
  return mine.length ? html`
    <section class="panel" aria-labelledby=${`act-${act}`}><h2 id=${`act-${act}`}>${t(`templates.act_${act}`)}</h2>
      <ul class="docs">${keyed(mine, (template) => template.id, row(page))}</ul></section>` : "";
}

function body(page) {
  if (page.failed) return html`<p class="queue-note" role="alert">${page.failed} <button type="button" class="link" @click=${page.load}>${t("common.retry")}</button></p>`;
  if (!page.items) return html`<p class="queue-note" role="status">${t("common.loading")}</p>`;
  return page.items.length ? Object.keys(GROUNDS).map((act) => group(page, act)) : html`<p class="queue-note" role="status">${t("templates.none")}</p>`;
}

const view = (page) => html`
  <div class="queue-head"><h1>${t("templates.heading")}</h1>
    ${page.keeps ? html`<button type="button" class="button" @click=${() => page.edit()}>${t("templates.add")}</button>` : ""}</div>
  <p>${t("templates.lead")}</p>
  ${page.news ? html`<p class="notice is-good" role="status">${page.news}</p>` : ""}
  ${body(page)}`;

deskPage({ title: () => t("templates.heading"), open: (main, me, { again }) => new Templates(main, me, again).draw });
