// A problem from the report of somebody without an account to the public answer, and back
// again when it is not really fixed; the same in English at the window.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";

const shots = join(out, "problems");
const TITLE = "施工许可要跑七个窗口";

let house;
let sheet;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
  sheet = (await papers(house, ["整改照片"]))["整改照片"];
});
after(() => house && house.stop());

async function sound(page, name) {
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  assert.deepEqual(await barriers(page), [], name);
  assert.deepEqual(page.complaints, [], name);
}

const send = async (page, name, fill = async () => {}) => {
  await page.locator(".acts").getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await fill(dialog);
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".news.is-done").waitFor();
};

test("reported without an account, assigned, solved with evidence, verified, made public, and not really fixed", async () => {
  const citizen = await house.page({ width: 375 });
  await citizen.goto("/report.html");
  await citizen.getByRole("button", { name: "提交反映" }).click();
  await citizen.locator(".errors").waitFor();
  await sound(citizen, "report-errors");
  await citizen.locator("#title").fill(TITLE);
  await citizen.locator("#text").fill("每个窗口都要盖一次章，互相等。");
  await citizen.getByText("类似的反映正在办理").or(citizen.getByText("已经有答复的类似问题")).first().waitFor();
  await citizen.locator("#service").fill("施工许可");
  await citizen.locator(".options").getByRole("button", { name: "建筑工程施工许可证核发" }).click();
  await citizen.locator("#material").waitFor();
  await citizen.locator("#category").selectOption("steps");
  await citizen.locator("#contact").fill("13900001234");
  await citizen.locator("#files").setInputFiles({ name: "窗口.jpg", mimeType: "image/jpeg", buffer: sheet.jpeg });
  await sound(citizen, "report");
  await citizen.getByRole("button", { name: "提交反映" }).click();
  await citizen.getByText("已收到您的反映").first().waitFor();
  await sound(citizen, "report-done");
  const [number, code] = await citizen.locator(".code-shown").allInnerTexts();
  assert.match(number, /^DD510799-\d{8}-\d{4}$/);
  assert.match(code, /^[2-9A-Z]{8}$/);

  const supervisor = await house.page();
  await signInOfficer(supervisor, "supervisor@demo.test");
  await supervisor.goto("/desk/problems.html?state=reported");
  await supervisor.getByRole("link", { name: TITLE }).waitFor();
  await sound(supervisor, "ledger");
  await supervisor.getByRole("link", { name: TITLE }).click();
  await supervisor.locator(".case-number").waitFor();
  await supervisor.getByText("可能是同一件事").waitFor();
  await sound(supervisor, "problem-reported");
  await send(supervisor, "交办", async (dialog) => {
    await dialog.getByLabel("牵头部门").selectOption({ label: await labelOf(dialog, "住房和城乡建设") });
    await dialog.getByLabel("整改期限（工作日）").fill("5");
  });
  const address = new URL(supervisor.url());

  const solver = await house.page({ width: 768 });
  await signInOfficer(solver, "approver.housing@demo.test");
  await solver.goto(address.pathname + address.search);
  await solver.locator("#measure").fill("七个窗口合为一个综合窗口");
  await solver.locator("#answer").fill("今后在一个窗口交一次材料。");
  await solver.locator("#public_title").fill("施工许可窗口合并");
  await solver.locator("#evidence").setInputFiles({ name: "综合窗口.jpg", mimeType: "image/jpeg", buffer: sheet.jpeg });
  await solver.getByRole("button", { name: "打开 综合窗口.jpg" }).waitFor();
  await sound(solver, "problem-solving");
  await send(solver, "提交验收");
  await solver.getByText("办事指南没有变化").waitFor();
  await sound(solver, "problem-solved");

  await supervisor.reload();
  await send(supervisor, "验收通过");
  await supervisor.getByLabel("公开答复").check();
  await supervisor.locator("#public-title + *").locator("xpath=..").getByRole("button", { name: "保存" }).click();
  await supervisor.locator(".news.is-done").waitFor();
  await sound(supervisor, "problem-public");

  const reader = await house.page({ lang: "en" });
  await reader.goto("/problems.html");
  await reader.getByRole("heading", { name: "施工许可窗口合并" }).waitFor();
  assert.doesNotMatch(await reader.locator("main").innerText(), new RegExp(TITLE), "nobody reads the words of the reporter");
  await reader.getByText("Solution rate by department").waitFor();
  await sound(reader, "answers");

  await citizen.goto(`/problems.html?number=${number}&code=${code}`);
  await citizen.getByRole("button", { name: "没有解决", exact: true }).click();
  await citizen.getByRole("button", { name: "退回整改" }).click();
  await citizen.getByText("请说说哪里还没有解决").first().waitFor();
  await citizen.locator("#reason").fill("还是要跑两个窗口。");
  await sound(citizen, "followed");
  await citizen.getByRole("button", { name: "退回整改" }).click();
  await citizen.locator(".tag", { hasText: "退回整改" }).first().waitFor();
  await reader.reload();
  await reader.getByText("Solution rate by department").waitFor();
  assert.doesNotMatch(await reader.locator("main").innerText(), /施工许可窗口合并/, "what is not fixed is not shown as solved");
});

const labelOf = (dialog, part) => dialog.getByLabel("牵头部门").locator("option").evaluateAll((options, words) => options.find((o) => o.textContent.includes(words)).textContent, part);

test("written down at the window in English, with number and code for the person there", async () => {
  const clerk = await house.page({ lang: "en", width: 768 });
  await signInOfficer(clerk, "clerk@demo.test", "en");
  await clerk.goto("/counter/");
  await clerk.getByRole("link", { name: "Something does not work? Write it down" }).click();
  await clerk.locator("#title").fill("The printer at window 3 is broken");
  await clerk.locator("#text").fill("Nobody can print receipts.");
  await clerk.getByText("Hotline 12345", { exact: true }).click();
  await clerk.locator("#contact").fill("zhang@demo.test");
  await sound(clerk, "hall");
  await clerk.getByRole("button", { name: "Send the report" }).click();
  await clerk.locator(".code-shown").first().waitFor();
  await clerk.getByRole("link", { name: "Follow it" }).click();
  await clerk.locator(".case-number").waitFor();
  assert.match(await clerk.locator("main").innerText(), /z\*\*\*@demo\.test/);
  await sound(clerk, "hall-problem");
});
