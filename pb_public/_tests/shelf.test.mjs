// Uploaded once (R-OL-03): what was handed in before is taken again with one press, by the
// applicant and by the clerk at the window, is stored once whatever the network does, and
// what a register holds is not asked for.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { submittedFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const OWNER = "restaurant@demo.test";
const shots = join(out, "screens");
const say = (lang, key, params = {}) => words(lang, key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");
const zh = (key, params) => say("zh-CN", key, params);

let house, sheets, service;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
  sheets = await papers(house, ["申请表", "新的"]);
  ({ service } = await submittedFood(house, OWNER, sheets["申请表"]));
});
after(() => house && house.stop());

const draft = async () => (await house.as(OWNER)).create("applications", { service: service.id, options: [], form: {}, channel: "online" });
const stored = async (id) => (await house.as(OWNER)).list("documents", `application="${id}"`, "page");

// What the shelf offers for a draft, and the section of the first offer.
async function offered(application) {
  const owner = await house.as(OWNER);
  const { offers } = await owner.must(owner.get(`/api/onestop/applications/${application.id}/shelf`));
  assert.ok(offers.length > 0, "the shelf has something");
  return offers;
}

const section = (page, material) => page.locator(`section[aria-labelledby="m-${material}"]`);

const close = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

async function picture(page, name, lang) {
  for (const width of [375, 768, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name} ${width}px is ${wide}px too wide`);
    assert.doesNotMatch(await page.locator("main").innerText(), /⟦|undefined/);
    await page.screenshot({ path: join(shots, `${name}-${lang}-${width}.jpg`), type: "jpeg", quality: 60, fullPage: true });
  }
}

test("one press takes what was handed in before; a lost answer stores it once", async () => {
  const application = await draft();
  const [offer, other] = await offered(application);
  const page = await house.page();
  await signInCitizen(page, OWNER);
  await page.goto(`/apply.html?id=${application.id}&step=papers`);
  const paper = section(page, offer.material);
  await paper.locator(".shelf").getByText(offer.pages[0].original_name).waitFor();
  await picture(page, "shelf-offer", "zh-CN");
  let lost = 0;
  await page.route("**/api/collections/documents/records", async (route) => {
    if (route.request().method() !== "POST" || lost++ > 0) return route.continue();
    await route.fetch(); // it was stored, but nobody heard of it
    return route.abort("connectionfailed");
  });
  await paper.getByRole("button", { name: zh("shelf.take") }).click();
  await paper.locator(".tag.is-good").waitFor();
  assert.equal(await paper.locator(".sheet-state", { hasText: zh("shelf.taken") }).count(), offer.pages.length);
  assert.equal(await paper.locator(".shelf").count(), 0, "nothing is offered any more");
  const rows = (await stored(application.id)).filter((d) => d.material === offer.material);
  assert.deepEqual(rows.map((d) => d.reuse_of), offer.pages.map((p) => p.document));
  assert.ok(lost > offer.pages.length, "the answer was lost once");

  await section(page, other.material).locator("input[id^=up-]").setInputFiles({ name: "新的.jpg", mimeType: "image/jpeg", buffer: sheets["新的"].jpeg });
  await section(page, other.material).locator(".tag.is-good").waitFor();
  assert.deepEqual((await stored(application.id)).filter((d) => d.material === other.material).map((d) => d.reuse_of), [""], "a new one may be uploaded instead");
  await picture(page, "shelf-taken", "zh-CN");
  page.complaints.splice(0, page.complaints.length, ...page.complaints.filter((text) => !/ERR_|Failed to load/.test(text)));
  await close(page);
});

test("a paper that a register holds is not asked for and counts as there", async () => {
  const application = await draft();
  const [{ material }] = await offered(application);
  const page = await house.page({ lang: "en" });
  await page.route(`**/api/onestop/applications/${application.id}/shelf`, async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: { ...answer, held: [{ material, source: "results", number: "JY25107990000012", valid_to: "2031-03-01" }] } });
  });
  await signInCitizen(page, OWNER, "en");
  await page.goto(`/apply.html?id=${application.id}&step=papers`);
  const paper = section(page, material);
  await paper.locator(".shelf.is-held").getByText("JY25107990000012").waitFor();
  await paper.locator("h3").getByText(say("en", "shelf.held")).waitFor();
  assert.equal(await paper.locator("input[id^=up-]:visible").count(), 0, "no upload is asked for");
  await page.getByRole("heading", { name: say("en", "apply.papers_count", { done: 1, all: service.materials.filter((m) => m.necessity === "required").length }) }).waitFor();
  await picture(page, "shelf-held", "en");
  await page.goto(`/apply.html?id=${application.id}&step=check`);
  await page.locator(".fact", { hasText: say("en", "shelf.held") }).waitFor();
  await close(page);
});

test("a correction may be answered from the shelf", async () => {
  const application = await draft();
  const owner = await house.as(OWNER);
  const clerk = await house.as("clerk@demo.test");
  for (const material of service.materials.filter((m) => m.necessity === "required")) {
    await owner.must(owner.document({ application: application.id, material: material.id, name: `${material.name}.jpg`, content: sheets["新的"].jpeg }));
  }
  const [offer] = await offered(application);
  await owner.must(owner.act({ application: application.id, act: "submit" }));
  await clerk.must(clerk.act({ application: application.id, act: "request_correction", items: [{ material: offer.material, reason: "看不清" }] }));
  const page = await house.page();
  await signInCitizen(page, OWNER);
  await page.goto(`/status.html?id=${application.id}`);
  const paper = section(page, offer.material);
  await paper.getByRole("button", { name: zh("shelf.take") }).click();
  await paper.locator(".tag.is-good").waitFor();
  await page.getByRole("button", { name: zh("correction.go_supply"), exact: true }).click();
  await page.getByText(zh("status.done_supply")).waitFor();
  assert.equal((await owner.view("applications", application.id)).state, "submitted");
  await close(page);
});

test("the clerk at the window takes it again, too", async () => {
  const clerk = await house.as("clerk@demo.test");
  const owner = await house.as(OWNER);
  const application = await clerk.create("applications", { service: service.id, applicant: owner.me.id, options: [], form: {}, channel: "counter" });
  const [offer] = await offered(application);
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.goto(`/counter/?id=${application.id}`);
  const paper = section(page, offer.material);
  await paper.getByRole("button", { name: zh("shelf.take") }).click();
  await paper.locator(".sheet-state.is-good", { hasText: zh("shelf.taken") }).first().waitFor();
  await picture(page, "shelf-counter", "zh-CN");
  assert.deepEqual((await stored(application.id)).map((d) => d.reuse_of), offer.pages.map((p) => p.document));
  await close(page);
});
