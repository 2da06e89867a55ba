// The form of a record: the name of each field before its technical one, and a heading
// before each group of fields.
import { after } from "./quiet.js";
import { labelOf, say } from "./say.js";

export function labelInputs({ app }) {
  for (const type of Object.values(app.fieldTypes || {})) {
    after(type, "input", (element, { collection, field }) => {
      label(element, field);
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

function heading(element, text) {
  if (!text) return;
  const h = document.createElement("h6");
  h.className = "onestop-heading";
  h.textContent = text;
  element.prepend(h);
}
