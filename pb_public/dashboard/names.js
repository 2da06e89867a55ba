// The names of collections in the sidebar and of fields above the columns. They are drawn
// by a style sheet, because the dashboard draws these places anew whenever it likes. Of a
// wide collection the first columns are shown, as long as nobody has chosen others.
import { labelOf, say } from "./say.js";
import { quiet } from "./quiet.js";

const COLUMNS = 10;

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

const sidebar = (c) => `.nav-item[data-collection-id="${c.id}"] .txt::before { content: ${JSON.stringify(`${say(`collection.${c.name}`)} `)}; }`;

const columns = (c) => c.fields.filter((f) => labelOf(f)).map((f) =>
  `html[data-onestop="${c.name}"] .records-table th.col-field-name-${f.name} .txt { font-size: 0; }\n` +
  `html[data-onestop="${c.name}"] .records-table th.col-field-name-${f.name} .txt::before { content: ${JSON.stringify(labelOf(f))}; font-size: 14px; }`);

function chooseColumns(app, c) {
  const key = `${app.consts && app.consts.COLUMNS_STORAGE_PREFIX}${c.id}`;
  if (key.startsWith("undefined") || localStorage.getItem(key) !== null) return;
  const shown = c.fields.filter((f) => f.name !== "id" && !f.hidden);
  const later = shown.slice(COLUMNS).filter((f) => f.name !== "updated" && f.name !== "state");
  if (later.length > 0) localStorage.setItem(key, JSON.stringify(Object.fromEntries(later.map((f) => [f.id, false]))));
}
