// The counter: a person without an account hands in at the window, and comes back with the
// corrections.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";

let house, sheets, application;

before(async () => {
  house = await startHouse();
  sheets = await papers(house, ["申请表", "补正后的申请表"]);
});
after(() => house && house.stop());

const file = (name) => ({ name: `${name}.jpg`, mimeType: "image/jpeg", buffer: sheets[name].jpeg });

async function atCounter() {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.getByRole("link", { name: "窗口收件" }).first().click();
  await page.getByRole("heading", { level: 1, name: "窗口收件" }).waitFor();
  return page;
}

test("a clerk registers a person, takes in the papers, submits and has the receipt", async () => {
  const page = await atCounter();
  await page.getByLabel("证件类型").selectOption("passport");
  await page.getByLabel("证件号码").fill("E76543210");
  await page.getByRole("button", { name: "查找申请人" }).click();
  await page.getByText("没有查到这个证件号码").waitFor();
  await page.getByRole("button", { name: "登记申请人" }).click();
  await page.getByRole("alert").getByText("请填写姓名").waitFor();
  await page.getByLabel("姓名").fill("赵示例");
  await page.getByLabel("手机号码").fill("13800007654");
  await page.getByLabel("申请人同意").check();
  await page.getByRole("button", { name: "登记申请人" }).click();
  await page.getByLabel("查找事项").fill("食品经营");
  await page.locator(".hit", { hasText: "食品经营许可(新办)" }).click();
  await page.getByRole("button", { name: "开始收材料" }).click();
  const required = page.locator("section.paper", { hasText: "必须提交" });
  await required.first().waitFor();
  for (let i = 0; i < await required.count(); i++) await required.nth(i).locator("input[type=file]").first().setInputFiles(file("申请表"));
  await page.waitForFunction((n) => document.querySelectorAll(".sheet-state.is-good").length === n, await required.count());
  await page.getByRole("button", { name: "提交并出具收件凭证" }).click();
  const number = (await page.locator(".counter-number").innerText()).match(/510799-\d{8}-\d{4,}/)[0];
  const notice = await page.getByRole("link", { name: "打印收件凭证" }).getAttribute("href");
  assert.match(notice, /^\/notice\.html\?id=\w{15}$/);
  const clerk = await house.as("clerk@demo.test");
  [application] = await clerk.list("applications", `number="${number}"`);
  assert.equal(application.channel, "counter");
  assert.equal(application.state, "submitted");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("the person is found again by the number, masked", async () => {
  const page = await atCounter();
  await page.getByLabel("证件类型").selectOption("passport");
  await page.getByLabel("证件号码").fill("e76543210");
  await page.getByRole("button", { name: "查找申请人" }).click();
  const found = page.locator(".found");
  await found.getByText("赵示例").waitFor();
  assert.ok(!(await found.innerText()).includes("E76543210"), "the number stays masked");
  assert.ok(!(await found.innerText()).includes("13800007654"), "the phone stays masked");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("corrections are taken in at the counter: only what the notice names", async () => {
  const clerk = await house.as("clerk@demo.test");
  const [wrong] = await clerk.list("documents", `application="${application.id}"`, "page");
  await clerk.must(clerk.act({ application: application.id, act: "request_correction", items: [{ material: wrong.material, reason: "没有签名" }] }));
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.goto(`/desk/case.html?id=${application.id}`);
  await page.getByRole("link", { name: "代收补正材料" }).click();
  const paper = page.locator("section.paper");
  await paper.getByText("没有签名").first().waitFor();
  assert.equal(await paper.count(), 1);
  await page.getByRole("button", { name: "提交补正材料" }).click();
  await page.getByRole("alert").getByText("还有材料没有上传").waitFor();
  await paper.locator("input[type=file]").first().setInputFiles(file("补正后的申请表"));
  await paper.locator(".sheet-state.is-good").waitFor();
  await page.getByRole("button", { name: "提交补正材料" }).click();
  await page.locator(".counter-number", { hasText: application.number }).waitFor();
  assert.equal((await clerk.view("applications", application.id)).state, "submitted");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("an officer without the clerk's duty is told so", async () => {
  const page = await house.page();
  await signInOfficer(page, "approver@demo.test");
  await page.goto("/counter/");
  await page.getByRole("alert").getByText("没有窗口岗位").waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
