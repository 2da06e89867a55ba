// What a new user does, without reading code. A citizen opens a restaurant from a telephone:
// the life event, four photos and a paper of the shelf, is sent back once, corrects, is
// granted and verifies the result by its QR address; a clerk takes in a walk-in; a head
// decides; a supervisor reads the board.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fillSignIn, idIn, requiredPapers, uploadTo } from "./citizen.mjs";
import { atCounter, freshNumber, Hands, pick, receive, waitFocus } from "./counter.mjs";
import { checkAll, deskWords, doAct, doStep, officerAt, signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);
const w = deskWords();
const EVENT = "开办餐饮店一件事";
const FOOD = "食品经营许可(新办)";
const DRAWING = "主要设备设施、经营布局、操作流程文件";
const WRONG = "操作间看不清，请重新拍照。";
const PHONE = { width: 375, height: 760 };
const shots = join(out, "screens");

let house, sheet;
const kept = {}; // what one part hands to the next

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
  sheet = await papers(house, ["申请表", "租赁合同", "布局图", "管理制度", "重新拍的布局图"]);
});
after(() => house && house.stop());

const picture = (page, name) => page.screenshot({ path: join(shots, `trial-${name}.jpg`), type: "jpeg", quality: 60, fullPage: true });
const photo = (name) => ({ name: `${name}.jpg`, mimeType: "image/jpeg", buffer: sheet[name].jpeg });
const narrow = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");

const close = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

// A picture of every step of an officer, and an own profile for each.
const officer = async (email, id, work) => {
  const page = await officerAt(house, email, id);
  await work(page);
  await close(page);
};

// The first service of the life event is registered on the spot; the licence waits for it.
async function register(application) {
  await officer("clerk@demo.test", application, async (page) => {
    await checkAll(page);
    await doAct(page, w.accept);
  });
  const clerk = await house.as("clerk@demo.test");
  for (const review of await clerk.list("reviews", `application="${application}" && state="open"`)) {
    const examiner = await house.as("examiner@demo.test");
    await examiner.must(examiner.act({ application, act: "examine", review: review.id, ground: "pass", reason: "符合条件" }));
  }
  await officer("approver@demo.test", application, (page) => doAct(page, w.grant));
  await officer("clerk@demo.test", application, (page) => doAct(page, w.deliver));
}

test("a citizen finds the life event on the telephone and hands in four photos once", async () => {
  const page = await house.page(PHONE);
  kept.page = page;
  await page.goto("/");
  await picture(page, "01-home");
  await page.getByRole("link", { name: EVENT }).click();
  await page.getByText(zh("life.questions")).waitFor();
  await picture(page, "02-life");
  for (const text of ["否", "不设置", "本人办理"]) await page.locator("label.choice", { hasText: text }).first().click();
  const begin = page.getByRole("button", { name: zh("journey.begin"), exact: true });
  await begin.click();
  await page.waitForURL("**/login.html**");
  await picture(page, "03-login");
  await fillSignIn(page, "zhang@demo.test");
  await begin.click();
  await page.waitForURL("**/journey.html**");
  await page.getByText(zh("journey.not_submitted")).first().waitFor();
  kept.journey = idIn(page);
  for (const field of await page.locator("section[aria-labelledby=form] input, section[aria-labelledby=form] textarea").all()) {
    await field.fill((await field.getAttribute("inputmode")) === "decimal" ? "60" : "示例路9号小面馆");
  }
  const required = requiredPapers(page);
  const ids = await required.evaluateAll((all) => all.map((paper) => paper.getAttribute("aria-labelledby")));
  let photos = 0;
  for (const id of ids) {
    const paper = page.locator(`section.paper[aria-labelledby="${id}"]`);
    const card = (await paper.locator("h3").innerText()).includes("居民身份证");
    if (card) { // 只传一次: it was handed in with an earlier case
      await paper.getByRole("button", { name: zh("shelf.take") }).click();
      await paper.locator(".sheet-state.is-good").waitFor();
    } else await uploadTo(paper, photo(Object.keys(sheet)[photos++]));
  }
  assert.equal(photos, 4, "four photos");
  await picture(page, "04-papers");
  await narrow(page);
  await page.getByRole("button", { name: zh("journey.check"), exact: true }).click();
  await page.getByLabel(zh("apply.sincere")).check();
  await page.getByRole("button", { name: zh("journey.submit"), exact: true }).click();
  await page.locator("#news").waitFor();
  await picture(page, "05-handed-in");
  const zhang = await house.as("zhang@demo.test");
  const { members } = await zhang.must(zhang.get(`/api/onestop/journeys/${kept.journey}`));
  kept.first = members.find((member) => member.standing === "open").application;
  kept.food = members.find((member) => member.name === FOOD).application;
});

test("the licence is sent back once, and only what is wrong is asked anew", async () => {
  assert.ok(kept.food, "the submission has to work first");
  await register(kept.first);
  await officer("clerk@demo.test", kept.food, async (page) => {
    await doAct(page, w.request_correction, async (dialog) => {
      await dialog.getByRole("checkbox", { name: DRAWING }).check();
      await dialog.getByLabel(`${DRAWING}：哪里不对`).fill(WRONG);
      await picture(page, "06-sent-back");
    });
  });
  const { page } = kept;
  await page.goto("/inbox.html");
  await page.getByRole("link", { name: zh("news.request_correction") }).first().click();
  await page.waitForURL("**/status.html**");
  const paper = page.locator("section.paper");
  await paper.getByText(WRONG).first().waitFor();
  assert.equal(await paper.count(), 1, "only the wrong one is open");
  await picture(page, "07-correct");
  await uploadTo(paper, photo("重新拍的布局图"));
  await page.getByRole("button", { name: zh("correction.go_supply"), exact: true }).click();
  await page.getByText(zh("status.done_supply")).waitFor();
  await picture(page, "08-corrected");
  await narrow(page);
});

test("officers examine, the head decides, the clerk delivers", async () => {
  assert.ok(kept.food, "the submission has to work first");
  const pass = (label, text) => async (dialog) => {
    await dialog.getByLabel(w.pass, { exact: true }).check();
    await dialog.getByLabel(label).fill(text);
  };
  await officer("clerk@demo.test", kept.food, async (page) => {
    await checkAll(page);
    await doAct(page, w.accept);
  });
  await officer("examiner@demo.test", kept.food, async (page) => {
    await doStep(page, w.examine, pass(w.opinion, "材料齐全，符合规定。"));
    await doStep(page, w.verify_site, pass(w.finding, "布局与图纸一致。"));
  });
  await officer("examiner2@demo.test", kept.food, (page) => doStep(page, w.verify_site, pass(w.finding, "设备齐全。")));
  const head = await house.page({ width: 1366, height: 768 });
  await signInOfficer(head, "approver@demo.test");
  await head.goto(`/desk/case.html?id=${kept.food}`);
  await head.locator(".case-number").waitFor();
  await picture(head, "09-head");
  await doAct(head, w.grant);
  await picture(head, "10-granted");
  await close(head);
  await officer("clerk@demo.test", kept.food, (page) => doAct(page, w.deliver));
});

test("the citizen sees the licence, and a stranger verifies it by the address of its QR code", async () => {
  const { page } = kept;
  await page.goto(`/journey.html?id=${kept.journey}`);
  await page.getByRole("link", { name: FOOD, exact: true }).click();
  await page.locator(".standing-state", { hasText: zh("state.closed") }).waitFor();
  await picture(page, "11-licence");
  const address = await page.locator("img.code-image").getAttribute("src");
  const path = new URL(address, house.base).searchParams.get("path");
  await page.locator("img.code-image").evaluate((img) => img.decode());
  await narrow(page);
  await close(page);
  const stranger = await house.page(PHONE);
  await stranger.goto(path);
  await stranger.getByRole("heading", { name: zh("verify.genuine") }).waitFor();
  const said = await stranger.locator("main").innerText();
  assert.ok(said.includes("食品经营许可证") && said.includes("张*例") && !said.includes("张示例"), said);
  await picture(stranger, "12-verified");
  await close(stranger);
});

test("a clerk takes in a walk-in without an account, by keyboard", async () => {
  const page = await atCounter(house, "zh-CN");
  const hands = new Hands(page);
  const files = Object.keys(sheet);
  await receive(page, hands, { number: freshNumber(201), name: "赵示例", phone: "13800007654" });
  await pick(page, hands, "spjy");
  await hands.choose("m", files.map((name, at) => ({ ...photo(name), name: `scan_${at + 1}.jpg` })));
  const box = page.getByRole("dialog");
  for (let at = 1; at <= files.length; at++) {
    await box.locator(`text=scan_${at}.jpg`).waitFor();
    await hands.press(String(at));
  }
  await waitFocus(page, "#hand-in");
  await hands.press("F9");
  const number = page.locator(".counter-number").first();
  await number.waitFor();
  await picture(page, "13-walk-in");
  const clerk = await house.as("clerk@demo.test");
  const [taken] = await clerk.list("applications", `number="${(await number.innerText()).trim()}"`);
  assert.equal(taken.channel, "counter");
  assert.equal(taken.state, "accepted");
  await close(page);
});

test("a supervisor reads the campaign and the public board", async () => {
  const page = await house.page({ width: 1366, height: 768 });
  await signInOfficer(page, "supervisor@demo.test");
  await page.goto("/board/campaigns.html");
  await page.locator("main a[href^='/board/campaign.html']").first().click();
  await page.locator("svg").first().waitFor();
  await picture(page, "14-campaign");
  await page.goto("/board/");
  await page.locator(".tile").first().waitFor();
  await picture(page, "15-board");
  await close(page);
});
