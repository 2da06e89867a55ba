// Photos at upload: a doubtful one says what to do and is retaken or used anyway, a
// hopeless one is refused in words, and the officer sees what was noticed and a small picture.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { draftFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { officerAt } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);
const shots = join(out, "legible");

let house, sheets, poor, draft;

// The sheet as a careless hand takes it: drawn again by the browser through a filter.
async function through(filter, jpeg) {
  const page = await (await house.browser.newContext({ viewport: { width: 1000, height: 1400 } })).newPage();
  await page.setContent(`<style>*{margin:0}img{filter:${filter};width:1000px}</style><img src="data:image/jpeg;base64,${jpeg.toString("base64")}">`);
  const taken = await page.screenshot({ type: "jpeg", quality: 80 });
  await page.context().close();
  return taken;
}

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
  sheets = await papers(house, ["申请书", "清楚的申请书"]);
  poor = {
    blurred: await through("blur(1px)", sheets["申请书"].jpeg),
    dark: await through("brightness(.22)", sheets["申请书"].jpeg),
    blank: await through("opacity(0)", sheets["申请书"].jpeg),
  };
  ({ application: draft } = await draftFood(house, "zhang@demo.test", sheets["申请书"], []));
});
after(() => house && house.stop());

const photo = (name, buffer) => ({ name, mimeType: "image/jpeg", buffer });

// The first paper of the draft, with the button to add one more page.
async function paperOf(page) {
  await signInCitizen(page, "zhang@demo.test");
  await page.goto(`/apply.html?id=${draft.id}`);
  const paper = page.locator("section.paper").first();
  await paper.locator(".sheet").first().waitFor();
  return paper;
}

async function picture(page, name) {
  for (const width of [375, 768, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} scrolls sideways at ${width}`);
    await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
  }
}

test("a doubtful photo says what to do; it is retaken, or used anyway", async () => {
  const page = await house.page();
  const paper = await paperOf(page);
  const pick = paper.locator("input[id^=up-]");
  await pick.setInputFiles(photo("糊.jpg", poor.blurred));
  await paper.getByText(zh("retake.blurred")).waitFor();
  await paper.getByText(zh("legible.doubtful")).waitFor();
  await picture(page, "doubtful-zh");
  const row = paper.locator(".sheet", { hasText: "糊.jpg" });
  await row.locator(".sheet-doubts + .sheet-tools input[type=file]").setInputFiles(photo("清楚.jpg", sheets["清楚的申请书"].jpeg));
  await paper.locator(".sheet", { hasText: "清楚.jpg" }).locator(".is-good").waitFor();
  assert.equal(await paper.locator(".sheet-doubts").count(), 0, "the clear one has taken its place");
  await pick.setInputFiles(photo("暗.jpg", poor.dark));
  await paper.getByText(zh("retake.dark")).waitFor();
  await paper.locator(".sheet", { hasText: "暗.jpg" }).getByRole("button", { name: zh("legible.insist") }).click();
  await paper.getByText(zh("legible.insisted")).waitFor();
  assert.equal(await paper.locator(".sheet-doubts").count(), 0);
  await pick.setInputFiles(photo("白.jpg", poor.blank));
  await paper.locator(".sheet-state", { hasText: zh("fault.file.blank") }).waitFor();
  await picture(page, "insisted-zh");
  assert.deepEqual(page.complaints.filter((text) => !text.includes("400")), []);
  await page.context().close();
});

test("the same in English", async () => {
  const page = await house.page({ lang: "en" });
  await signInCitizen(page, "zhang@demo.test", "en");
  await page.goto(`/apply.html?id=${draft.id}`);
  await page.locator(".sheet-doubts").getByText(words("en", "retake.dark")).waitFor();
  await picture(page, "doubtful-en");
  await page.context().close();
});

test("the officer sees small pictures and what was noticed", async () => {
  const client = await house.as("zhang@demo.test");
  await client.must(client.act({ application: draft.id, act: "submit" }));
  for (const lang of ["zh-CN", "en"]) {
    const page = await officerAt(house, "clerk@demo.test", draft.id, lang);
    await page.locator(".doc-remark", { hasText: words(lang, "legible.dark") }).waitFor();
    await page.locator("img.doc-thumb").first().waitFor();
    const drawn = await page.locator("img.doc-thumb").evaluateAll((all) => all.map((img) => img.naturalWidth));
    assert.ok(drawn.length >= 6 && drawn.every((width) => width > 50 && width <= 240), drawn.join());
    await page.locator(".doc", { hasText: "暗.jpg" }).getByRole("button").first().click();
    await page.locator(".viewer-remark", { hasText: words(lang, "legible.dark") }).waitFor();
    await page.locator(".viewer-image").first().waitFor();
    await picture(page, `desk-${lang}`);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  }
});
