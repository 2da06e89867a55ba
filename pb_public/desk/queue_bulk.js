// Acts on many cases of the work list at once: each is one act through the engine, and each
// that is refused stays chosen and says why.
import { html } from "../shared/html.js";
import { faultWords, list, post, Refusal, refusalWords, newId } from "../shared/api.js";
import { say } from "../shared/frame.js";
import { t } from "../shared/words.js";
import { openDialog } from "./dialog.js";
import { wordsFor } from "./wording.js";

const AT_ONCE = 200; // cases in one request

const reason = (label, templates = () => []) => ({ name: "reason", kind: "long", label, required: false, templates });

// What can be done with many: `when` says with which of them, `fields` what is asked.
const DEEDS = [
  { act: "accept", role: ["clerk", "examiner"], when: (item) => item.state === "submitted", fields: () => [] },
  { act: "examine", role: ["examiner"], when: (item) => item.state === "accepted" && item.steps.length > 0, fields: (many) => [reason(t("desk.opinion"), () => wordsFor(many.templates, "examine", "pass"))] },
  { act: "grant", role: ["approver"], when: (item) => item.state === "accepted" && item.instant && !item.steps.length, fields: () => [reason(t("desk.note"))] },
  {
    act: "deliver", role: ["clerk"], when: (item) => ["granted", "refused"].includes(item.state),
    fields: () => [{ name: "method", kind: "choice", label: t("desk.method"), required: true, value: "counter",
      options: ["counter", "post", "electronic"].map((value) => ({ value, label: t(`method.${value}`) })) }],
  },
  { act: "reassign", role: ["approver", "supervisor"], when: (item) => item.steps.length > 0, fields: (many) => [assignee(many), reason(t("desk.note"))] },
  { act: "message", role: ["clerk", "examiner", "approver", "supervisor"], when: () => true,
    fields: (many) => [{ name: "text", kind: "long", label: t("queue.message"), required: true, empty: t("queue.message_empty"), templates: () => wordsFor(many.templates, "message") }] },
];

// Who can take the steps: an examiner of a department in which one of them is open.
function assignee({ queue, chosen }) {
  const departments = new Set([...chosen.values()].flatMap((item) => item.steps.map((step) => step.department)));
  const able = queue.colleagues.filter((o) => o.active && o.roles.includes("examiner") && departments.has(o.department));
  return {
    name: "assignee", kind: "select", label: t("desk.assignee"), required: true, empty: t("desk.assignee_needed"),
    options: able.map((o) => ({ value: o.id, label: o.absent ? t("desk.absent", { name: o.name }) : o.name })),
  };
}

const nameOfDeed = (deed) => t(`queue.act_${deed.act}`);

// The chosen cases of a work list.
export class Many {
  constructor(queue) {
    Object.assign(this, { queue, chosen: new Map(), reasons: new Map(), news: null, templates: null });
  }

  has(item) { return this.chosen.has(item.id); }

  pick(items, on) {
    for (const item of items) {
      if (on) this.chosen.set(item.id, item);
      else this.chosen.delete(item.id);
    }
    this.queue.draw();
  }

  none() {
    this.chosen.clear();
    this.reasons.clear();
    this.news = null;
  }

  // What all of the chosen allow.
  get deeds() {
    const items = [...this.chosen.values()];
    return DEEDS.filter((deed) => deed.role.some((role) => this.queue.roles.includes(role)) && items.every(deed.when));
  }

  // Asks once for what the act needs and does it with each.
  async run(deed) {
    const name = nameOfDeed(deed);
    await this.prepare();
    const key = newId(); // what was sent before an answer was lost is not done twice
    const done = await openDialog({
      title: t("queue.each", { act: name, n: this.chosen.size }), lead: t(`queue.lead_${deed.act}`), go: name, danger: false, fields: deed.fields(this), passOn: () => false,
      send: (values) => this.send(deed, name, key, values),
    });
    if (!done) return;
    await this.queue.load();
    say(t("bulk.done", { act: name, n: this.news.done }));
    const place = this.queue.root.querySelector(".news");
    if (place) place.focus();
  }

  // The words that the department has ready; their places are filled case by case.
  async prepare() {
    if (this.templates) return;
    const { department } = this.queue.me;
    this.templates = await list("templates", { filter: `department = "" || department = "${department}"`, sort: "-department,order", perPage: 500 }).catch(() => []);
  }

  async send(deed, name, key, values) {
    const news = { name, done: 0, refused: [], failed: "" };
    const left = [...this.chosen.keys()];
    this.reasons.clear();
    while (left.length) {
      try {
        this.note(news, await post("/api/onestop/applications/bulk", { ...values, act: deed.act, key, applications: left.splice(0, AT_ONCE) }), deed.act);
      } catch (err) {
        if (!(err instanceof Refusal) || !news.done) throw err; // nothing was done yet: the dialog says why
        news.failed = refusalWords(err); // nothing more is sent; what was not done stays chosen
        left.length = 0;
      }
    }
    this.news = news;
  }

  note(news, { applications, done }, act) {
    news.done += done;
    for (const { id, ok, ...fault } of applications) {
      const item = this.chosen.get(id);
      if (ok) {
        this.chosen.delete(id);
        continue;
      }
      const text = faultWords(fault, act);
      news.refused.push({ about: { ...item, name: item.number }, text });
      this.reasons.set(id, text);
    }
  }
}

// What is done with the chosen cases; it stays in sight while the list is walked through.
export function bulkBar(many) {
  if (!many.chosen.size) return "";
  const { deeds } = many;
  return html`
    <div class="bulk" role="group" aria-label=${t("bulk.title")}>
      <strong>${t("bulk.chosen", { n: many.chosen.size })}</strong>
      ${deeds.map((deed) => html`<button type="button" class=${`button small ${deed.act === "message" || deed.act === "reassign" ? "secondary" : ""}`} data-act=${deed.act} @click=${() => many.run(deed)}>${nameOfDeed(deed)}</button>`)}
      ${deeds.length ? "" : html`<span class="hint">${t("bulk.none")}</span>`}
      <button type="button" class="link" @click=${() => {
        many.none();
        many.queue.draw();
      }}>${t("bulk.choose_none")}</button>
    </div>`;
}
