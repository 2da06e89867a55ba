// One submission for a life event on a telephone: the answers, one form, one set of papers,
// the check, and what the page says of each service from the hand-in to the last delivery.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fillSignIn, idIn, requiredPapers, uploadTo } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);
const EVENT = "开办餐饮店一件事";
const shots = join(out, "screens");

let house, sheet;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
  sheet = await papers(house, ["申请表", "身份证明", "租赁合同", "布局图", "管理制度", "其他一", "其他二"]);
});
after(() => house && house.stop());

const picture = (page, name) => page.screenshot({ path: join(shots, `journey-${name}.jpg`), type: "jpeg", quality: 60, fullPage: true });

// What an officer does in each department, until the result is in the applicant's hands.
async function deliver(application, officers) {
  const [clerk, examiner, approver] = await Promise.all(officers.map((email) => house.as(email)));
  await clerk.must(clerk.act({ application, act: "accept" }));
  const reviews = await examiner.list("reviews", `application="${application}"`);
  for (const review of reviews) await examiner.must(examiner.act({ application, act: "examine", review: review.id, ground: "pass", reason: "符合条件" }));
  await approver.must(approver.act({ application, act: "grant" }));
  await clerk.must(clerk.act({ application, act: "deliver" }));
}

// The desk shows what an earlier service supplied, with its number, as there and not as missing.
async function suppliedOnTheDesk({ application, fed: [{ material, number }] }) {
  const page = await house.page({ width: 1366, height: 800 });
  await signInOfficer(page, "clerk@demo.test");
  await page.goto(`/desk/case.html?id=${application}`);
  const row = page.locator("li.material.is-supplied");
  await row.getByText(zh("desk.standing_supplied"), { exact: true }).waitFor();
  assert.ok((await row.innerText()).includes(number), `the number of ${material} is shown`);
  for (const width of [375, 768, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    await picture(page, `supplied-${width}`);
  }
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

test("a citizen submits once for a restaurant and follows each service", async () => {
  const page = await house.page({ width: 375, height: 760 });
  const guest = await house.as("");
  const [event] = await guest.list("life_events", `name="${EVENT}"`);
  await page.goto(`/life.html?id=${event.id}`);
  const begin = page.getByRole("button", { name: zh("journey.begin"), exact: true });
  await begin.click();
  await page.locator(".error-summary, [role=alert]").first().waitFor(); // the questions are open
  const choose = (text) => page.locator("label.choice", { hasText: text }).first().click();
  for (const group of await page.locator("fieldset.choices").all()) await group.locator("label.choice").last().click();
  await choose("设置招牌");
  await begin.click();
  await page.waitForURL("**/login.html**");
  await fillSignIn(page, "zhang@demo.test");
  await begin.click();
  await page.waitForURL("**/journey.html**");
  await page.getByText(zh("journey.not_submitted")).first().waitFor();
  const id = idIn(page);
  await picture(page, "draft-375");

  const submit = page.getByRole("button", { name: zh("journey.submit"), exact: true });
  const check = page.getByRole("button", { name: zh("journey.check"), exact: true });
  await check.click(); // nothing is filled in
  await page.locator(".error-summary, [role=alert]").first().waitFor();
  for (const field of await page.locator("section[aria-labelledby=form] input, section[aria-labelledby=form] textarea").all()) {
    await field.fill((await field.getAttribute("inputmode")) === "decimal" ? "60" : (await field.getAttribute("type")) === "tel" ? "13800000001" : "示例路9号");
  }
  await page.locator("#agent_name").fill("王代办"); // the answers say that an agent brings it
  await page.locator("#agent_id").fill("510799198909230243");
  await page.locator("#agent_id").press("Tab");
  await page.waitForFunction(() => document.getElementById("agent_id").value.includes("*")); // every case has it
  const required = requiredPapers(page);
  const ids = await required.evaluateAll((all) => all.map((paper) => paper.getAttribute("aria-labelledby")));
  const titles = await required.locator("h3").allInnerTexts();
  assert.ok(!titles.some((title) => title.includes("营业执照")), `the licence of the first service is not asked: ${titles}`);
  assert.equal(titles.filter((title) => title.includes("申请表")).length, 1, "a shared paper is asked once");
  const files = Object.values(sheet);
  for (const [i, name] of ids.entries()) {
    await uploadTo(page.locator(`section.paper[aria-labelledby="${name}"]`), { name: `第${i}份.jpg`, mimeType: "image/jpeg", buffer: files[i].jpeg });
  }
  await check.click();
  await page.waitForFunction(() => document.activeElement.id === "check");
  assert.match(await page.locator("main").innerText(), /王代办[^]*示例路9号[^]*共 1 页，全部已上传/, "all of it once more");
  await picture(page, "check-375");
  await page.goBack(); // to change something, and forth again
  await page.locator("#agent_name").waitFor();
  await check.click();
  await submit.click();
  assert.match(await page.locator("[role=alert]").innerText(), new RegExp(zh("apply.sincere_missing")));
  await page.getByLabel(zh("apply.sincere")).check();
  await submit.click();
  await page.locator("#news").waitFor();
  const [receipt] = (await (await house.as("zhang@demo.test")).list("notices", `application.journey="${id}" && kind="receipt"`));
  const said = await page.locator("section[aria-labelledby=receipts]").innerText();
  assert.ok(said.includes(receipt.content.track_code), said);
  assert.equal(await page.locator(`a[href="/notice.html?id=${receipt.id}"]`).count(), 1);
  await page.getByText(zh("journey.standing_waiting")).first().waitFor();
  await picture(page, "handed-in-375");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");

  const zhang = await house.as("zhang@demo.test");
  const members = async () => (await zhang.must(zhang.get(`/api/onestop/journeys/${id}`))).members;
  const first = (await members()).find((member) => member.standing === "open");
  await deliver(first.application, ["clerk@demo.test", "examiner@demo.test", "approver@demo.test"]);
  const after = await members();
  assert.deepEqual(after.map((member) => member.standing).sort(), ["delivered", ...after.slice(1).map(() => "open")].sort(), "what waited is handed in");
  for (const width of [375, 768, 1366]) {
    await page.setViewportSize({ width, height: 760 });
    await page.reload();
    await page.getByText(zh("state.submitted")).first().waitFor();
    await picture(page, `way-${width}`);
  }
  assert.match(await page.locator("main").innerText(), /由前序结果提供：\S+/);
  await suppliedOnTheDesk((await members()).find((member) => member.fed.some((fed) => fed.number && member.promised_days)));
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
