// The handbooks: both editions tell the same, in the words that the pages show now, with
// pictures and links that are there; they are read without JavaScript, on small screens, in
// large type and on paper, and every page leads to the chapter about it.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { barriers } from "./axe.mjs";
import { signInOfficer } from "./desk.mjs";
import { booksOf, chapters, EDITIONS, outline, pictures, quotations, quoted, readPage, shownSize, sizeOf } from "./handbook.mjs";
import { startHouse } from "./harness.mjs";
import { words } from "./words.mjs";

const KB = 1000;
const pages = join(dirname(fileURLToPath(import.meta.url)), "..");
const LANGUAGES = Object.keys(EDITIONS);
const BOOKS = booksOf("zh-CN");
const editionsOf = (book) => LANGUAGES.map((lang) => ({ lang, path: `${EDITIONS[lang]}/${book}`, html: readPage(`${EDITIONS[lang]}/${book}`) }));
const everyPage = BOOKS.flatMap(editionsOf);

let house;
before(async () => { house = await startHouse(); });
after(() => house && house.stop());

test("both languages have the same handbooks", () => {
  assert.deepEqual(BOOKS, ["administrators.html", "citizens.html", "clerks.html", "index.html", "officers.html"]);
  assert.deepEqual(booksOf("en"), BOOKS);
});

for (const book of BOOKS.filter((name) => name !== "index.html")) {
  test(`${book}: both languages have the same chapters, steps, pictures and quoted names`, () => {
    const [zh, en] = editionsOf(book).map(({ html }) => chapters(html));
    assert.ok(zh.length > 8, "the chapters are read");
    assert.deepEqual(en.map(({ id }) => id), zh.map(({ id }) => id));
    zh.forEach((chapter, n) => {
      assert.deepEqual(outline(en[n]), outline(chapter), chapter.id);
      assert.deepEqual(quoted(en[n]), quoted(chapter), chapter.id);
    });
  });
}

for (const { lang, path, html } of everyPage) {
  test(`${path}: names and sentences are those of the pages`, () => {
    const found = quotations(html, lang);
    assert.equal(found.length, (html.match(/data-(?:word|deed)=/g) || []).length, "every quotation is read");
    for (const { attributes, stands, says } of found) assert.equal(stands, says, `${attributes}: write it anew with npm run handbook`);
    if (lang === "en") {
      const own = html.replace(/<(pre|header)[\s\S]*?<\/\1>/g, "").replace("中文", "");
      assert.doesNotMatch(own, /[\u4e00-\u9fff]/, "it is English");
    }
  });

  test(`${path}: the contents name every chapter, and every link leads somewhere`, () => {
    const own = chapters(html);
    const listed = [...html.matchAll(/<li><a href="#([\w-]+)">([^<]+)<\/a><\/li>/g)].map(([, id, title]) => ({ id, title }));
    assert.deepEqual(listed, own.map(({ id, title }) => ({ id, title })));
    for (const [, href] of html.matchAll(/ href="([/#][^"]*)"/g)) {
      const [file, id] = href.split("#");
      const target = file === "" ? path : `${file.slice(1)}${file.endsWith("/") ? "index.html" : ""}`;
      assert.ok(existsSync(join(pages, target)), href);
      if (id) assert.ok(readPage(target).includes(` id="${id}"`), href);
    }
  });

  test(`${path}: its pictures are there, small, and take their room from the start`, () => {
    const shown = pictures(html);
    assert.equal(shown.length, (html.match(/<img/g) || []).length, "every picture is read");
    for (const { path: picture, alt, width, height } of shown) {
      assert.ok(existsSync(join(pages, picture)), `${picture} is missing: take it with npm run pictures`);
      assert.ok(sizeOf(picture).bytes <= 40 * KB, `${picture} has ${sizeOf(picture).bytes} bytes`);
      assert.deepEqual({ width, height }, shownSize(picture), picture);
      assert.ok(alt.length > 8, `${picture} says what it shows`);
      assert.ok(picture.includes(lang === "en" ? "/en/" : "/zh/"), picture);
    }
  });
}

test("no picture lies there for nothing, and all of them are small together", () => {
  const used = new Set(everyPage.flatMap(({ html }) => pictures(html).map(({ path }) => path)));
  const there = ["zh", "en"].flatMap((folder) => readdirSync(join(pages, "help/pictures", folder)).map((name) => `help/pictures/${folder}/${name}`));
  assert.deepEqual(there.sort(), [...used].sort());
  assert.ok(there.reduce((sum, path) => sum + sizeOf(path).bytes, 0) <= 1500 * KB);
});

// ---- in the browser

// The addresses of all pages that people open, but the handbooks themselves.
function addresses(folder = "") {
  return readdirSync(join(pages, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return entry.name.startsWith("_") || path === "help" ? [] : addresses(path);
    return entry.name.endsWith(".html") ? [`/${path}`.replace(/\/index\.html$/, "/")] : [];
  });
}

test("every page leads to a chapter that is there, for everybody and in both languages", async () => {
  const all = addresses();
  assert.ok(all.length > 30, "the pages are found");
  for (const lang of LANGUAGES) {
    const page = await house.page({ lang });
    await page.goto("/privacy.html");
    const led = await page.evaluate(async (paths) => {
      const { handbookAddress } = await import("/shared/frame.js");
      return paths.flatMap((path) => [[], ["clerk"], ["examiner"], ["supervisor"]].map((roles) => [path, handbookAddress(path, roles)]));
    }, all);
    for (const [from, to] of led) {
      const [file, id] = to.slice(1).split("#");
      assert.ok(to.startsWith(`/${EDITIONS[lang]}/`), `${from} leads to ${to}`);
      const target = file.endsWith("/") ? `${file}index.html` : file;
      assert.ok(existsSync(join(pages, target)) && (!id || readPage(target).includes(`<section class="chapter" id="${id}">`)), `${from} leads to ${to}`);
    }
    await page.context().close();
  }
});

test("by keyboard from the page of the counter to its chapter, and on in English to the same", async () => {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.goto("/counter/");
  await page.getByRole("navigation").getByRole("link", { name: words("zh-CN", "frame.handbook"), exact: true }).press("Enter");
  await page.waitForURL("**/help/clerks.html#intake");
  await page.getByRole("heading", { name: chapters(readPage("help/clerks.html")).find(({ id }) => id === "intake").title }).waitFor();
  await page.getByRole("button", { name: "English" }).press("Enter");
  await page.waitForURL("**/help/en/clerks.html#intake");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a handbook speaks the language of its address, and the other pages keep the reader's", async () => {
  const page = await house.page({ lang: "zh-CN" });
  await page.goto("/help/en/citizens.html");
  await page.getByRole("link", { name: words("en", "frame.sign_in"), exact: true }).waitFor();
  await page.goto("/track.html");
  await page.getByRole("heading", { name: words("zh-CN", "track.title") }).waitFor();
  await page.context().close();
});

test("the search of the help page finds chapters", async () => {
  const page = await house.page({ lang: "en", width: 375 });
  await page.goto("/help.html");
  await page.locator("#q").fill("forgotten password");
  await page.getByRole("link", { name: "Register, sign in, forgotten password" }).click();
  await page.waitForURL("**/help/en/citizens.html#account");
  await page.context().close();
});

for (const { lang, path, html } of everyPage) {
  test(`${path}: no barrier, no sideways scroll, also in large type`, async () => {
    for (const elder of [false, true]) {
      const page = await house.page({ lang, elder, width: 320 });
      await page.goto(`/${path}`);
      await page.locator(".frame-nav").waitFor();
      for (const width of [320, 768, 1366]) {
        await page.setViewportSize({ width, height: 800 });
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${width}px${elder ? ", large type" : ""}`);
      }
      assert.deepEqual(await barriers(page), []);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    }
  });

  test(`${path}: read without JavaScript, and a chapter to a page on A4`, async () => {
    const context = await house.browser.newContext({ baseURL: house.base, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`/${path}`);
    const own = chapters(html);
    const text = await page.locator("main").innerText();
    for (const { title } of own) assert.ok(text.includes(title), title);
    assert.equal(await page.locator("header a[hreflang]").count(), 1, "the other language is one press away");
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.ok((paper.match(/\/Type \/Page\b/g) || []).length > own.length, "every chapter begins on its own page");
    await context.close();
  });
}
