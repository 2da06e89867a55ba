// The words of the pages, so that a test finds a control by what a person reads on it.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "shared", "words");
const shelf = { "zh-CN": {}, en: {} };
for (const file of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
  const group = (await import(pathToFileURL(join(folder, file)))).default;
  for (const lang of Object.keys(shelf)) Object.assign(shelf[lang], group[lang]);
}

// The words of a key; an unknown key is a mistake of the test.
export function words(lang, key) {
  const text = shelf[lang][key];
  if (text === undefined) throw new Error(`no words for ${key} in ${lang}`);
  return text;
}
