// The inbox and the number of unread notifications in the frame of every page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { submittedFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const OWNER = "zhang@demo.test";
const UNREAD = "/api/onestop/notifications/unread";

let house, application, material;

before(async () => {
  house = await startHouse();
  const sheet = (await papers(house, ["申请表"]))["申请表"];
  ({ application } = await submittedFood(house, OWNER, sheet));
  const owner = await house.as(OWNER);
  [{ material }] = await owner.list("documents", `application="${application.id}"`);
});
after(() => house && house.stop());

const badge = (page) => page.locator(".frame-tools .badge > [aria-hidden]");
const letters = (page) => page.locator(".letter");
const waiting = async (email) => (await (await house.as(email)).get(UNREAD)).body.unread;
const shown = (n) => (n > 99 ? "99+" : String(n));

// The time of the page moves on and somebody looks at it again.
const lookAgain = (page, ms) => page.evaluate((later) => {
  const now = Date.now.bind(Date);
  Date.now = () => now() + later;
  document.dispatchEvent(new Event("visibilitychange"));
}, ms);

for (const lang of ["zh-CN", "en"]) {
  test(`a citizen reads one notification and then all of them (${lang})`, async () => {
    const owner = await house.as(OWNER);
    await owner.create("messages", { application: application.id, text: "请问何时办好？" });
    const clerk = await house.as("clerk@demo.test");
    for (const text of ["请稍候。", "还请再等一天。", "谢谢。"]) await clerk.create("messages", { application: application.id, text });
    const before = await waiting(OWNER);
    assert.ok(before >= 3);
    const page = await house.page({ lang });
    await signInCitizen(page, OWNER, lang);
    await page.goto("/");
    await badge(page).waitFor();
    assert.equal(await badge(page).innerText(), shown(before));
    await page.locator(".frame-tools").getByRole("link", { name: words(lang, "frame.inbox") }).click();
    await page.waitForURL("**/inbox.html");
    const first = letters(page).first();
    assert.match(await first.innerText(), new RegExp(words(lang, "news.message")));
    assert.match(await first.innerText(), new RegExp(`${application.number}`));
    assert.equal(/[\u4e00-\u9fff]/.test(await first.innerText()), lang === "zh-CN", "one language only");

    await first.getByRole("button", { name: words(lang, "inbox.mark") }).click();
    await page.waitForFunction(() => !document.querySelector(".letter").classList.contains("is-unread"));
    assert.equal(await waiting(OWNER), before - 1);
    assert.equal(await badge(page).innerText(), shown(before - 1));

    await letters(page).nth(1).getByRole("link").click(); // whoever opens the case has read it
    await page.waitForURL(`**/status.html?id=${application.id}`);
    assert.equal(await waiting(OWNER), before - 2);

    await page.goto("/inbox.html");
    await page.getByRole("button", { name: words(lang, "inbox.mark_all"), exact: true }).click();
    await badge(page).waitFor({ state: "detached" });
    assert.equal(await waiting(OWNER), 0);
    assert.equal(await page.locator(".letter.is-unread").count(), 0);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("news is asked for when the page is looked at again, said once, and joins the list", async () => {
  const page = await house.page();
  await signInCitizen(page, OWNER);
  await page.goto("/inbox.html");
  await letters(page).first().waitFor();
  let asked = 0;
  page.on("request", (request) => { asked += Number(request.url().endsWith(UNREAD)); });
  const clerk = await house.as("clerk@demo.test");
  await clerk.must(clerk.act({ application: application.id, act: "request_correction", items: [{ material, reason: "看不清。" }] }));
  await lookAgain(page, 30_000);
  await page.waitForTimeout(200);
  assert.equal(asked, 0, "not twice within a minute");
  const answered = page.waitForResponse((answer) => answer.url().endsWith(UNREAD));
  await lookAgain(page, 61_000);
  await answered;
  await page.getByRole("status").filter({ hasText: words("zh-CN", "frame.unread_grown").replace("{n}", "1") }).waitFor({ state: "attached" });
  await letters(page).first().filter({ hasText: words("zh-CN", "news.request_correction") }).waitFor();
  assert.equal(await badge(page).innerText(), "1");

  await page.goto("/cases.html"); // the number stays, the voice does not repeat it
  await badge(page).waitFor();
  await page.waitForTimeout(200);
  assert.equal(await page.getByRole("status").filter({ hasText: words("zh-CN", "frame.unread_grown").replace("{n}", "1") }).count(), 0);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("an officer finds the own notifications on the desk, and the number after signing in", async () => {
  const owner = await house.as(OWNER);
  await owner.create("messages", { application: application.id, text: "马上补交。" });
  const before = await waiting("clerk@demo.test");
  assert.ok(before > 0);
  const page = await house.page();
  await page.goto("/desk/inbox.html");
  await page.waitForURL("**/desk/?next=**");
  await signInOfficer(page, "clerk@demo.test");
  await badge(page).waitFor();
  assert.equal(await badge(page).innerText(), shown(before));
  await page.goto("/desk/inbox.html");
  const first = letters(page).first();
  await first.getByRole("link", { name: words("zh-CN", "news.message"), exact: true }).click();
  await page.waitForURL(`**/desk/case.html?id=${application.id}`);
  await page.locator(".case-number").waitFor();
  assert.equal(await waiting("clerk@demo.test"), before - 1);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a guest has no number and is asked to sign in", async () => {
  const page = await house.page();
  let asked = 0;
  page.on("request", (request) => { asked += Number(request.url().endsWith(UNREAD)); });
  await page.goto("/inbox.html");
  await page.getByRole("heading", { level: 1, name: words("zh-CN", "common.sign_in_first") }).waitFor();
  assert.equal(asked, 0);
  assert.equal(await badge(page).count(), 0);
  await page.context().close();
});
