// The form of a record: the name of each field before its technical one, and a heading
// before each group of fields.
import { after } from "./quiet.js";
import { labelOf, say } from "./say.js";

export function labelInputs({ app }) {
  for (const type of Object.values(app.fieldTypes || {})) {
    after(type, "input", (element, props) => {
      const { collection, field } = props;
      label(element, field);
      beginInUse(props);
      heading(element, say(`group.${collection.name}.${field.name}`));
    });
  }
}

function label(element, field) {
  const place = element.querySelector("label");
  const text = labelOf(field);
  if (!place || !text) return;
  const name = document.createElement("span");
  name.className = "onestop-label";
  name.textContent = text;
  const technical = place.querySelector(".txt");
  if (technical) technical.before(name);
  else place.prepend(name);
  place.classList.add("onestop-labelled");
}

// What an administrator adds is meant to work: a new department or person is in use unless the
// box is cleared.
const BEGUN = { departments: "active", officers: "active" };

function beginInUse({ collection, field, record, originalRecord }) {
  if (BEGUN[collection.name] !== field.name || (originalRecord && originalRecord.id) || !record || record[field.name] !== undefined) return;
  setTimeout(() => { record[field.name] = true; });
}

function heading(element, text) {
  if (!text) return;
  const h = document.createElement("h6");
  h.className = "onestop-heading";
  h.textContent = text;
  element.prepend(h);
}
