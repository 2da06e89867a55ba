// The desk itself: the order of the work list, the keyboard, the viewer, marks, and what
// happens when a colleague was faster.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { submittedFood } from "./cases.mjs";
import { doStep, officerAt, signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";

let house, sheet;

before(async () => {
  house = await startHouse();
  sheet = (await papers(house, ["申请表"]))["申请表"];
});
after(() => house && house.stop());

const newCase = async () => (await submittedFood(house, "zhang@demo.test", sheet)).application;

const done = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

test("the work list stands in the order of due days, each light with its words", async () => {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.locator(".queue-row").first().waitFor();
  const dues = await page.locator(".queue-date").allInnerTexts();
  const dated = dues.filter((due) => due !== "—");
  assert.ok(dated.length > 10, "the example county has work");
  assert.deepEqual(dated, [...dated].sort());
  assert.deepEqual(dues.slice(0, dated.length), dated, "what has no date stands last");
  for (const words of await page.locator(".queue-row .light").allInnerTexts()) assert.match(words, /超期|今天到期|还剩|不计时|日期待定/);
  await done(page);
});

test("j, k and Enter walk through the work list and open a case", async () => {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.locator(".queue-row").nth(2).waitFor();
  const numbers = await page.locator(".queue-link").allInnerTexts();
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.locator("body").press("j");
  assert.equal(await focused(), numbers[0]);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await focused(), numbers[2]);
  await page.keyboard.press("k");
  assert.equal(await focused(), numbers[1]);
  await page.keyboard.press("Enter");
  await page.locator(".case-number", { hasText: numbers[1] }).waitFor();
  await done(page);
});

test("the filter shows what was asked for and stands in the address", async () => {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.locator(".queue-row").first().waitFor();
  await page.getByLabel("时限灯").selectOption("red");
  await page.waitForFunction(() => document.querySelectorAll(".queue-row:not(.is-red)").length === 0);
  assert.ok(await page.locator(".queue-row.is-red").count() > 0);
  assert.match(page.url(), /light=red/);
  await page.reload();
  await page.locator(".queue-row").first().waitFor();
  assert.equal(await page.locator(".queue-row:not(.is-red)").count(), 0);
  assert.equal(await page.getByLabel("时限灯").inputValue(), "red");
  await done(page);
});

test("the work list refreshes by itself and says when the line is broken", async () => {
  const page = await house.page();
  await page.clock.install();
  await signInOfficer(page, "clerk@demo.test");
  await page.getByLabel("状态").selectOption("submitted");
  await page.waitForURL("**state=submitted**");
  const { number } = await newCase();
  assert.equal(await page.getByText(number).count(), 0);
  await page.clock.fastForward(31_000);
  await page.getByText(number).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "刷新" }).click();
  const stale = page.getByRole("alert").getByText("连接中断");
  for (let i = 0; i < 20 && !(await stale.isVisible()); i++) {
    await page.clock.fastForward(3_000); // the pauses between the attempts
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stale.waitFor();
  await page.getByText(number).waitFor(); // what was read last stays
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "再试一次" }).click();
  await page.getByText("自动刷新").waitFor();
  page.complaints.splice(0, Infinity, ...page.complaints.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED")));
  await done(page);
});

test("a picture turns and grows by keyboard; a second document stands beside it", async () => {
  const { application, service } = await submittedFood(house, "zhang@demo.test", sheet, ["营业执照"]);
  const page = await officerAt(house, "clerk@demo.test", application.id);
  const box = page.locator(".viewer-box").first();
  await page.locator(".viewer-image").first().waitFor();
  const zoom = async () => Number(await box.getAttribute("data-zoom"));
  const before = await zoom();
  await page.locator(".viewer-stage").first().focus();
  await page.keyboard.press("r");
  assert.equal(await box.getAttribute("data-quarter"), "1");
  await page.keyboard.press("1");
  assert.equal(await zoom(), 1);
  await page.keyboard.press("+");
  assert.equal(await zoom(), 1.25);
  await page.keyboard.press("Shift+R");
  await page.keyboard.press("0");
  assert.ok(Math.abs(await zoom() - before) < 0.01, "0 fits it again");
  const licence = service.materials.find((m) => m.name === "营业执照");
  await page.locator(".material", { hasText: licence.name }).getByRole("button", { name: "右侧对照" }).click();
  await page.locator(".viewer.is-double .viewer-frame").waitFor();
  assert.equal(await page.locator(".viewer-title").nth(1).innerText(), licence.name);
  assert.match(await page.locator(".viewer-frame").getAttribute("src"), /^blob:/);
  await done(page);
});

test("a document that is not in order needs a reason; the correction names it by itself", async () => {
  const application = await newCase();
  const page = await officerAt(house, "clerk@demo.test", application.id);
  const first = page.locator(".material").first();
  await first.getByLabel("不合格", { exact: true }).check();
  await page.getByRole("button", { name: "保存审查结果" }).click();
  await first.getByText("请写明不合格的原因").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id.startsWith("r-")), true, "the field takes the focus");
  await first.getByLabel("不合格原因").fill("没有签名");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Materials", exact: true }).waitFor();
  assert.equal(await first.getByLabel("What is wrong").inputValue(), "没有签名", "a change of language loses nothing");
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("button", { name: "保存审查结果" }).click();
  await page.getByRole("status").filter({ hasText: "审查结果已保存" }).first().waitFor();
  await page.locator(".acts").getByRole("button", { name: "一次性告知补正" }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByRole("checkbox", { checked: true }).count(), 1);
  assert.equal(await dialog.getByLabel("哪里不对").inputValue(), "没有签名");
  await dialog.getByLabel("哪里不对").fill("");
  await dialog.getByRole("button", { name: "一次性告知补正" }).click();
  await dialog.getByRole("alert").getByText("请写明").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  const client = await house.as("clerk@demo.test");
  assert.equal((await client.view("applications", application.id)).state, "submitted", "Escape did nothing");
  await done(page);
});

test("a case that a colleague has moved says so and shows what it is now", async () => {
  const application = await newCase();
  const page = await officerAt(house, "clerk@demo.test", application.id);
  await page.locator(".acts").getByRole("button", { name: "受理", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const owner = await house.as("zhang@demo.test");
  await owner.must(owner.act({ application: application.id, act: "withdraw" }));
  await dialog.getByRole("button", { name: "受理", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "已撤回" }).waitFor();
  assert.deepEqual(await page.locator(".acts button").allInnerTexts(), ["请群众评价"], "nothing is left but to ask for a rating");
  const accepted = (await owner.list("actions", `application="${application.id}"`)).filter((a) => a.act === "accept");
  assert.deepEqual(accepted, []);
  await done(page);
});

test("refusals of the law are shown in words: who accepted does not decide, steps are open", async () => {
  const application = await newCase();
  const clerk = await house.as("clerk@demo.test");
  await clerk.must(clerk.act({ application: application.id, act: "accept" }));
  const page = await officerAt(house, "approver@demo.test", application.id);
  await page.locator(".acts").getByRole("button", { name: "准予许可", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "准予许可", exact: true }).click();
  await dialog.getByRole("alert").getByText("审查步骤还没有全部通过").waitFor();
  await page.keyboard.press("Escape");
  await done(page);
  const examiner = await officerAt(house, "examiner@demo.test", application.id);
  await doStep(examiner, "审查", async (box) => {
    await box.getByRole("button", { name: "审查", exact: true }).click();
    await box.getByRole("alert").getByText("请选择结论").waitFor();
    await box.getByLabel("不通过", { exact: true }).check();
    await box.getByRole("button", { name: "审查", exact: true }).click();
    await box.getByRole("alert").getByText("请写明理由").waitFor();
    await box.getByLabel("审查意见").fill("布局图缺少洗消间。");
  });
  await examiner.locator(".review.is-failed").waitFor();
  await done(examiner);
});
