// The names of collections in the sidebar and of fields above the columns. They are drawn
// by a style sheet, because the dashboard draws these places anew whenever it likes. Of a
// wide collection some columns are shown, as long as nobody has chosen others.
import { labelOf, say } from "./say.js";
import { quiet } from "./quiet.js";

const WIDE = 10;

const shown = {
  services: ["name", "department", "handling", "promised_days", "statutory_days", "trips", "online_depth", "fee", "state", "version", "updated"],
  applications: ["number", "service", "applicant", "channel", "state", "light", "departments", "examiner", "received_at", "promised_due", "statutory_due"],
  documents: ["original_name", "file", "application", "material", "applicant", "verdict", "verdict_reason", "superseded", "created"],
  actions: ["subject", "application", "claim", "act", "reason", "from", "to", "officer", "applicant", "at"],
};

export function nameCollections({ app, watch, document }) {
  const sheet = document.createElement("style");
  document.head.append(sheet);
  watch(() => app.store.collections, quiet(() => {
    const ours = (app.store.collections || []).filter((c) => say(`collection.${c.name}`));
    sheet.textContent = ours.flatMap((c) => [sidebar(c), ...columns(c)]).join("\n");
    for (const c of ours) chooseColumns(app, c);
  }));
  watch(() => app.store.activeCollection && app.store.activeCollection.name, quiet((name) => {
    document.documentElement.dataset.onestop = name || "";
  }));
}

const sidebar = (c) => {
  const name = say(`collection.${c.name}`);
  if (name.toLowerCase() === c.name) return "";
  return `.nav-item[data-collection-id="${c.id}"] .txt::before { content: ${JSON.stringify(`${name} `)}; }`;
};

// On a telephone the dashboard shows each row as a card, with the names before the values.
const columns = (c) => c.fields.filter((f) => labelOf(f)).map((f) => {
  const table = `html[data-onestop="${c.name}"] .records-table`;
  const name = `content: ${JSON.stringify(labelOf(f))};`;
  return `${table} th.col-field-name-${f.name} .txt { font-size: 0; }
${table} th.col-field-name-${f.name} .txt::before { ${name} font-size: 14px; white-space: nowrap; }
@media (max-width: 600px) { ${table} td.col-field-name-${f.name}::before { ${name} } }`;
});

function chooseColumns(app, c) {
  const key = `${app.consts && app.consts.COLUMNS_STORAGE_PREFIX}${c.id}`;
  if (key.startsWith("undefined") || localStorage.getItem(key) !== null) return;
  const named = shown[c.name] || c.fields.map((f) => f.name).filter((name) => name !== "id").slice(0, WIDE).concat("state", "updated");
  const later = c.fields.filter((f) => f.name !== "id" && !f.hidden && !named.includes(f.name));
  if (later.length > 0) localStorage.setItem(key, JSON.stringify(Object.fromEntries(later.map((f) => [f.id, false]))));
}
