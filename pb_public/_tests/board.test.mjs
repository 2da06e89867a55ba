// The public board on a phone and on a wall, the figures of officers with their way down to
// a case and out to Excel, and the monthly bulletin on paper.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);
const shots = join(out, "screens");

let house;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
});
after(() => house && house.stop());

const fits = (page, down = false) => page.evaluate((d) => document.documentElement.scrollWidth <= innerWidth && (!d || document.documentElement.scrollHeight <= innerHeight), down);

test("everybody reads the board on a phone, in both languages", async () => {
  for (const lang of ["zh-CN", "en"]) {
    const page = await house.page({ lang, width: 320, height: 700 });
    await page.goto("/board/");
    await page.locator(".tile", { hasText: words(lang, "metric.compression") }).waitFor();
    const shown = await (await fetch(`${house.base}/api/onestop/board`)).json();
    const tile = await page.locator(".tile", { hasText: words(lang, "metric.compression") }).innerText();
    const { numerator, denominator, percent } = shown.metrics.find((m) => m.key === "compression");
    for (const text of [`${percent}%`, String(numerator), String(denominator), words(lang, "level.days")]) assert.ok(tile.includes(text), `${tile} says ${text}`);
    const text = await page.locator("main").innerText();
    assert.doesNotMatch(text, /⟦|undefined|NaN|张示例|510799-/);
    assert.ok(text.includes(words(lang, "board.hidden").replace("{n}", "5")), "departments with few cases are hidden");
    assert.ok(await fits(page), "nothing scrolls sideways");
    assert.deepEqual(await barriers(page), []);
    await page.screenshot({ path: join(shots, `board-320-${lang}.jpg`), type: "jpeg", quality: 60, fullPage: true });
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  }
});

test("the wall screen shows everything at once and reads the board again by itself", async () => {
  const page = await house.page({ width: 1920, height: 1080 });
  await page.clock.install();
  let asked = 0;
  page.on("request", (request) => { asked += Number(request.url().endsWith("/api/onestop/board")); });
  await page.goto("/board/?wall");
  await page.locator(".wall-departments tbody tr").first().waitFor();
  assert.ok(await fits(page, true), "nothing scrolls");
  for (const section of await page.locator(".wall-grid section").all()) {
    const box = await section.boundingBox();
    assert.ok(box.y + box.height <= 1081 && box.x + box.width <= 1921, "every part is on the screen");
  }
  assert.ok(await page.locator(".wall .tile strong").first().evaluate((e) => parseFloat(getComputedStyle(e).fontSize)) > 36, "the figures are big");
  assert.deepEqual(await barriers(page), []);
  await page.screenshot({ path: join(shots, "board-wall.jpg"), type: "jpeg", quality: 60 });
  const first = await page.locator(".wall-departments tbody").innerText();
  await page.clock.fastForward(12_500);
  await page.waitForFunction((before) => document.querySelector(".wall-departments tbody").innerText !== before, first);
  assert.equal(asked, 1);
  const again = page.waitForResponse((answer) => answer.url().endsWith("/api/onestop/board"));
  await page.clock.fastForward(60_000);
  await again;
  assert.ok(asked >= 2, "the board was read again");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a supervisor goes from the county to a department, a service and a late case, and takes it along as Excel", async () => {
  const page = await house.page();
  await page.goto("/board/figures.html?month=2026-02");
  await page.getByText(zh("figures.signin_text")).waitFor();
  await signInOfficer(page, "supervisor@demo.test");
  await page.goto("/board/figures.html?month=2026-02");
  await page.locator("#f-departments").waitFor();
  const supervisor = await house.as("supervisor@demo.test");
  const told = await supervisor.must(supervisor.get("/api/onestop/statistics?from=2026-02-01&to=2026-02-28"));
  const market = told.departments.find((d) => d.name === "示例县市场监督管理局");
  const row = page.locator(".f-departments tr", { hasText: market.name });
  const cells = await row.locator("td").allInnerTexts();
  assert.deepEqual([cells[0], cells[3], cells[9]], [String(market.cases.filed), String(market.cases.granted), `${market.rates.in_promise.percent}%`]);
  assert.deepEqual(await barriers(page), []);
  await row.getByRole("link", { name: market.name }).click();
  await page.locator("#f-services").waitFor();
  assert.ok(page.url().includes(`department=${market.id}`));
  assert.equal(await page.locator("#f-departments").count(), 0);
  await page.locator(".f-services").getByRole("link", { name: "食品经营许可(新办)", exact: true }).click();
  await page.locator(".crumbs [aria-current]", { hasText: "食品经营许可(新办)" }).waitFor();
  await page.getByRole("navigation", { name: zh("figures.where") }).getByRole("link", { name: zh("figures.scope_county") }).click();
  await page.locator("#f-departments").waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: zh("figures.excel") }).click()]);
  assert.equal(file.suggestedFilename(), "statistics-2026-02-01-2026-02-28.xlsx");
  assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), "PK");
  await page.getByLabel(zh("figures.kind")).selectOption("quarter");
  await page.getByRole("button", { name: zh("figures.show"), exact: true }).click();
  await page.waitForURL(/quarter=2026-Q1/);
  await page.locator("#f-officers").waitFor();
  const late = page.locator(".f-late tbody tr").first();
  assert.equal(await page.locator(".f-late tbody tr").count(), told.late.length);
  await late.getByRole("link").click();
  await page.locator(".case-number").waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a range that ends before it begins is refused in words, an approver sees the own department alone", async () => {
  const page = await house.page({ lang: "en", width: 375, height: 800 });
  await signInOfficer(page, "approver@demo.test", "en");
  await page.goto("/board/figures.html?from=2026-02-20&to=2026-02-10");
  await page.getByRole("alert").waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /⟦/);
  await page.getByLabel(words("en", "figures.from")).fill("2026-02-01");
  await page.getByLabel(words("en", "figures.to")).fill("2026-02-28");
  await page.getByRole("button", { name: words("en", "figures.show"), exact: true }).click();
  await page.locator("#f-services").waitFor();
  await page.getByText(words("en", "figures.own")).waitFor();
  assert.equal(await page.locator("#f-officers").count(), 0, "the work of officers is for supervisors");
  assert.ok(await fits(page), "nothing scrolls sideways");
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("the bulletin of a month says the facts on A4", async () => {
  const page = await house.page();
  await signInOfficer(page, "supervisor@demo.test");
  await page.goto("/print/bulletin.html"); // of the month before: this one has just begun
  await page.locator(".bulletin").waitFor();
  const supervisor = await house.as("supervisor@demo.test");
  const { total } = await supervisor.must(supervisor.get("/api/onestop/statistics?from=2026-02-01&to=2026-02-28"));
  assert.deepEqual(await barriers(page), []);
  const file = join(out, "bulletin.pdf");
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  execFileSync("pdftotext", ["-layout", file, `${file}.txt`]);
  const text = readFileSync(`${file}.txt`, "utf8").replace(/\s+/g, "");
  const said = (key, params) => zh(key).replace(/\{(\w+)\}/g, (_, name) => params[name]).replace(/\s+/g, "");
  assert.ok(text.includes(said("bulletin.of", { year: 2026, month: 2 })), text);
  const decided = total.cases.granted + total.cases.refused;
  assert.ok(text.includes(said("bulletin.fact_decided", { n: decided, granted: total.cases.granted, refused: total.cases.refused, before: 8 })), text);
  assert.ok(text.includes(said("bulletin.fact_days", { median: total.median, p90: total.p90 })), text);
  assert.ok(!text.includes(zh("figures.show")) && !text.includes(zh("common.print")), "what is to be pressed stays on the screen");
  const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
  assert.match(info, /Page size:.*A4/);
  assert.ok(Number(/Pages:\s+(\d+)/.exec(info)[1]) <= 3, info);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a supervisor finds what is late from the figures, and urges whose turn it is by keyboard", async () => {
  for (const [lang, width] of [["zh-CN", 1366], ["en", 375]]) {
    const w = (key) => words(lang, key);
    const page = await house.page({ lang, width, height: 768 });
    await signInOfficer(page, "supervisor@demo.test", lang);
    await page.goto("/board/figures.html");
    await page.locator("#f-departments").waitFor();
    assert.equal(await page.getByLabel(w("figures.year")).inputValue(), "2026", "the page opens on the year");
    const overdue = page.locator(".f-departments tfoot").getByRole("link");
    const told = await overdue.innerText();
    await overdue.focus();
    await page.keyboard.press("Enter");
    await page.locator(".late-table").waitFor();
    assert.equal(await page.locator(".late-table tbody tr").count(), Number(told), "the number leads to as many cases");
    assert.ok(await fits(page), "nothing scrolls sideways");
    assert.deepEqual(await barriers(page), []);
    const row = page.locator(".late-table tbody tr").first();
    const number = (await row.locator("th").innerText()).trim();
    const button = row.getByRole("button");
    await button.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    assert.deepEqual(await barriers(page), []);
    await dialog.getByLabel(w("late.reason")).fill("请当天办结");
    await dialog.getByRole("button", { name: w("late.urge"), exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.locator(".news.is-done", { hasText: number }).waitFor();
    assert.match(await row.innerText(), lang === "en" ? /2 times/ : /1 次/);
    assert.doesNotMatch(await page.locator("main").innerText(), /⟦|undefined|NaN/);
    await page.screenshot({ path: join(shots, `late-${width}-${lang}.jpg`), type: "jpeg", quality: 60, fullPage: true });
    if (width > 1000) { // on paper no column is cut off
      await page.setViewportSize({ width: 1030, height: 720 });
      await page.emulateMedia({ media: "print" });
      assert.ok(await page.locator("main").evaluate((main) => main.scrollWidth <= main.clientWidth), "the list fits the sheet");
      await page.goto("/board/figures.html");
      await page.locator("#f-departments").waitFor();
      assert.ok(await page.locator(".f-departments .scroll-x").evaluate((box) => box.scrollWidth <= box.clientWidth), "the figures fit the sheet");
    }
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  }
});
