// Corrections are asked once (R-AL-05, R-AL-08): the citizen sees only what is wrong, hands
// it in again, the clerk accepts; a second notice is refused in words.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { submittedFood } from "./cases.mjs";
import { signInCitizen, uploadTo } from "./citizen.mjs";
import { doAct, officerAt } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);
const WRONG = "营业执照";
const REASON = "照片反光，统一社会信用代码看不清，请重新拍照。";

let house, sheets, application;

before(async () => {
  house = await startHouse();
  sheets = await papers(house, ["申请表", "清楚的营业执照"]);
  ({ application } = await submittedFood(house, "zhang@demo.test", sheets["申请表"]));
});
after(() => house && house.stop());

const stateNow = async () => (await (await house.as("zhang@demo.test")).view("applications", application.id)).state;

const close = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

test("the clerk names everything that is wrong, once", async () => {
  const page = await officerAt(house, "clerk@demo.test", application.id);
  await doAct(page, "一次性告知补正", async (dialog) => {
    assert.equal(await dialog.getByRole("checkbox", { checked: true }).count(), 0, "nothing is rejected or missing yet");
    await dialog.getByRole("button", { name: "一次性告知补正" }).click();
    await dialog.getByRole("alert").getByText("请至少列入一项材料").waitFor();
    await dialog.getByRole("checkbox", { name: WRONG }).check();
    await dialog.getByLabel(`${WRONG}：哪里不对`).fill(REASON);
  });
  assert.equal(await stateNow(), "correcting");
  await page.locator(".material", { hasText: WRONG }).getByText(REASON).waitFor();
  await close(page);
});

test("the citizen sees only the wrong paper, large, with the reason, and hands it in", async () => {
  const page = await house.page();
  await signInCitizen(page, "zhang@demo.test");
  await page.goto(`/status.html?id=${application.id}`);
  const wrong = page.locator("section.paper");
  await wrong.getByText(REASON).first().waitFor();
  assert.equal(await wrong.count(), 1, "only what the notice names is open");
  assert.ok((await wrong.locator("h3").innerText()).includes(WRONG));
  const send = page.getByRole("button", { name: zh("correction.go_supply"), exact: true });
  await send.click();
  await page.getByRole("alert").first().waitFor();
  assert.equal(await stateNow(), "correcting", "nothing is handed in before the paper is there");
  await uploadTo(wrong, { name: "营业执照（重拍）.jpg", mimeType: "image/jpeg", buffer: sheets["清楚的营业执照"].jpeg });
  await send.click();
  await page.getByText(zh("status.done_supply")).waitFor();
  assert.equal(await stateNow(), "submitted");
  await close(page);
});

test("a second correction is refused: it is not offered, and by the API it says correction_used", async () => {
  const page = await officerAt(house, "clerk@demo.test", application.id);
  assert.equal(await page.locator(".acts").getByRole("button", { name: "一次性告知补正" }).count(), 0);
  const clerk = await house.as("clerk@demo.test");
  const [material] = (await clerk.list("documents", `application="${application.id}"`)).map((d) => d.material);
  const refused = await clerk.act({ application: application.id, act: "request_correction", items: [{ material, reason: "再改" }] });
  assert.equal(refused.status, 400);
  assert.equal(refused.body.data.act.code, "correction_used");
  assert.equal(refused.body.data.act.params.cite, "R-AL-08");
  await close(page);
});

test("a page that is not up to date shows the refusal in words", async () => {
  const page = await officerAt(house, "clerk@demo.test", application.id);
  // A desk opened before the first correction still offers the act: give this one that view.
  await page.route("**/api/onestop/applications/*/case", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    await route.fulfill({ response: answer, json: { ...body, application: { ...body.application, corrections: 0 } } });
  });
  await page.reload();
  await page.locator(".acts").getByRole("button", { name: "一次性告知补正" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: WRONG }).check();
  await dialog.getByLabel(`${WRONG}：哪里不对`).fill("再改一次");
  await dialog.getByRole("button", { name: "一次性告知补正" }).click();
  await dialog.getByRole("alert").getByText(zh("fault.correction_used")).waitFor();
  assert.equal(await stateNow(), "submitted");
  await page.keyboard.press("Escape");
  await close(page);
});

test("a supervisor may ask again, with a reason that is counted", async () => {
  const page = await officerAt(house, "supervisor@demo.test", application.id);
  await page.locator(".acts").getByRole("button", { name: "一次性告知补正" }).waitFor();
  await page.locator(".acts").getByRole("button", { name: "一次性告知补正" }).click();
  await page.getByRole("dialog").getByText("第 2 次补正").waitFor();
  await page.keyboard.press("Escape");
  await close(page);
});

test("the clerk accepts what was handed in again", async () => {
  const page = await officerAt(house, "clerk@demo.test", application.id);
  await page.locator(".material", { hasText: WRONG }).getByText("补正前的文件（1）").waitFor();
  await doAct(page, "受理");
  assert.equal(await stateNow(), "accepted");
  await close(page);
});
