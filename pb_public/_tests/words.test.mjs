// The words of the pages: the same in both languages, all that the server can say, and all
// that each page shows. And what else can be read off the sources without a browser: each
// page names its modules ahead, and nothing is newer than Chromium 86.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const pages = join(dirname(fileURLToPath(import.meta.url)), "..");
const house = join(pages, "..");
const read = (...path) => readFileSync(join(...path), "utf8");
const sources = (folder, ending) => readdirSync(join(pages, folder)).filter((name) => name.endsWith(ending)).map((name) => posix.join(folder, name));

// The browser's modules have no package around them, so Node takes them as data.
const load = async (path) => (await import(`data:text/javascript;base64,${Buffer.from(read(pages, path)).toString("base64")}`)).default;

const groups = Object.fromEntries(await Promise.all(sources("shared/words", ".js").map(async (path) => [path, await load(path)])));
const zh = Object.assign({}, ...Object.values(groups).map((group) => group["zh-CN"]));

const needs = (text) => [...new Set([...text.matchAll(/\{(\w+)(?::\w+)?\}/g)].map((found) => found[1]))].sort();

for (const [path, group] of Object.entries(groups)) {
  test(`${path}: both languages have the same keys, texts and parameters`, () => {
    assert.deepEqual(Object.keys(group).sort(), ["en", "zh-CN"]);
    assert.deepEqual(Object.keys(group.en), Object.keys(group["zh-CN"]));
    for (const [key, text] of Object.entries(group["zh-CN"])) {
      assert.equal(typeof group.en[key], "string", key);
      for (const name of needs(text)) assert.ok(needs(group.en[key]).includes(name), `${key} says {${name}} in Chinese only`);
      for (const name of needs(group.en[key])) assert.ok(needs(text).includes(name), `${key} says {${name}} in English only`);
      assert.doesNotMatch(group.en[key], /[\u4e00-\u9fff]/, `${key} is not English`);
    }
  });
}

test("no key stands in two groups with different words", () => {
  const seen = {};
  for (const [path, group] of Object.entries(groups)) {
    for (const [key, text] of Object.entries(group["zh-CN"])) {
      assert.ok(!(key in seen) || seen[key].text === text, `${key} in ${path} and ${seen[key] && seen[key].path}`);
      seen[key] = { path, text };
    }
  }
});

test("every refusal of the house has words", () => {
  const go = read(house, "hooks/rules/fault/codes.go");
  const codes = [...go.matchAll(/Code += "(\w+)"/g), ...go.matchAll(/^\t\w+\s+Code = "(\w+)"/gm)].map((found) => found[1]);
  assert.ok(codes.length > 40, "the codes are read");
  for (const code of codes) assert.ok(`fault.${code}` in zh, `fault.${code}`);
});

test("every defect of a list has words and a cure", () => {
  const go = read(house, "hooks/rules/catalogue/rules.go");
  const codes = [...new Set([...go.matchAll(/\{"R-[A-Z]+-\d+", "(\w+)"/g)].map((found) => found[1]))];
  assert.ok(codes.length > 35, "the rules are read");
  const known = Object.keys(zh).filter((key) => key.startsWith("defect.") || key.startsWith("cure.")).sort();
  assert.deepEqual(known, codes.flatMap((code) => [`cure.${code}`, `defect.${code}`]).sort());
});

test("every change between two versions has words", () => {
  const table = read(house, "hooks/rules/catalogue/changes_table.go");
  const kinds = [...read(house, "hooks/rules/catalogue/changes.go").matchAll(/Kind = "(\w+)"/g)].map((found) => found[1]);
  const fields = [...table.matchAll(/\b(?:same|judged|fewer|gift|burden|given|ranked|wider)\((?:Kind\w+|""), "([\w.]+)"/g)].map((found) => found[1]);
  const rows = [...table.matchAll(/kind: Kind\w+, field: "(\w+)"/g)].map((found) => found[1]);
  assert.ok(kinds.length > 12 && fields.length > 60 && rows.length > 5, "the tables are read");
  const named = (start) => Object.keys(zh).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length)).sort();
  const once = (list) => [...new Set(list)].sort();
  assert.deepEqual(named("change.kind."), once(kinds));
  assert.deepEqual(named("change.field."), once([...fields, "only_if"]));
  for (const event of ["added", "removed"]) assert.deepEqual(named(`change.${event}.`), once(rows));
  const order = read(pages, "shared/changes.js").match(/^const KINDS = \[(.*)\]/m)[1].match(/\w+/g);
  assert.deepEqual(once(order), once(kinds));
  const cuts = [...read(house, "hooks/rules/catalogue/cuts.go").matchAll(/\bcut\("(\w+)"/g)].map((found) => found[1]);
  assert.equal(cuts.length, 4);
  for (const cut of cuts) assert.ok(`cut.${cut}` in zh, cut);
});

test("the words for files that are not taken belong to reasons that the intake gives", () => {
  const go = read(house, "hooks/intake/refusal.go");
  const reasons = [...go.matchAll(/reason = "(\w+)"/g)].map((found) => found[1]);
  assert.ok(reasons.length > 20, "the reasons are read");
  const known = Object.keys(zh).filter((key) => key.startsWith("fault.file.")).map((key) => key.slice("fault.file.".length));
  for (const reason of known) assert.ok(reasons.includes(reason), `fault.file.${reason} is no reason of the intake`);
});

test("every state, act, notice and ground of an application has words", () => {
  const go = read(house, "hooks/rules/flow/application.go");
  const all = (pattern) => [...new Set([...go.matchAll(pattern)].map((found) => found[1]))];
  const named = { state: all(/State = "(\w+)"/g), act: all(/Act: "(\w+)"/g), notice: all(/Notice: "(\w+)"/g) };
  named.ground = all(/(?:RejectGrounds|PauseGrounds|Verdicts)\s*= \[\]string\{([^}]+)\}/g).flatMap((list) => list.match(/\w+/g));
  for (const [kind, codes] of Object.entries(named)) {
    assert.ok(codes.length > 1, `${kind} is read`);
    for (const code of codes) assert.ok(`${kind}.${code}` in zh, `${kind}.${code}`);
  }
});

test("every metric, level and cause of lateness has words", () => {
  const go = read(house, "hooks/rules/tally/metric.go");
  const metrics = [...go.matchAll(/^\t[A-Z]\w+\s+= "(\w+)"/gm)].map((found) => found[1]);
  const levels = [...go.matchAll(/Level = "(\w+)"/g)].map((found) => found[1]);
  const causes = [...read(house, "hooks/rules/tally/cause.go").matchAll(/Cause = "(\w+)"/g)].map((found) => found[1]);
  const whose = [...read(house, "hooks/rules/tally/cause.go").matchAll(/^\t\{At\w+, "(\w+)"/gm)].map((found) => found[1]);
  assert.ok(metrics.length > 15 && levels.length > 5 && causes.length > 5 && whose.length === causes.filter((cause) => cause !== "delivery").length, // the counts of decided cases have no delivery
     "the codes are read");
  for (const key of metrics) for (const word of [`metric.${key}`, `metric.how.${key}`]) assert.ok(word in zh, word);
  for (const [kind, codes] of Object.entries({ level: levels, cause: causes, whose })) for (const code of codes) assert.ok(`${kind}.${code}` in zh, `${kind}.${code}`);
});

test("every warning of a picture and every flag of a PDF has words", () => {
  const warnings = [...read(house, "hooks/intake/thresholds.go").matchAll(/Warning = "(\w+)"/g)].map((found) => found[1]);
  const flags = [...read(house, "hooks/intake/pdf_active.go").matchAll(/^\tflag\w+ += "(\w+)"/gm)].map((found) => found[1]);
  assert.ok(warnings.length > 5 && flags.length > 2, "the codes are read");
  for (const code of [...warnings, ...flags]) assert.ok(`legible.${code}` in zh, `legible.${code}`);
  for (const code of warnings) assert.ok(`retake.${code}` in zh, `retake.${code}`);
});

// ---- the dashboard

// The schema as the migrations leave it, from the table that their test keeps true.
const schema = read(house, "migrations/testdata/schema.txt").split("\n\n").slice(1).map((part) => {
  const [head, ...lines] = part.split("\n");
  return { name: head.split(" ")[0], fields: lines.map((line) => line.trim().split(" ")).filter((words) => /^[a-z]\w*$/i.test(words[0])) };
});

test("the dashboard has a name for every collection and a word for every value of a select", () => {
  assert.ok(schema.length > 25, "the schema is read");
  for (const { name, fields } of schema) {
    assert.ok(`collection.${name}` in zh, `collection.${name}`);
    for (const [field, , , , values] of fields.filter((f) => f[1] === "select")) {
      for (const value of values.split("|")) assert.ok(`value.${name}.${field}.${value}` in zh || `value.${field}.${value}` in zh, `value.${name}.${field}.${value}`);
    }
  }
});

test("the headings of the dashboard stand before fields that exist", () => {
  const headings = Object.keys(zh).filter((key) => key.startsWith("group."));
  assert.ok(headings.length > 5);
  for (const key of headings) {
    const [, name, field] = key.split(".");
    assert.ok(schema.some((c) => c.name === name && c.fields.some((f) => f[0] === field)), key);
  }
});

test("every word that the dashboard says is there", () => {
  const said = sources("dashboard", ".js").flatMap((path) => [...read(pages, path).matchAll(/"(dash\.\w+)"/g)].map((found) => found[1]));
  assert.ok(said.length > 8);
  for (const key of said) assert.ok(key in zh, key);
});

test("what the dashboard runs is a body of a function, as it wraps it", () => {
  const AsyncFunction = (async () => {}).constructor;
  assert.doesNotThrow(() => new AsyncFunction(read(pages, "dashboard/main.js")));
});

test("every notification has words in the inbox", () => {
  const go = readdirSync(join(house, "hooks")).filter((name) => name.endsWith(".go") && !name.endsWith("_test.go")).map((name) => read(house, "hooks", name)).join("\n");
  const table = go.match(/^var actWords = [^]*?^\}/m)[0];
  const kinds = table.split(/^\t"(?=\w+": \{$)/m).slice(1).flatMap((part) => {
    const subject = part.match(/^\w+/)[0];
    const acts = [...part.matchAll(/^\t\t"(\w+)":/gm)].map((found) => found[1]);
    return acts.map((act) => (subject === "application" ? act : `${subject}_${act}`));
  });
  const others = [...go.matchAll(/news\{kind: "(\w+)"(?! \+)/g), ...go.matchAll(/newsOfStep\([^,()]+, "(\w+)"/g)].map((found) => found[1]);
  assert.ok(kinds.length > 20 && others.length > 3, "the kinds are read");
  for (const kind of [...kinds, ...others]) assert.ok(`news.${kind}` in zh, `news.${kind}`);
});

// ---- what each page shows

const imports = (path) => [...read(pages, path).matchAll(/(?:from|import)\s*\(?"(\.[^"]+\.js)"/g)].map((found) => posix.join(posix.dirname(path), found[1]));

function graph(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const next of imports(path)) graph(next, seen);
  return seen;
}

const documents = ["", "desk", "counter", "board", "print"].filter((folder) => existsSync(join(pages, folder))).flatMap((folder) => sources(folder, ".html"));
const entriesOf = (path) => [...read(pages, path).matchAll(/<script type="module" src="([^"]+)"/g)].map((found) => (found[1].startsWith("/") ? found[1].slice(1) : posix.join(posix.dirname(path), found[1])));

for (const path of documents) {
  const modules = [...new Set(entriesOf(path).flatMap((entry) => [...graph(entry)]))];
  test(`${path}: every word that it can show is there`, () => {
    assert.ok(modules.length > 1, "the modules are read");
    const words = Object.assign({}, ...modules.filter((module) => module in groups).map((module) => groups[module]["zh-CN"]));
    for (const module of modules.filter((m) => !(m in groups))) {
      const code = read(pages, module);
      for (const [, key] of code.matchAll(/\bt\("([\w.]+)"/g)) assert.ok(key in words, `${module} says ${key}`);
      for (const [, choice] of code.matchAll(/\bt\(([^()`]*\?[^()`]*)\)/g)) {
        for (const [, key] of choice.matchAll(/[?:] "([\w]+\.[\w.]+)"/g)) assert.ok(key in words, `${module} says ${key}`);
      }
      const bold = code.split("\n").filter((line) => !line.includes("hasWords(")).join("\n"); // what asks first may lack words
      for (const [, start] of bold.matchAll(/\bt\(`([\w]+\.\w*)\$\{/g)) {
        assert.ok(Object.keys(words).some((key) => key.startsWith(start)), `${module} says ${start}…`);
      }
    }
  });
}

for (const path of sources("", ".html")) {
  test(`${path}: its modules are named ahead, so that they come at once`, () => {
    const text = read(pages, path);
    const named = [...text.matchAll(/rel="modulepreload" href="\/([^"]+)"/g)].map((found) => found[1]).sort();
    const entries = entriesOf(path);
    const lazy = ["shared/words/faults.js", "shared/again.js", "shared/words/again.js", "citizen/revisions.js"]; // come with the first refusal, when a sign-in has ended, and when somebody asks
    const used = entries.flatMap((entry) => [...graph(entry, new Set(lazy))]).filter((module) => !entries.includes(module) && !lazy.includes(module));
    assert.deepEqual(named, [...new Set(used)].sort());
  });
}

// ---- what Chromium 86 does not know

const TOO_NEW = {
  ".js": [/^await /m, /structuredClone\(/, /\.at\(/, /Object\.hasOwn\(/, /AbortSignal\.(?:timeout|any)/, /\.findLast(?:Index)?\(/, /\.toSorted\(|\.toReversed\(/, /static \{/, /randomUUID\(/],
  ".css": [/:is\(|:where\(|:has\(|:not\([^()]*,/, /\binset:/, /@layer\b/, /@container\b/, /\baspect-ratio:/, /^\s*&/m],
  ".html": [/importmap/, / style="/, /<script(?![^>]*src=)/, /<style\b/, / on\w+="/],
};

const everywhere = ["", "citizen", "desk", "counter", "board", "print", "help", "help/en", "shared", "shared/words", "style"];

for (const [ending, patterns] of Object.entries(TOO_NEW)) {
  test(`no ${ending} file holds what an old browser or the policy refuses`, () => {
    const files = everywhere.flatMap((folder) => sources(folder, ending));
    assert.ok(files.length > 1);
    for (const path of files) {
      const text = read(pages, path);
      for (const pattern of patterns) assert.doesNotMatch(text, pattern, path);
    }
  });
}
