// The rows of a list: shown closed by their names, opened to be compiled, added, put in
// order and taken away. What a published version names is retired, not deleted.
import { html, keyed } from "../shared/html.js";
import { confirmed } from "../shared/a11y.js";
import { change, create, Refusal, refusalItems, remove } from "../shared/api.js";
import { inOrder, nameOf, t } from "../shared/words.js";
import { openDialog } from "./dialog.js";
import { ROWS } from "./list_fields.js";
import { fieldOf, labelOf } from "./list_inputs.js";

// ---- what is done with rows

const byOrder = (sort) => (a, b) => (a[sort] || 0) - (b[sort] || 0) || (a.created < b.created ? -1 : 1);

export const sorted = (collection, rows) => [...rows].sort(byOrder(ROWS[collection].sort));

function ask(page, [field, kind, choices]) {
  const options = { type: () => inOrder(page.types).map((type) => ({ value: type.id, label: nameOf(type) })), department: () => inOrder(page.departments).map((d) => ({ value: d.id, label: nameOf(d) })),
    select: () => choices.values.map((value) => ({ value, label: t(`${choices.group}.${value}`) })) }[kind];
  const first = { department: page.service.department, necessity: "required", kind: choices ? choices.values[0] : "" }[field];
  return { name: field, kind: options ? "select" : "text", required: true, label: field === "type" ? labelOf("type_name") : labelOf(field), empty: t("list.row_needs"),
    ...(options ? { options: options() } : {}), ...(kind === "type" ? { filter: t("list.filter_types") } : {}), ...(first ? { value: first } : {}) };
}

// What a new row begins with beyond what was asked.
const BEGIN = {
  materials: (page, { type }) => {
    const kind = page.types.find((other) => other.id === type);
    return { name: kind.name, name_en: kind.name_en, source: kind.source, original: 1, form: "4" };
  },
  form_fields: (page) => ({ key: freeKey(page.rows.form_fields) }),
  steps: (page) => ({ seq: Math.max(0, ...page.rows.steps.map((step) => step.seq)) + 1, days: 1 }),
};

// The key under which a form keeps the answer; nobody reads it.
function freeKey(rows) {
  let n = rows.length + 1;
  while (rows.some((row) => row.key === `field_${n}`)) n++;
  return `field_${n}`;
}

export async function addRow(page, collection, owner = null) {
  const parent = owner ? { question: owner.id } : { service: page.service.id };
  const siblings = owner ? page.optionsOf(owner) : page.rows[collection];
  let made = null;
  const sent = await openDialog({
    title: t(`list.add_${collection}`), lead: "", go: t("list.add_go"), fields: ROWS[collection].ask.map((line) => ask(page, line)), passOn: () => false,
    send: async (values) => {
      const more = BEGIN[collection] ? BEGIN[collection](page, values) : {};
      const order = ROWS[collection].sort === "order" ? { order: Math.max(0, ...siblings.map((row) => row.order)) + 1 } : {};
      made = await create(collection, { ...parent, ...more, ...order, ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()])) });
    },
  });
  if (!sent) return;
  page.rows[collection] = sorted(collection, [...page.rows[collection], made]);
  page.open.add(`${collection}.${made.id}`);
  page.check();
  page.draw();
  const row = document.getElementById(`row-${made.id}`);
  if (row) row.querySelector("summary").focus();
}

export async function removeRow(page, collection, row) {
  if (!(await confirmed({ title: t("list.remove_title"), text: t("list.remove_text", { name: row[ROWS[collection].label] }), go: t("list.remove"), danger: true }))) return;
  try {
    await takeAway(collection, row);
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    page.refuse(err);
    return;
  }
  page.rows[collection] = page.rows[collection].filter((other) => other !== row);
  page.draft.forget(collection, row.id);
  page.check();
  page.draw();
}

async function takeAway(collection, row) {
  try {
    await remove(collection, row.id);
  } catch (err) {
    if (!(err instanceof Refusal) || !refusalItems(err).some((item) => item.code === "append_only")) throw err;
    await change(collection, row.id, { retired: true }); // a published version names it
  }
}

// Moves a row one place up (-1) or down (1) among its like.
function moveRow(page, collection, list, row, by) {
  const at = list.indexOf(row);
  const order = [...list];
  order.splice(at, 1);
  order.splice(at + by, 0, row);
  order.forEach((other, i) => other.order !== i + 1 && page.set(collection, other, "order", i + 1));
  page.rows[collection] = sorted(collection, page.rows[collection]);
  page.draw();
}

// ---- how rows look

function tools(page, collection, list, row) {
  if (!page.editable) return "";
  const name = row[ROWS[collection].label];
  const at = list.indexOf(row);
  const tool = (words, off, run, tone = "") => html`<button type="button" class=${`link ${tone}`} aria-label=${t("list.tool", { deed: words, name })} ?disabled=${off} @click=${run}>${words}</button>`;
  return html`<p class="row-tools">
    ${ROWS[collection].sort === "order" ? html`${tool(t("list.up"), at === 0, () => moveRow(page, collection, list, row, -1))} ${tool(t("list.down"), at === list.length - 1, () => moveRow(page, collection, list, row, 1))}` : ""}
    ${tool(t("list.remove"), false, () => removeRow(page, collection, row), "danger")}</p>`;
}

const optionRow = (page, list) => (option) => html`
  <li class="option-row list-fields">${ROWS.options.fields.map((line) => fieldOf(page, "options", option, line))}${tools(page, "options", list, option)}</li>`;

function options(page, question) {
  const list = page.optionsOf(question);
  return html`
    <div class="options"><strong>${t("list.options")}</strong>
      <ol>${keyed(list, (option) => option.id, optionRow(page, list))}</ol>
      ${page.editable ? html`<p><button type="button" class="button small secondary" @click=${() => addRow(page, "options", question)}>${t("list.add_options")}</button></p>` : ""}</div>`;
}

const tagOf = {
  materials: (row) => t(`necessity.${row.necessity}`), steps: (row) => t(`step.${row.kind}`), form_fields: (row) => t(`change.input.${row.kind}`), fees: (row) => row.standard, questions: () => "",
};

const shownFields = (collection, row) => ROWS[collection].fields.filter(([field]) => field !== "choices" || row.kind === "choice");

const rowView = (page, collection, list) => (row, at) => {
  const key = `${collection}.${row.id}`;
  const wrong = page.defectsOf(collection, row).length;
  return html`
    <li class="list-row">
      <details id=${`row-${row.id}`} .open=${page.open.has(key)} @toggle=${(event) => page.toggle(key, event.target.open)}>
        <summary><span class="row-no">${collection === "steps" ? row.seq : at + 1}</span> <span class="row-title">${nameOf(row, ROWS[collection].label) || t("list.unnamed")}</span>
          ${tagOf[collection](row) ? html`<span class="tag">${tagOf[collection](row)}</span>` : ""}${wrong ? html` <span class="tag is-bad">${t("list.wrong", { n: wrong })}</span>` : ""}</summary>
        ${page.open.has(key) ? html`<div class="row-fields list-fields">${shownFields(collection, row).map((line) => fieldOf(page, collection, row, line))}
          ${collection === "questions" ? options(page, row) : ""}</div>${tools(page, collection, list, row)}` : ""}
      </details>
    </li>`;
};

export function rowsView(page, collection) {
  const list = page.rows[collection];
  return html`
    <div id=${`f-${collection}`} tabindex="-1">
      ${page.defectsAt("services", page.service, collection).map((defect) => html`<p class="field-error">${page.sayDefect(defect)}</p>`)}
      ${list.length ? html`<ol class="list-rows">${keyed(list, (row) => row.id, rowView(page, collection, list))}</ol>` : html`<p class="hint">${t("list.rows_none")}</p>`}
      ${page.editable ? html`<p><button type="button" class="button secondary" data-add=${collection} @click=${() => addRow(page, collection)}>${t(`list.add_${collection}`)}</button></p>` : ""}
    </div>`;
}
