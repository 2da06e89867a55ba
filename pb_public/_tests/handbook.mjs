// The handbooks as data: their chapters, the names of buttons and menus that they quote, and
// their pictures. `npm run handbook` writes the names as they stand on the pages now, and
// the sizes of the pictures; the test holds the handbooks against the same.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { words } from "./words.mjs";

const pages = join(dirname(fileURLToPath(import.meta.url)), "..");
const flow = join(pages, "..", "hooks", "rules", "flow");

export const EDITIONS = { "zh-CN": "help", en: "help/en" };
export const readPage = (path) => readFileSync(join(pages, path), "utf8");
export const booksOf = (lang) => readdirSync(join(pages, EDITIONS[lang])).filter((name) => name.endsWith(".html")).sort();

// The names of acts, by subject and act, as the transition tables give them.
const acts = {};
for (const file of readdirSync(flow).filter((name) => name.endsWith(".go") && !name.endsWith("_test.go"))) {
  let subject = "";
  for (const line of readFileSync(join(flow, file), "utf8").split("\n")) {
    subject = (line.match(/Subject:\s*"(\w+)"/) || [])[1] || subject;
    const row = line.match(/\{Act: "(\w+)".* Name: "([^"]+)", NameEn: "([^"]+)"/);
    if (row && !acts[`${subject}.${row[1]}`]) acts[`${subject}.${row[1]}`] = { "zh-CN": row[2], en: row[3] };
  }
}

const shown = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

// What a quotation says on the pages now. data-n="5" stands for {n}; what is left open is "…".
function said(attributes, lang) {
  const data = Object.fromEntries([...attributes.matchAll(/ data-(\w+)="([^"]*)"/g)].map((found) => [found[1], found[2]]));
  if (data.deed) {
    if (!acts[data.deed]) throw new Error(`there is no act ${data.deed}`);
    return acts[data.deed][lang];
  }
  return words(lang, data.word).replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, plural) => {
    if (plural) return Number(data[name]) === 1 ? "" : plural;
    return data[name] || "…";
  });
}

const QUOTED = /<(b|q)((?: data-\w+="[^"]*")+)>([^<]*)<\/\1>/g;

// Every quotation of a page: {attributes, stands, says}.
export const quotations = (html, lang) => [...html.matchAll(QUOTED)].map(([, , attributes, stands]) => ({ attributes, stands, says: shown(said(attributes, lang)) }));

const PICTURE = /<img src="\/(help\/pictures\/[^"]+)" alt="([^"]*)" width="(\d+)" height="(\d+)" loading="lazy">/g;

export const pictures = (html) => [...html.matchAll(PICTURE)].map(([, path, alt, width, height]) => ({ path, alt, width: Number(width), height: Number(height) }));

// The chapters of a page: {id, title, shape}, where the shape is the order of its parts with
// the keys that are quoted and the names of the pictures, so that editions can be compared.
export function chapters(html) {
  return [...html.matchAll(/<section class="chapter" id="([\w-]+)">\n<h2>(.*?)<\/h2>\n([\s\S]*?)\n<\/section>/g)].map(([, id, title, body]) => ({
    id, title: title.replace(/<[^>]*>/g, ""),
    shape: [...body.matchAll(/<(h3|li|dt|figure|pre|p)\b|pictures\/\w+\/([\w-]+)\.webp|data-(?:word|deed)="([\w.]+)"/g)].map(([, tag, picture, key]) => tag || picture || key),
  }));
}

// The shape without the order of quotations within a sentence, which languages choose.
export const outline = ({ shape }) => shape.filter((part) => !part.includes("."));
export const quoted = ({ shape }) => shape.filter((part) => part.includes(".")).sort();

// Width and height of a WebP file, in pixels.
export function sizeOf(path) {
  const file = readFileSync(join(pages, path));
  const kind = file.toString("latin1", 12, 16);
  if (kind === "VP8 ") return { width: file.readUInt16LE(26) & 0x3fff, height: file.readUInt16LE(28) & 0x3fff, bytes: file.length };
  if (kind === "VP8X") return { width: file.readUIntLE(24, 3) + 1, height: file.readUIntLE(27, 3) + 1, bytes: file.length };
  const bits = file.readUInt32LE(21); // VP8L
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1, bytes: file.length };
}

// How large a picture is shown: pictures hold more dots than they take room for.
const DENSITY = 1.25;
export function shownSize(path) {
  const { width, height } = sizeOf(path);
  return { width: Math.round(width / DENSITY), height: Math.round(height / DENSITY) };
}

function refresh(path, lang) {
  const before = readPage(path);
  const after = before
    .replace(QUOTED, (_, tag, attributes) => `<${tag}${attributes}>${shown(said(attributes, lang))}</${tag}>`)
    .replace(PICTURE, (tag, picture, alt) => {
      if (!existsSync(join(pages, picture))) return tag; // not taken yet: the test says so
      const { width, height } = shownSize(picture);
      return `<img src="/${picture}" alt="${alt}" width="${width}" height="${height}" loading="lazy">`;
    });
  if (after !== before) writeFileSync(join(pages, path), after);
  return after !== before;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const [lang, folder] of Object.entries(EDITIONS)) {
    for (const book of booksOf(lang)) console.log(`${folder}/${book}: ${refresh(`${folder}/${book}`, lang) ? "written" : "as it was"}`);
  }
}
