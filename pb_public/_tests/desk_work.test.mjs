// The officer's work by keyboard alone, from the list to the decision, in both languages; the
// words that are ready, the notice before it is issued, and one act on many cases.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { submittedFood } from "./cases.mjs";
import { deskWords, officerAt, signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

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

// Finds the case in the work list by its number and opens it, by keys alone.
async function openByKeys(page, number) {
  await page.locator(".queue-row").first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(number);
  await page.keyboard.press("Enter"); // to the first that is found
  await page.waitForFunction((n) => document.activeElement.className === "queue-link" && document.activeElement.textContent === n, number);
  await page.keyboard.press("Enter");
  await page.locator(".case-number", { hasText: number }).waitFor();
}

// Walks on with Tab until something whose words begin so has the focus.
async function tabTo(page, text) {
  for (let i = 0; i < 80; i++) {
    const focused = await page.evaluate(() => {
      const e = document.activeElement;
      return (e.closest("label") || e).textContent.trim();
    });
    if (focused.startsWith(text)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${text} is not reached by Tab`);
}

// Whoever comes to the verdict of another document by Tab sees that document.
async function followed(page) {
  const rows = page.locator(".doc-verdict");
  await rows.nth((await rows.count()) - 1).locator("input").first().focus();
  await page.waitForFunction(() => document.activeElement.closest(".doc").classList.contains("is-shown"));
  await rows.nth(0).locator("input").nth(1).focus();
  await page.waitForFunction(() => document.activeElement.closest(".doc").classList.contains("is-shown"));
}

for (const lang of ["zh-CN", "en"]) {
  test(`an officer marks, accepts and examines by keyboard alone (${lang})`, async () => {
    const w = deskWords(lang);
    const { number, id } = await newCase();
    const clerk = await house.page({ lang });
    await signInOfficer(clerk, "clerk@demo.test", lang);
    await openByKeys(clerk, number);
    await clerk.locator(".viewer-image, .viewer-frame").first().waitFor();
    const files = await clerk.locator(".doc").count();
    const keys = (page) => page.evaluate(() => document.activeElement && document.activeElement.blur()); // nothing typed anywhere
    await keys(clerk);
    await clerk.keyboard.press("n"); // not in order: the reason takes the focus
    await clerk.waitForFunction(() => document.activeElement.id.startsWith("r-"));
    await clerk.keyboard.type("看不清");
    await clerk.keyboard.press("Shift+Tab"); // the words that are ready
    await clerk.keyboard.press("Shift+Tab"); // and the two verdicts
    await followed(clerk);
    await clerk.keyboard.press("ArrowLeft");
    for (let i = 0; i < files; i++) await clerk.keyboard.press("y");
    await clerk.waitForFunction((n) => document.querySelectorAll(".doc-verdict input:first-of-type:checked").length >= n, files);
    await clerk.keyboard.press("s");
    await clerk.getByRole("status").filter({ hasText: w.saved }).first().waitFor();
    await clerk.locator(".todo", { hasText: words(lang, "case.todo") }).waitFor();
    await clerk.keyboard.press("g");
    await tabTo(clerk, w.accept);
    await clerk.keyboard.press("Enter");
    await clerk.getByRole("dialog").waitFor();
    await tabTo(clerk, w.accept);
    await clerk.keyboard.press("Enter");
    await clerk.locator(".news.is-done", { hasText: w.done }).waitFor();
    await done(clerk);

    const { examiner } = await (await house.as("clerk@demo.test")).view("applications", id);
    const login = (await (await house.as("supervisor@demo.test")).view("officers", examiner)).name === "李审查" ? "examiner@demo.test" : "examiner2@demo.test";
    const page = await house.page({ lang });
    await signInOfficer(page, login, lang);
    await openByKeys(page, number);
    await page.locator(".todo").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await tabTo(page, w.pass);
    await page.keyboard.press("Space");
    await tabTo(page, words(lang, "wording.take"));
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator("dialog textarea").inputValue(), "", "an arrow chooses, it puts nothing in");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("dialog textarea").value.includes("经审查"));
    await tabTo(page, w.examine);
    await page.keyboard.press("Enter");
    await page.locator(".news.is-done", { hasText: w.done }).waitFor();
    await done(page);
  });
}

test("a notice is seen before it is issued, with the words that are ready", async () => {
  const application = await newCase();
  const page = await officerAt(house, "clerk@demo.test", application.id);
  await page.locator(".acts").getByRole("button", { name: "一次性告知补正" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox").first().check();
  await dialog.getByLabel("哪里不对").first().fill("");
  await dialog.getByLabel(/^常用语/).first().selectOption({ label: "已过有效期" });
  await dialog.getByRole("button", { name: "预览文书" }).click();
  const preview = dialog.locator(".dialog-preview");
  await preview.getByText("这是预览，还没有发出").waitFor();
  await preview.getByRole("heading", { name: "补正材料一次性告知书" }).waitFor();
  await preview.getByText("证件已过有效期").waitFor();
  const client = await house.as("clerk@demo.test");
  assert.equal((await client.view("applications", application.id)).state, "submitted", "nothing has happened");
  await dialog.getByLabel("哪里不对").first().fill("请换有效的证件");
  assert.equal(await preview.count(), 0, "what was shown is not what would be issued now");
  await dialog.getByRole("button", { name: "取消" }).click();
  await done(page);
});

test("many cases are chosen and done at once; what is refused stays and says why", async () => {
  const [one, two] = [await newCase(), await newCase()];
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.getByLabel("状态").selectOption("submitted");
  await page.locator(".queue-row", { hasText: one.number }).getByRole("checkbox").check();
  await page.locator(".queue-row", { hasText: two.number }).getByRole("checkbox").check();
  await page.locator(".bulk").getByRole("button", { name: "给申请人留言" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^常用语/).selectOption({ label: "办理进度" });
  await dialog.getByRole("button", { name: "给申请人留言" }).click();
  await page.locator(".news.is-done", { hasText: "办成 2 项" }).waitFor();
  const zhang = await house.as("zhang@demo.test");
  const [message] = (await zhang.list("messages", `application="${one.id}"`)).slice(-1);
  assert.match(message.text, new RegExp(`张示例您好.*${one.number}`), "the places are filled from each case");

  const clerk = await house.as("clerk@demo.test");
  const [document] = await clerk.list("documents", `application="${one.id}"`);
  await clerk.must(clerk.act({ application: one.id, act: "check", items: [{ document: document.id, verdict: "rejected", reason: "看不清" }] }));
  for (const { number } of [one, two]) await page.locator(".queue-row", { hasText: number }).getByRole("checkbox").check();
  await page.locator(".bulk").getByRole("button", { name: "受理" }).click();
  await dialog.getByRole("button", { name: "受理", exact: true }).click();
  await page.locator(".news.is-refused", { hasText: one.number }).getByText("办成 1 项").waitFor();
  assert.equal(await page.locator(".queue-row", { hasText: one.number }).getByRole("checkbox").isChecked(), true);
  await page.locator(".queue-row", { hasText: one.number }).locator(".row-refused").waitFor();
  await done(page);
});

test("whose turn it is and what hurries narrow the list, with their numbers", async () => {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  const mine = page.locator(".queue-tabs [data-value=mine]");
  await mine.locator(".tab-count").waitFor();
  const n = Number(await mine.locator(".tab-count").innerText());
  await mine.click();
  await page.waitForFunction(() => location.search.includes("whose=mine"));
  await page.waitForFunction((count) => document.querySelectorAll(".queue-row").length === count && document.querySelectorAll(".queue-row.is-mine").length === count, n);
  await page.getByRole("button", { name: "清除筛选" }).click();
  await page.waitForFunction((count) => document.querySelectorAll(".queue-row").length > count, n);
  await done(page);
});

test("a check is saved once however often the key is pressed", async () => {
  const { id } = await newCase();
  const page = await officerAt(house, "clerk@demo.test", id);
  await page.locator(".viewer-image, .viewer-frame").first().waitFor();
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("y");
  let release;
  const pressed = new Promise((resolve) => { release = resolve; });
  let sent = 0;
  await page.route("**/api/collections/actions/records", async (route) => {
    if (route.request().method() === "POST") sent++;
    await pressed;
    await route.continue();
  });
  await page.keyboard.press("s");
  await page.keyboard.press("s");
  release();
  await page.getByRole("status").filter({ hasText: deskWords().saved }).first().waitFor();
  assert.equal(sent, 1);
  const checks = await (await house.as("clerk@demo.test")).list("actions", `application="${id}" && act="check"`);
  assert.equal(checks.length, 1);
  await done(page);
});

test("single letters can be switched off as shortcuts, and on again", async () => {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  const afterJ = async () => {
    await page.goto("/desk/");
    await page.locator(".queue-row").first().waitFor();
    await page.keyboard.press("j");
    return page.evaluate(() => document.activeElement.className === "queue-link");
  };
  const set = async (on) => {
    await page.goto("/desk/post.html");
    await page.getByLabel(words("zh-CN", "staff.shortcuts_on")).setChecked(on);
  };
  assert.equal(await afterJ(), true);
  await set(false);
  assert.equal(await afterJ(), false);
  await page.goto("/counter/");
  await page.locator("#idNumber").waitFor();
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("?");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.keyboard.press("F1");
  await page.getByRole("dialog").waitFor();
  await set(true);
  assert.equal(await afterJ(), true);
  await done(page);
});
