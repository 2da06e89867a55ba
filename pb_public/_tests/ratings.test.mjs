// Ratings in the browser: with the account, by number and code, by the link of the counter,
// by keyboard alone; and the way of a bad one from the desk to the answer that its rater reads.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { signInCitizen } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";

let house;
before(async () => { house = await startHouse(); });
after(() => house && house.stop());

// Finished cases of an applicant that are not rated yet, newest first.
async function unrated(login) {
  const owner = await house.as(login);
  const [cases, ratings] = [await owner.list("applications", 'state="closed"'), await owner.list("ratings", "")];
  return cases.filter((c) => !ratings.some((r) => r.application === c.id));
}

const toRate = async () => {
  for (const login of ["zhang", "restaurant", "li", "liu", "trade", "noodle", "chen", "wang"]) {
    const cases = await unrated(`${login}@demo.test`);
    if (cases.length) return { login: `${login}@demo.test`, application: cases[0] };
  }
  throw new Error("every finished case is rated");
};

test("a finished case is rated by keyboard with the account, once", async () => {
  const { login, application } = await toRate();
  const page = await house.page();
  await signInCitizen(page, login);
  await page.goto(`/status.html?id=${application.id}`);
  await page.getByRole("link", { name: "评价这次服务（自愿）" }).click();
  await page.getByRole("heading", { name: "评价这次服务" }).waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("button", { name: "提交评价" }).click();
  await page.getByRole("alert").or(page.locator(".error-summary")).first().waitFor();
  await page.getByLabel("非常满意").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator("input[name=grade]:checked").getAttribute("value"), "2");
  await page.getByLabel("办事效率低").focus();
  await page.keyboard.press("Space");
  await page.getByLabel("想说的话").fill("排队太久。");
  await page.getByRole("button", { name: "提交评价" }).press("Enter");
  await page.getByText("谢谢，您的评价已收到。").waitFor();
  await page.reload();
  await page.getByText("这件事您已经评价过了。").waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.context().close();
});

test("what is not finished yet is not rated, and a page without a case says how", async () => {
  const owner = await house.as("zhang@demo.test");
  const [running] = await owner.list("applications", 'state="accepted"');
  const page = await house.page();
  await signInCitizen(page, "zhang@demo.test");
  await page.goto(`/rate.html?id=${running.id}`);
  await page.getByText("这件事还没有办结").waitFor();
  await page.goto(`/rate.html`);
  await page.getByRole("link", { name: "用编号和查询码查询" }).waitFor();
  await page.goto(`/rate.html?invite=wrong`);
  await page.getByText("这个链接已经失效").waitFor();
  await page.context().close();
});

test("number and code of the receipt are enough", async () => {
  const { login, application } = await toRate();
  const owner = await house.as(login);
  const [receipt] = await owner.list("notices", `application="${application.id}" && kind="receipt"`);
  const page = await house.page();
  await page.goto(`/track.html?number=${application.number}&code=${receipt.content.track_code}`);
  await page.getByRole("link", { name: "评价这次服务（自愿）" }).click();
  await page.getByLabel("满意", { exact: false }).first().check();
  await page.getByRole("button", { name: "提交评价" }).click();
  await page.getByText("谢谢，您的评价已收到。").waitFor();
  await page.context().close();
});

test("the counter opens a link and does not see what is rated", async () => {
  const clerk = await house.as("clerk@demo.test");
  const { application } = await toRate();
  const closed = (await clerk.list("applications", 'state="closed"')).find((c) => c.id === application.id) || (await clerk.list("applications", 'state="closed"'))[0];
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.goto(`/desk/case.html?id=${closed.id}`);
  await page.getByRole("button", { name: "请群众评价" }).click();
  const link = page.getByRole("link", { name: "在第二屏打开" });
  await page.getByAltText("评价二维码").waitFor();
  const second = await house.page();
  await second.goto(await link.getAttribute("href"));
  await second.getByLabel("基本满意").check();
  await second.getByRole("button", { name: "提交评价" }).click();
  await second.locator("#thanks, .error-summary").first().waitFor();
  assert.equal((await clerk.list("ratings", "")).length, 0);
  await second.context().close();
  await page.context().close();
});

test("a bad rating is called back, mended and answered at the desk", async () => {
  const page = await house.page();
  await signInOfficer(page, "supervisor@demo.test");
  await page.goto(`/desk/ratings.html`);
  await page.getByRole("button", { name: "待回访", exact: true }).click();
  const first = page.locator(".queue-row").filter({ has: page.getByRole("button", { name: /查看处理/ }) }).first();
  await first.getByRole("button").click();
  await page.getByRole("button", { name: "回访核实" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "回访核实" }).click();
  await dialog.locator("[aria-invalid=true]").waitFor();
  await dialog.locator("textarea").fill("电话回访，情况属实。");
  await dialog.getByRole("button", { name: "回访核实" }).click();
  await page.getByRole("button", { name: "整改并答复" }).click();
  await dialog.locator("textarea").first().fill("已增开窗口。");
  await dialog.getByRole("button", { name: "整改并答复" }).click();
  await page.getByText("已完成：整改并答复。").waitFor();
  await page.getByText("已增开窗口。").first().waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.context().close();
});
