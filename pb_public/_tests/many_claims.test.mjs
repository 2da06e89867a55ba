// Thousands of claims through the pages: opened many at a time from a catalogue that comes as
// a file, chosen across pages or all that match, acted on with a count of how far it is.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { words } from "./words.mjs";

const zh = (key, values = {}) => words("zh-CN", key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
const ITEMS = 60; // more than a page of claims, and more than the catalogue shows at once

let house;
let folder;

before(async () => {
  house = await startHouse();
  folder = mkdtempSync(join(tmpdir(), "onestop-many-"));
});
after(async () => {
  if (house) await house.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const catalogue = () => JSON.stringify({ basic_items: [...Array(ITEMS).keys()].map((n) => ({
  code: `0020${String(7000 + n).padStart(5, "0")}000`, name: `批量备案事项${n}`, name_en: `Filing in bulk ${n}`, type: "20", basis: "《示例条例》第一条", levels: ["4"], status: "in_use", version: 1,
})) });

async function officer(email) {
  const page = await house.page();
  await signInOfficer(page, email);
  return page;
}

async function leave(page) {
  assert.deepEqual(page.complaints, []);
  assert.doesNotMatch(await page.locator("main").innerText(), /⟦|undefined/);
  await page.context().close();
}

const rows = (page, n) => page.waitForFunction((wanted) => document.querySelectorAll(".claims-table tbody tr").length === wanted, n);
const news = (page) => page.locator(".news").innerText();

// Hands a catalogue in on the page of claims as a JSON file.
async function handIn(page, book) {
  const path = join(folder, "catalogue.json");
  writeFileSync(path, book);
  if (!(await page.locator(".sheets-panel").evaluate((panel) => panel.open))) await page.locator(".sheets-panel summary").click();
  assert.match(await page.locator(".sheets-panel input[type=file]").getAttribute("accept"), /\.json/);
  await page.locator(".sheets-panel input[type=file]").setInputFiles(path);
  await page.locator(".sheets-panel .notice.is-good", { hasText: zh("sheets.done") }).waitFor({ timeout: 60_000 });
}

test("a catalogue comes as JSON, and its items are opened many at a time", async () => {
  const page = await officer("supervisor@demo.test");
  await page.goto("/desk/claims.html");
  await page.locator(".claims-table tbody tr").first().waitFor();
  await handIn(page, catalogue());
  await page.getByRole("button", { name: zh("claims.open"), exact: true }).click();
  await page.getByLabel(zh("claims.open_department")).selectOption({ label: "示例县市场监督管理局" });
  await page.locator("#open-owner").selectOption({ label: "周编目" });
  await page.getByLabel(zh("claims.open_find")).fill("批量备案");
  await page.waitForFunction(() => [...document.querySelectorAll(".claim-items .choice")].every((row) => row.textContent.includes("批量备案")));
  await page.getByLabel(zh("claims.open_all", { n: 50 })).check();
  await page.getByRole("button", { name: zh("claims.open_many", { n: 50 }), exact: true }).click();
  await page.locator(".news.is-done").waitFor();
  assert.match(await news(page), /办成 50 项/);
  await page.getByRole("button", { name: zh("claims.open"), exact: true }).click();
  await page.getByLabel(zh("claims.open_department")).selectOption({ label: "示例县市场监督管理局" });
  await page.getByLabel(zh("claims.open_find")).fill("批量备案");
  const supervisor = await house.as("supervisor2@demo.test");
  const { id: department } = (await supervisor.list("departments", 'name="示例县市场监督管理局"'))[0];
  const answer = await supervisor.must(supervisor.post("/api/onestop/claims/bulk", { act: "open", department, unclaimed: { type: "20", code: "0020", q: "批量备案" } }));
  assert.equal(answer.done, ITEMS - 50);
  await leave(page);
});

test("the choice is kept from page to page, and all that match are claimed at once", async () => {
  const page = await officer("cataloguer@demo.test");
  await page.goto(`/desk/claims.html?state=to_claim&q=${encodeURIComponent("批量备案")}`);
  await rows(page, 50);
  await page.getByLabel(zh("bulk.choose_all")).check();
  await page.getByRole("button", { name: zh("desk.next_page"), exact: true }).click();
  await rows(page, 10);
  await page.locator(".bulk", { hasText: zh("bulk.chosen", { n: 50 }) }).waitFor();
  await page.locator(".claims-table tbody input").first().check();
  await page.locator(".bulk", { hasText: zh("bulk.chosen", { n: 51 }) }).waitFor();
  await page.getByRole("button", { name: zh("bulk.choose_everything", { n: ITEMS }), exact: true }).click();
  await page.locator(".bulk", { hasText: zh("bulk.chosen_everything", { n: ITEMS }) }).waitFor();
  const sent = page.waitForRequest((request) => request.url().endsWith("/claims/bulk"));
  await page.locator(".bulk").getByRole("button", { name: "认领", exact: true }).click();
  const { filter, claims } = (await sent).postDataJSON();
  assert.equal(claims, undefined, "the filter is sent, not the page");
  assert.equal(filter.q, "批量备案");
  await page.locator(".news.is-done").waitFor();
  assert.match(await news(page), /办成 60 项/);
  await leave(page);
});

test("what is refused stays chosen, with its reason beside it", async () => {
  const page = await officer("cataloguer@demo.test");
  await page.goto(`/desk/claims.html?state=compiling&q=${encodeURIComponent("批量备案")}`);
  await rows(page, 50);
  await page.getByRole("button", { name: zh("bulk.choose_everything", { n: ITEMS }), exact: true }).click();
  await page.locator(".bulk").getByRole("button", { name: "提交审核", exact: true }).click();
  await page.locator(".news.is-refused").waitFor({ timeout: 60_000 });
  assert.match(await news(page), /60 项没有办成[^]*还有 40 项/);
  assert.equal(await page.locator(".row-refused").count(), 50);
  await page.locator(".bulk", { hasText: zh("bulk.chosen", { n: ITEMS }) }).waitFor();
  await leave(page);
});

test("after a newer catalogue the page leads to what must follow", async () => {
  const supervisor = await house.as("supervisor@demo.test");
  const [published] = (await supervisor.must(supervisor.get("/api/onestop/claims?state=published"))).items;
  const [item] = await supervisor.list("basic_items", `code="${published.code}"`);
  const { code, name, name_en, type, basis, levels, status, version } = item;
  const page = await officer("supervisor@demo.test");
  await page.goto("/desk/claims.html");
  await page.locator(".claims-table tbody tr").first().waitFor();
  await handIn(page, JSON.stringify({ basic_items: [{ code, name, name_en, type, basis: `${basis}（修订）`, levels, status, version: version + 1 }] }));
  const { total } = await supervisor.must(supervisor.get("/api/onestop/catalogue/drift"));
  assert.ok(total > 0, "the published list must follow");
  await page.getByRole("button", { name: zh("sheets.follow", { n: total }), exact: true }).click();
  await page.waitForURL(/follow=1/);
  await rows(page, total);
  assert.equal(await page.getByLabel(zh("claims.follow_only")).isChecked(), true);
  await page.getByRole("link", { name, exact: true }).waitFor();
  await leave(page);
});
