// The own account (R-PI-06): how one is reached, the papers, a copy of everything, and
// erasure, which says what is kept and leaves nothing in the browser; and the full number
// on the desk, for a reason and a moment (R-PI-07).
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { FOOD, serviceNamed, submittedFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { officerAt } from "./desk.mjs";
import { out, PASSWORD, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const OWNER = "zhang@demo.test";
const shots = join(out, "screens");
const zh = (key, params = {}) => words("zh-CN", key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");

let house, application;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
  const sheets = await papers(house, ["申请表"]);
  ({ application } = await submittedFood(house, OWNER, sheets["申请表"]));
});
after(() => house && house.stop());

const close = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

async function picture(page, name, lang) {
  for (const width of [375, 768, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name} ${width}px is ${wide}px too wide`);
    assert.doesNotMatch(await page.locator("main").innerText(), /⟦|undefined/);
    await page.screenshot({ path: join(shots, `${name}-${lang}-${width}.jpg`), type: "jpeg", quality: 60, fullPage: true });
  }
}

// The number of the applicant, as an officer of the case is told it.
async function numberOf() {
  const clerk = await house.as("clerk@demo.test");
  return (await clerk.must(clerk.post(`/api/onestop/applications/${application.id}/identity`, { reason: "核对" }))).id_number;
}

for (const lang of ["zh-CN", "en"]) {
  test(`the account shows who, how reached and which papers, in ${lang}`, async () => {
    const page = await house.page({ lang });
    await signInCitizen(page, OWNER, lang);
    await page.locator(".frame-person a").click();
    await page.getByRole("heading", { level: 1, name: words(lang, "me.title") }).waitFor();
    const text = await page.locator("main").innerText();
    assert.match(text, /\*{6,}/, "the number is masked");
    assert.ok(!text.includes(await numberOf()));
    await page.locator("main details", { has: page.locator(".rows") }).first().locator("summary").click();
    await page.locator("main .rows li").first().waitFor();
    await picture(page, "me", lang);
    await close(page);
  });
}

test("the phone is changed, and signs in; a wrong one is refused at the field", async () => {
  const page = await house.page();
  await signInCitizen(page, OWNER);
  await page.goto("/me.html");
  const phone = page.getByLabel(zh("me.phone"));
  const before = await phone.inputValue();
  await phone.fill("123");
  await page.getByRole("button", { name: zh("me.save") }).click();
  await page.locator("#phone-error").waitFor();
  await phone.fill("13900007777");
  await page.getByRole("button", { name: zh("me.save") }).click();
  await page.getByText(zh("me.phone_saved")).first().waitFor();
  const guest = await house.as("");
  const answer = await guest.post("/api/collections/applicants/auth-with-password", { identity: "13900007777", password: PASSWORD });
  assert.equal(answer.status, 200);
  await page.reload();
  await phone.waitFor();
  assert.equal(await phone.inputValue(), "13900007777");
  assert.notEqual(before, "13900007777");
  await close(page);
});

test("a copy of the own data is downloaded", async () => {
  const page = await house.page();
  await signInCitizen(page, OWNER);
  await page.goto("/me.html");
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: zh("me.copy_go") }).click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), `${zh("me.copy_file")}.zip`);
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.subarray(0, 2).toString(), "PK");
  assert.ok(bytes.includes("data.json"));
  await close(page);
});

test("an officer sees the full number for a reason and a moment; the trail tells of it", async () => {
  const number = await numberOf();
  const page = await officerAt(house, "clerk@demo.test", application.id);
  const panel = page.locator("section[aria-labelledby=applicant-title]");
  assert.ok(!(await panel.innerText()).includes(number));
  await page.clock.install();
  await panel.getByRole("button", { name: zh("identity.show") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: zh("identity.go") }).click();
  await dialog.getByText(zh("identity.reason_empty")).first().waitFor();
  await dialog.getByLabel(zh("identity.reason")).fill("核对营业执照上的号码");
  await picture(page, "desk-identity-ask", "zh-CN");
  await dialog.getByRole("button", { name: zh("identity.go") }).click();
  await panel.getByText(number).waitFor();
  await picture(page, "desk-identity", "zh-CN");
  await page.clock.fastForward(31_000);
  await panel.getByText(number).waitFor({ state: "detached" });
  const auditor = await house.as("auditor@demo.test");
  const rows = await auditor.list("audit", `event="show" && record="${application.id}"`, "-seq");
  const [entry] = await auditor.list("looks", `application="${application.id}" && id="${rows[0].changes.look}"`);
  assert.equal(entry.reason, "核对营业执照上的号码");
  assert.ok(!JSON.stringify(rows[0].changes).includes("核对")); // the words stand in the book of looks alone
  await close(page);
});

test("a supervisor of another department chooses the ground first; numbers in the form are masked too", async () => {
  const zhang = await house.as("zhang@demo.test");
  const [marriage] = await zhang.list("services", "name=\"结婚登记\"");
  const begun = await zhang.must(zhang.post("/api/collections/applications/records", { service: marriage.id, form: { partner_name: "李示例", partner_id: "510799199002020226" } }));
  await zhang.must(zhang.act({ application: begun.id, act: "submit" }));
  const page = await officerAt(house, "supervisor@demo.test", begun.id);
  const panel = page.locator("section[aria-labelledby=form-title]");
  await panel.getByText("510799********0226").waitFor();
  await panel.getByRole("button", { name: zh("identity.show") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(zh("identity.reason")).fill("核对");
  await dialog.getByRole("button", { name: zh("identity.go") }).click();
  await dialog.getByText(zh("identity.ground_empty")).first().waitFor();
  await dialog.getByLabel(zh("identity.ground_late")).check();
  await dialog.getByRole("button", { name: zh("identity.go") }).click();
  await dialog.getByText(zh("fault.role_required.ground")).waitFor();
  await picture(page, "desk-identity-ground", "zh-CN");
  await dialog.getByLabel(zh("identity.ground_complaint")).check();
  await dialog.getByRole("button", { name: zh("identity.go") }).click();
  await panel.getByText("510799199002020226").waitFor();
  await close(page);
});

test("erasure waits for running cases and names them", async () => {
  const page = await house.page({ lang: "en" });
  await signInCitizen(page, OWNER, "en");
  await page.goto("/me.html");
  await page.locator(".notice.is-warn").getByRole("link", { name: application.number }).waitFor();
  assert.equal(await page.getByRole("button", { name: words("en", "me.erase_go") }).count(), 0);
  await close(page);
});

test("erasure asks for a word, says what is kept, signs out and leaves nothing here", async () => {
  const guest = await house.as("");
  const service = await serviceNamed(house, FOOD);
  const account = { kind: "person", id_type: "passport", id_number: "E45678909", name: "离示例", phone: "13900004321", email: "leaving@demo.test", password: PASSWORD, passwordConfirm: PASSWORD, consent_version: "2026-01" };
  await guest.create("applicants", account);
  const page = await house.page();
  await signInCitizen(page, account.email);
  await page.evaluate(([id]) => localStorage.setItem(`onestop.draft.${id}`, "{}"), ["aaaaaaaaaaaaaaa"]);
  await page.evaluate(async (id) => {
    const { create } = await import("/shared/api.js");
    await create("applications", { service: id, options: [], form: {}, channel: "online" });
  }, service.id);
  await page.goto("/me.html");
  const go = page.getByRole("button", { name: zh("me.erase_go") });
  await go.click();
  await page.locator("#word-error").waitFor();
  await page.locator("#word").fill(zh("me.erase_word"));
  await picture(page, "me-erase", "zh-CN");
  await go.click();
  await page.getByRole("heading", { name: zh("me.erased") }).waitFor();
  await page.getByText(zh("me.kept_nothing")).waitFor();
  await picture(page, "me-erased", "zh-CN");
  const left = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.startsWith("onestop.")));
  assert.deepEqual(left.filter((key) => !["onestop.lang", "onestop.elder"].includes(key)), []);
  assert.equal(await page.locator(".frame-person").count(), 0, "nobody is signed in");
  assert.equal((await guest.post("/api/collections/applicants/auth-with-password", { identity: account.email, password: PASSWORD })).status, 400);
  await close(page);
});
