// A training meeting from its beginning to the help page: a supervisor makes it, officers are
// reminded, one signs in by the code on the screen and asks, the answer is published for all.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);
const shots = join(out, "screens");
const QUESTION = "容缺材料最多可以晚几天补交？";
const ANSWER = "不超过承诺办结时限。";

let house, organiser, clerk, address;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
  [organiser, clerk] = [await house.page(), await house.page()];
  await signInOfficer(organiser, "supervisor@demo.test");
  await signInOfficer(clerk, "clerk@demo.test");
});
after(() => house && house.stop());

// Nothing scrolls sideways, axe finds no barrier, a picture at each width.
async function look(page, name) {
  for (const width of [320, 375, 768, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways at ${width}`);
    if (width > 320) await page.screenshot({ path: join(shots, `${name}-${width}.jpg`), type: "jpeg", quality: 60, fullPage: true });
  }
  assert.deepEqual(await barriers(page), [], name);
  assert.doesNotMatch(await page.locator("body").innerText(), /⟦|undefined|Invalid Date/, name);
}

test("a supervisor makes a meeting for tomorrow", async () => {
  await organiser.goto("/desk/trainings.html");
  await organiser.getByText("省一体化平台2.0认领与操作流程培训会").waitFor();
  await organiser.locator("#clock-day").waitFor();
  await look(organiser, "trainings");
  await organiser.getByRole("button", { name: zh("training.new") }).click();
  await organiser.getByText("示例县公安局").waitFor();
  await organiser.getByRole("button", { name: zh("common.save") }).click(); // empty
  await organiser.locator(".errors").waitFor();
  await look(organiser, "training-form");
  await organiser.locator("#m-title").fill("容缺受理培训会");
  await organiser.locator("#m-day").fill("2026-03-03");
  await organiser.locator("#m-time").fill("09:30");
  await organiser.locator("#m-place").fill("二楼会议室");
  await organiser.locator("#m-agenda").fill("讲解\n交流互动");
  await organiser.getByRole("button", { name: zh("common.save") }).click();
  await organiser.getByRole("heading", { name: "容缺受理培训会" }).waitFor();
  await organiser.getByText("二楼会议室").waitFor();
  address = organiser.url();
});

test("the trainer moves the clock, and the invited officers are reminded", async () => {
  await organiser.goto("/desk/trainings.html");
  await organiser.locator("#clock-day").fill("2026-03-02");
  await organiser.locator("#clock-time").fill("16:00");
  await organiser.getByRole("button", { name: zh("trainer.go") }).click();
  await organiser.locator(".clock-told", { hasText: zh("news.training_due") }).waitFor({ timeout: 60_000 });
  await look(organiser, "training-clock");
  await clerk.goto("/desk/inbox.html");
  await clerk.getByText("容缺受理培训会").first().waitFor();
});

test("an officer signs in by the code on the screen, and not without it", async () => {
  const guest = await house.as("");
  await guest.must(guest.post("/api/onestop/demo/clock", { now: "2026-03-03T09:10" }));
  await clerk.goto(address);
  await clerk.locator("#code").fill("000000");
  await clerk.getByRole("button", { name: zh("training.sign"), exact: true }).click();
  await clerk.getByRole("alert").waitFor();
  await organiser.goto(address);
  await organiser.getByRole("button", { name: zh("training.screen_show") }).click();
  const code = await organiser.locator(".sign-digits").innerText();
  assert.match(code, /^\d{6}$/);
  await look(organiser, "training-code");
  await clerk.goto(`${address}&code=${code}`); // what the QR code leads to
  await clerk.getByRole("button", { name: zh("training.sign"), exact: true }).click();
  await clerk.getByText(zh("training.signed_now")).first().waitFor();
  await clerk.waitForURL((url) => !url.search.includes("code=")); // the code is not left in the address
});

test("a question is asked, answered and published without who asked it", async () => {
  await clerk.locator("#question").fill(QUESTION);
  await clerk.getByRole("button", { name: zh("training.ask_go") }).click();
  await clerk.getByRole("heading", { name: QUESTION }).waitFor();
  await organiser.reload();
  await organiser.getByRole("button", { name: `${zh("training.answer")} ${QUESTION}` }).click();
  await organiser.locator("#d-answer").fill(ANSWER);
  await organiser.locator("dialog").getByRole("button", { name: zh("common.save") }).click();
  await organiser.getByRole("button", { name: `${zh("training.publish")} ${QUESTION}` }).click();
  await organiser.getByText(zh("training.published_now")).first().waitFor();
  await look(organiser, "training-held");
  await look(clerk, "training-clerk");
  const reader = await house.page();
  await reader.goto("/help.html?q=rongque");
  await reader.getByText(ANSWER).waitFor();
  assert.ok(!(await reader.locator("main").innerText()).includes("市场监管"), "nobody is in it");
  await look(reader, "help");
  await reader.locator("#q").fill("没有这样的事");
  await reader.getByText(zh("help.nothing")).waitFor();
  assert.deepEqual(reader.complaints, []);
  await reader.context().close();
});

test("the organiser adds who forgot, and prints the list", async () => {
  await organiser.locator("details summary").click();
  await organiser.locator("#forgotten").selectOption({ index: 1 });
  await organiser.getByRole("button", { name: zh("training.add"), exact: true }).click();
  await organiser.getByText(zh("training.way_organiser"), { exact: true }).waitFor();
  await organiser.getByRole("link", { name: zh("training.print_attendance") }).click();
  await organiser.getByRole("heading", { name: zh("training.paper_attendance") }).waitFor();
  await look(organiser, "training-paper");
  const pages = [organiser, clerk].flatMap((page) => page.complaints.filter((text) => !/400/.test(text))); // the wrong code was refused
  assert.deepEqual(pages, []);
});

test("in English, and by an officer who is not invited", async () => {
  const page = await house.page({ lang: "en" });
  await signInOfficer(page, "clerk.hospital@demo.test", "en");
  await page.goto("/desk/trainings.html");
  await page.getByText("How to claim and work on the provincial platform 2.0").click();
  await page.getByText(words("en", "training.not_invited_text")).waitFor();
  await look(page, "training-en");
  await page.goto("/help.html");
  await page.getByText("Somebody shows a licence").waitFor();
  await look(page, "help-en");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
