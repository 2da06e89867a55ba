// The page of a draft where it is easiest to get wrong: files that are not taken, and the
// time at which it was saved, on a computer whose clock is wrong and stands elsewhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FOOD, serviceNamed } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const zh = (key, params = {}) => words("zh-CN", key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");
const OWNER = "zhang@demo.test";

let house, sheets;

before(async () => {
  house = await startHouse();
  sheets = await papers(house, ["申请表", "平面图"]);
});
after(() => house && house.stop());

const jpeg = (name, title = "申请表") => ({ name, mimeType: "image/jpeg", buffer: sheets[title].jpeg });
const broken = { name: "坏的.jpg", mimeType: "image/jpeg", buffer: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(3000, 7)]) };

test("a file that is not taken says why, counts for nothing, and is replaced or put away", async () => {
  const owner = await house.as(OWNER);
  const service = await serviceNamed(house, FOOD);
  const application = await owner.create("applications", { service: service.id, options: [], form: {}, channel: "online" });
  const stored = async () => (await owner.list("documents", `application="${application.id}"`, "page")).map((d) => `${d.page} ${d.original_name}`);
  const [first, second] = service.materials.filter((m) => m.necessity === "required");
  const page = await house.page();
  await signInCitizen(page, OWNER);
  await page.goto(`/apply.html?id=${application.id}`);
  const paper = page.locator(`section.paper[aria-labelledby="m-${first.id}"]`);
  const input = page.locator(`#up-${first.id}`);
  const refused = paper.locator(".sheet", { hasText: zh("upload.refused").split("{")[0] });
  const count = () => page.getByRole("heading", { name: zh("apply.papers_count", { done: 0, all: 5 }) });

  await input.setInputFiles([broken, { name: "信.docx", mimeType: "application/msword", buffer: Buffer.from("doc") }]);
  await refused.nth(1).waitFor();
  assert.match(await refused.first().innerText(), /坏的\.jpg/);
  assert.equal(await paper.getByText(zh("upload.page", { n: 1 })).count(), 0, "it is no page");
  assert.equal(await paper.locator(".picker > span", { hasText: zh("upload.choose") }).count(), 1, "nothing is there yet to add to");
  await count().waitFor();

  await input.setInputFiles(jpeg("好的.jpg"));
  await paper.locator(".tag.is-good").waitFor();
  assert.deepEqual(await stored(), ["1 好的.jpg"]);
  assert.equal(await refused.count(), 2, "the refusals stay until they are dealt with");

  await refused.first().locator("input[type=file]").setInputFiles(jpeg("换的.jpg", "平面图"));
  await paper.locator(".sheet-state.is-good").nth(1).waitFor();
  assert.deepEqual(await stored(), ["1 好的.jpg", "2 换的.jpg"], "what is there already is not replaced");
  assert.equal(await refused.count(), 1);

  await refused.getByRole("button", { name: zh("upload.dismiss") }).click();
  await refused.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.id), `up-${first.id}`);

  for (const m of service.materials.filter((one) => one.necessity === "required" && one !== first)) {
    await owner.must(owner.document({ application: application.id, material: m.id, name: "材料.jpg", content: sheets["申请表"].jpeg }));
  }
  await page.reload();
  await page.locator(`#up-${second.id}`).setInputFiles(broken);
  await page.locator(".sheet-state.is-bad").waitFor();
  await page.getByRole("button", { name: zh("common.next"), exact: true }).click();
  assert.equal(await page.locator("main .field-error").count(), 0, "the check does not count it");
  await page.getByLabel(zh("apply.sincere")).check();
  await page.getByRole("button", { name: zh("apply.submit"), exact: true }).click();
  await page.locator(".done-number").waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

// A browser in New York, whose clock is three hours and some behind the machine's.
async function abroad() {
  const context = await house.browser.newContext({ baseURL: house.base, locale: "zh-CN", timezoneId: "America/New_York" });
  await context.addInitScript(() => {
    const now = Date.now.bind(Date);
    const late = 11_111_000;
    const Real = Date;
    window.Date = class extends Real {
      constructor(...given) { super(...(given.length ? given : [now() - late])); }
      static now() { return now() - late; }
    };
  });
  return context.newPage();
}

// Minutes between two times of day in words "09:05".
const apart = (one, other) => {
  const [a, b] = [one, other].map((text) => text.match(/(\d\d):(\d\d)/)).map(([, hours, minutes]) => hours * 60 + Number(minutes));
  return Math.abs(a - b);
};
const houseTime = async () => (await (await house.as("")).get("/api/onestop/health")).body.now.split(/[T ]/)[1];

test("the time of saving is that of the house, in China time", async () => {
  const owner = await house.as(OWNER);
  const { items } = (await owner.get("/api/onestop/services?object=person")).body;
  let service = null;
  for (const item of items) {
    const one = (await owner.get(`/api/onestop/services/${item.id}`)).body;
    if (one.form_fields.some((field) => field.kind === "text" && !(field.only_if || []).length)) service = service || one;
  }
  const application = await owner.create("applications", { service: service.id, options: [], form: {}, channel: "online" });
  const page = await abroad();
  await signInCitizen(page, OWNER);
  await page.goto(`/apply.html?id=${application.id}&step=form`);
  const saved = page.waitForResponse((answer) => answer.request().method() === "PATCH");
  await page.locator("main input[type=text], main input:not([type])").first().fill("示例");
  await saved;
  const said = page.locator(".saved", { hasText: zh("draft.saved").split("{")[0] });
  await said.waitFor();
  assert.ok(apart(await said.innerText(), await houseTime()) <= 2, `${await said.innerText()} at ${await houseTime()}`);
  await page.context().close();
});

test("the work list says the time of the house, in China time", async () => {
  const page = await abroad();
  await signInOfficer(page, "clerk@demo.test");
  const stamp = page.locator(".queue-stamp", { hasText: ":" });
  await stamp.waitFor();
  assert.match(await stamp.innerText(), /\d\d:\d\d:\d\d/);
  assert.ok(apart(await stamp.innerText(), await houseTime()) <= 2, `${await stamp.innerText()} at ${await houseTime()}`);
  await page.context().close();
});
