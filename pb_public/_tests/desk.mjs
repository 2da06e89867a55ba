// What an officer does in the desk pages, as a person would: by the words on the screen.
import assert from "node:assert/strict";
import { PASSWORD } from "./harness.mjs";

const WORDS = {
  "zh-CN": {
    email: "工作邮箱", password: "密码", signin: "登录", queue: "待办办件", accepted: "合格", rest: "其余全部合格", save: "保存审查结果",
    accept: "受理", examine: "审查", verify_site: "现场核查", grant: "准予许可", deliver: "送达办结", request_correction: "一次性告知补正",
    pass: "通过", opinion: "审查意见", finding: "现场核查情况", saved: "审查结果已保存", done: "已办理",
  },
  en: {
    email: "Work email", password: "Password", signin: "Sign in", queue: "Work list", accepted: "In order", rest: "All others in order", save: "Save the check",
    accept: "Accept", examine: "Examine a step", verify_site: "Record a site check", grant: "Grant", deliver: "Deliver and close", request_correction: "Ask once for all corrections",
    pass: "Passed", opinion: "Opinion", finding: "What was found on site", saved: "The check is saved", done: "Done",
  },
};

export const deskWords = (lang = "zh-CN") => WORDS[lang];

// Signs an officer in at the desk; ends on the work list, or on the claims of who keeps lists.
export async function signInOfficer(page, email, lang = "zh-CN") {
  const w = WORDS[lang];
  await page.goto("/desk/");
  await page.getByLabel(w.email).fill(email);
  await page.getByLabel(w.password).fill(PASSWORD);
  await page.getByRole("button", { name: w.signin, exact: true }).click();
  await page.locator("main.wide h1").waitFor();
}

// A signed-in officer with an own browser profile, on the page of the case.
export async function officerAt(house, email, id, lang = "zh-CN") {
  const page = await house.page({ lang });
  await signInOfficer(page, email, lang);
  await page.goto(`/desk/case.html?id=${id}`);
  await page.locator(".case-number").waitFor();
  return page;
}

// Opens the dialog of an act of the bar, fills it by `fill(dialog)` and sends it.
export async function doAct(page, name, fill = async () => {}, lang = "zh-CN") {
  await page.locator(".acts").getByRole("button", { name, exact: true }).click();
  await sendDialog(page, name, fill, lang);
}

// The same for a review step.
export async function doStep(page, name, fill, lang = "zh-CN") {
  await page.locator(".reviews").getByRole("button", { name, exact: true }).click();
  await sendDialog(page, name, fill, lang);
}

async function sendDialog(page, name, fill, lang) {
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  assert.doesNotMatch(await dialog.innerText(), /⟦/, "the dialog has all its words");
  await fill(dialog);
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".news.is-done", { hasText: WORDS[lang].done }).waitFor();
}

// Marks every document as in order and saves the check.
export async function checkAll(page, lang = "zh-CN") {
  const w = WORDS[lang];
  await page.getByRole("button", { name: w.rest, exact: true }).click();
  await page.getByRole("button", { name: w.save, exact: true }).click();
  await page.getByRole("status").filter({ hasText: w.saved }).first().waitFor();
}

// The whole work on a submitted case, each officer in the own profile: check and accept,
// examine, two findings on site, grant, deliver. Answers what the pages complained about.
export async function workToDelivery(house, id, lang = "zh-CN") {
  const w = WORDS[lang];
  const complaints = [];
  const at = async (email, work) => {
    const page = await officerAt(house, email, id, lang);
    await work(page);
    complaints.push(...page.complaints.map((text) => `${email}: ${text}`));
    await page.context().close();
  };
  const finding = (text) => async (dialog) => {
    await dialog.getByLabel(w.pass, { exact: true }).check();
    await dialog.getByLabel(w.finding).fill(text);
  };
  await at("clerk@demo.test", async (page) => {
    await checkAll(page, lang);
    await doAct(page, w.accept, undefined, lang);
  });
  await at("examiner@demo.test", async (page) => {
    await doStep(page, w.examine, async (dialog) => {
      await dialog.getByLabel(w.pass, { exact: true }).check();
      await dialog.getByLabel(w.opinion).fill("材料齐全，符合规定。");
    }, lang);
    await doStep(page, w.verify_site, finding("布局与图纸一致。"), lang);
    await page.locator(".reviews .notice").waitFor(); // the same officer cannot record it twice
  });
  await at("examiner2@demo.test", (page) => doStep(page, w.verify_site, finding("设备齐全，环境整洁。"), lang));
  await at("approver@demo.test", (page) => doAct(page, w.grant, undefined, lang));
  await at("clerk@demo.test", (page) => doAct(page, w.deliver, undefined, lang));
  return complaints;
}
