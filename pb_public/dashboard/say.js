// Words of the dashboard in the language of the browser: Chinese, or English.
import dashboard from "../shared/words/dashboard.js";
import faults from "../shared/words/faults.js";
import quality from "../shared/words/quality.js";

export const tongue = /^zh\b/i.test(navigator.language) ? "zh-CN" : "en";
const words = { ...faults[tongue], ...quality[tongue], ...dashboard[tongue] };

// glue stands between two sentences.
export const glue = tongue === "en" ? " " : "";

// say is the text of the first key that has one, "" where none has.
export function say(keys, facts = {}) {
  const key = [].concat(keys).find((k) => k in words);
  return key ? words[key].replace(/\{(\w+)(?::\w+)?\}/g, (_, name) => (name in facts ? facts[name] : "…")) : "";
}

// said is a sentence of the machine, which speaks both languages itself.
export const said = (sentence) => (tongue === "en" ? sentence.en : sentence.zh);

// valueOf is a value of a select in words, "" where it has none.
export const valueOf = (collection, field, value) => say([`value.${collection}.${field}.${value}`, `value.${field}.${value}`]);

// labelOf is the name of a field: the beginning of its help text, which stands in the
// migrations as "名称，说明。Name, more".
export function labelOf(field) {
  const [zh, en] = halves(field.help || "");
  return tongue === "en" ? en.split(/[,;:(]/)[0].trim() : zh.split(/[（，：；、 ]/)[0];
}

function halves(help) {
  const cut = help.lastIndexOf("。");
  return cut < 0 ? ["", ""] : [help.slice(0, cut), help.slice(cut + 1).trim()];
}
