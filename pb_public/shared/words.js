// What people read, in the language they chose. Words are keyed by what they mean; each
// file in words/ holds them for one group of pages: { "zh-CN": {key: text}, en: {…} }.
// A page adds the groups it shows: addWords(states, citizen).
import common from "./words/common.js";

const STORE = "onestop.lang";
export const LANGUAGES = ["zh-CN", "en"];

const shelf = { "zh-CN": {}, en: {} };

export function addWords(...groups) {
  for (const group of groups) {
    for (const language of LANGUAGES) Object.assign(shelf[language], group[language]);
  }
}
addWords(common);

let chosen = remembered() || LANGUAGES[0];

function remembered() {
  try {
    return LANGUAGES.find((language) => language === localStorage.getItem(STORE));
  } catch (err) {
    return undefined; // storage is switched off
  }
}

export const lang = () => chosen;

// Speaks a language on this page alone, whatever the reader chose for the others.
export function speak(language) {
  chosen = language;
}

// Speaks the language of the browser, where the reader chose none.
export function speakAsBrowser() {
  chosen = remembered() || (/^zh\b/i.test(navigator.language) ? "zh-CN" : "en");
}

// Remembers the language; the frame draws the page again (see frame.js).
export function setLang(language) {
  chosen = language;
  try {
    localStorage.setItem(STORE, language);
  } catch (err) {
    // storage is switched off: the choice holds for this page
  }
  document.dispatchEvent(new Event("onestop:language"));
}

// What `draw` answers in another language than the reader's: a paper has its own.
export function within(language, draw) {
  const reader = chosen;
  chosen = language;
  try {
    return draw();
  } finally {
    chosen = reader;
  }
}

export const hasWords = (key) => key in shelf[chosen];

// The text of the key. "{name}" stands for a parameter; "{n:s}" for an "s" unless n is 1.
export function t(key, params = {}) {
  if (!hasWords(key)) return `⟦${key}⟧`;
  return shelf[chosen][key].replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, plural) => {
    if (plural) return Number(params[name]) === 1 ? "" : plural;
    return params[name] ?? "";
  });
}

// A name of the catalogue in the chosen language: `name` and `name_en` of a record.
export function nameOf(thing, field = "name") {
  if (!thing) return "";
  return (chosen === "en" && thing[`${field}_en`]) || thing[field] || "";
}

// The things in the order of the reader's language: Chinese names by their sound.
export function inOrder(things, label = (thing) => nameOf(thing)) {
  const { compare } = new Intl.Collator(chosen);
  return [...things].sort((a, b) => compare(label(a), label(b)));
}

export const listOf = (names) => names.filter(Boolean).join(t("common.list"));
