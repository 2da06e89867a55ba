// Every act of the desk through its dialog, with what the law wants to be said, and what is
// stored of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { submittedFood } from "./cases.mjs";
import { doAct, officerAt } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);

let house, sheet;

before(async () => {
  house = await startHouse();
  sheet = (await papers(house, ["申请表"]))["申请表"];
});
after(() => house && house.stop());

async function newCase(...acts) {
  const { application } = await submittedFood(house, "zhang@demo.test", sheet);
  for (const [email, fields] of acts) {
    const client = await house.as(email);
    await client.must(client.act({ application: application.id, ...fields }));
  }
  return application;
}

const accepted = () => newCase(["clerk@demo.test", { act: "accept" }]);

// The last action of the case, as the owner may read it.
async function lastAction(id) {
  const owner = await house.as("zhang@demo.test");
  return (await owner.list("actions", `application="${id}"`, "-@rowid"))[0];
}

const close = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

test("not accepting names the ground, and another authority by its name", async () => {
  const application = await newCase();
  const page = await officerAt(house, "clerk@demo.test", application.id);
  await doAct(page, "不予受理", async (dialog) => {
    await dialog.getByRole("button", { name: "不予受理" }).click();
    await dialog.getByRole("alert").getByText(zh("desk.ground_needed")).waitFor();
    await dialog.getByLabel(zh("ground.other_authority")).check();
    await dialog.getByRole("button", { name: "不予受理" }).click();
    await dialog.getByRole("alert").getByText(zh("desk.authority_needed")).waitFor();
    await dialog.getByLabel(zh("desk.authority")).fill("示例市市场监督管理局");
  });
  const action = await lastAction(application.id);
  assert.deepEqual([action.act, action.ground, action.reason, action.to], ["reject", "other_authority", "示例市市场监督管理局", "not_accepted"]);
  await page.getByRole("link", { name: zh("notice.non_acceptance") }).waitFor();
  assert.deepEqual(await page.locator(".acts button").allInnerTexts(), [zh("ratings.invite")], "nothing is left but to ask for a rating");
  await close(page);
});

test("the clock stands still on a listed ground until a day, and runs on", async () => {
  const application = await accepted();
  const page = await officerAt(house, "examiner@demo.test", application.id);
  await doAct(page, "中止计时", async (dialog) => {
    await dialog.getByLabel(zh("ground.testing")).check();
    await dialog.getByRole("button", { name: "中止计时" }).click();
    await dialog.getByRole("alert").getByText(zh("desk.until_needed")).waitFor();
    await dialog.getByLabel(zh("desk.until_pause")).fill("2026-03-13");
  });
  assert.deepEqual((({ act, ground, until, to }) => ({ act, ground, until, to }))(await lastAction(application.id)),
    { act: "pause", ground: "testing", until: "2026-03-13", to: "paused" });
  await page.locator(".case-line").getByText(zh("state.paused")).waitFor();
  await page.getByText(zh("desk.clock_open")).click();
  await page.locator(".clock-line", { hasText: zh("desk.cause_paused") }).first().waitFor();
  await doAct(page, "恢复计时");
  assert.equal((await lastAction(application.id)).to, "accepted");
  await close(page);
});

test("the limit is extended once, with the reason told; then it is not offered again", async () => {
  const application = await accepted();
  const owner = await house.as("zhang@demo.test");
  const before = (await owner.view("applications", application.id)).statutory_due;
  const page = await officerAt(house, "approver@demo.test", application.id);
  await doAct(page, "延长期限", async (dialog) => {
    await dialog.getByRole("button", { name: "延长期限" }).click();
    await dialog.getByRole("alert").getByText(zh("desk.reason_empty")).waitFor();
    await dialog.getByLabel(zh("desk.reason")).fill("需要专业机构协助核实。");
  });
  assert.ok((await owner.view("applications", application.id)).statutory_due > before);
  assert.equal(await page.locator(".acts").getByRole("button", { name: "延长期限" }).count(), 0);
  await page.getByRole("link", { name: zh("notice.extension") }).waitFor();
  await close(page);
});

test("a refusal carries its reasons and both remedies, and is delivered", async () => {
  const application = await accepted();
  const page = await officerAt(house, "approver@demo.test", application.id);
  await doAct(page, "不予许可", async (dialog) => {
    await dialog.getByText("行政复议").waitFor();
    await dialog.getByRole("button", { name: "不予许可" }).click();
    await dialog.getByRole("alert").getByText(zh("desk.reason_empty")).waitFor();
    await dialog.getByRole("radio").first().check();
    await dialog.getByLabel(zh("desk.reason")).fill("经营场所与污染源距离不足二十五米。");
  });
  const owner = await house.as("zhang@demo.test");
  const [refusal] = await owner.list("notices", `application="${application.id}" && kind="refusal"`);
  assert.equal(refusal.content.reason, "经营场所与污染源距离不足二十五米。");
  assert.equal(refusal.content.remedies.length, 2);
  await close(page);
  const clerk = await officerAt(house, "clerk@demo.test", application.id);
  await doAct(clerk, "送达办结", (dialog) => dialog.getByLabel(zh("method.post")).check());
  const action = await lastAction(application.id);
  assert.deepEqual([action.act, action.method, action.to], ["deliver", "post", "closed"]);
  await close(clerk);
});

test("open work is handed to another examiner", async () => {
  const application = await accepted();
  const page = await officerAt(house, "approver@demo.test", application.id);
  await doAct(page, "转办", async (dialog) => {
    await dialog.getByRole("button", { name: "转办" }).click();
    await dialog.getByRole("alert").getByText(zh("desk.assignee_needed")).waitFor();
    const names = await dialog.getByLabel(zh("desk.assignee")).locator("option").allInnerTexts();
    assert.ok(names.length >= 3, `two examiners to choose from: ${names}`);
    await dialog.getByLabel(zh("desk.assignee")).selectOption({ index: 2 });
    const reason = dialog.getByLabel(zh("desk.note"));
    if (await reason.count()) await reason.fill("请假交接。");
    else await dialog.getByLabel(zh("desk.reason")).fill("请假交接。");
  });
  const action = await lastAction(application.id);
  assert.equal(action.act, "reassign");
  const owner = await house.as("approver@demo.test");
  const [open] = await owner.list("reviews", `application="${application.id}" && state="open"`);
  assert.equal(open.examiner, action.assignee);
  await close(page);
});

test("applicant and officer write to each other", async () => {
  const application = await newCase();
  const owner = await house.as("zhang@demo.test");
  await owner.create("messages", { application: application.id, text: "请问什么时候来现场？" });
  const page = await officerAt(house, "clerk@demo.test", application.id);
  await page.locator(".message").getByText("请问什么时候来现场？").waitFor();
  await page.getByLabel(zh("desk.message_new")).fill("受理后五个工作日内。");
  await page.getByRole("button", { name: zh("desk.message_send"), exact: true }).click();
  await page.locator(".message.is-ours").getByText("受理后五个工作日内。").waitFor();
  assert.equal(await page.getByLabel(zh("desk.message_new")).inputValue(), "");
  const texts = (await owner.list("messages", `application="${application.id}"`, "@rowid")).map((message) => message.text);
  assert.deepEqual(texts, ["请问什么时候来现场？", "受理后五个工作日内。"]);
  await close(page);
});

test("an auditor reads the case and is offered nothing", async () => {
  const application = await accepted();
  const page = await officerAt(house, "auditor@demo.test", application.id);
  await page.locator(".review").first().waitFor();
  assert.equal(await page.locator(".acts button").count(), 0);
  assert.equal(await page.getByLabel(zh("desk.message_new")).count(), 0);
  await close(page);
});
