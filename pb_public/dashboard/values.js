// Values of selects in words, where they are chosen and where they are shown.
import { quiet } from "./quiet.js";
import { valueOf } from "./say.js";

export function sayValues({ app, t }) {
  const select = app.fieldTypes && app.fieldTypes.select;
  if (!select || !app.components) return;
  sayChoices(app, select);
  sayShown(app, select, t);
}

// The field of a select asks for the component while it is drawn; in that moment the
// options get their words.
function sayChoices(app, select) {
  let drawn = null;
  const input = select.input;
  const component = app.components.select;
  select.input = function (props, ...more) {
    drawn = props;
    try {
      return input.call(this, props, ...more);
    } finally {
      drawn = null;
    }
  };
  app.components.select = function (given, ...more) {
    return component.call(this, drawn ? spoken(given, drawn) : given, ...more);
  };
}

function spoken(given, { collection, field }) {
  const { options } = given;
  if (typeof options !== "function") return given;
  const name = quiet((option) => ({ ...option, label: worded(collection.name, field.name, option.value) }));
  return { ...given, options: (...args) => options(...args).map((option) => name(option) || option) };
}

// The code stands behind the word: the standards and the API speak of codes.
function worded(collection, field, value) {
  const word = valueOf(collection, field, value);
  return word ? `${word} · ${value}` : value;
}

function sayShown(app, select, t) {
  const view = select.view;
  const ours = quiet(({ record, field }) => {
    const values = [].concat(record[field.name] || []);
    const collection = (app.store.collections.find((c) => c.id === record.collectionId) || {}).name;
    if (!values.length || !values.every((value) => valueOf(collection, field.name, value))) return undefined;
    return t.div({ className: "record-field-view field-type-select" },
      values.map((value) => t.span({ className: "label", title: value, textContent: valueOf(collection, field.name, value) })));
  });
  select.view = function (props, ...more) {
    return ours(props) || view.call(this, props, ...more);
  };
}

