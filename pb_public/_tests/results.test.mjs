// What becomes of a result after it was issued, on the page of its case: renewal is asked for
// and answered, and what should not have been granted is revoked and cancelled.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signInCitizen } from "./citizen.mjs";
import { officerAt } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { inspect } from "./inspect.mjs";
import { words } from "./words.mjs";

let house;

before(async () => { house = await startHouse(); });
after(() => house && house.stop());

const shownActs = (page) => page.locator(".result-acts button").evaluateAll((all) => all.map((el) => el.firstChild.data));

for (const [lang, revoke, cancel] of [["zh-CN", "撤销", "注销"], ["en", "Revoke", "Cancel"]]) {
  test(`a head revokes a result and cancels it in ${lang}`, async () => {
    const clerk = await house.as("clerk@demo.test");
    const approver = await house.as("approver@demo.test");
    const [result] = (await clerk.list("results", `state="valid" && application.state="closed" && application.service.department="${approver.me.department}"`));
    const page = await officerAt(house, "approver@demo.test", result.application, lang);
    await page.locator(".result-acts button").first().waitFor();
    assert.ok(!(await shownActs(page)).some((name) => /准予延续|不予延续|Renew|Refuse renewal/.test(name)), "nobody asked for renewal");
    await page.getByRole("button", { name: new RegExp(`^${revoke} `) }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    const found = await inspect(page, "result-revoke", { lang });
    await dialog.getByText(words(lang, "ground.fraud")).click();
    await dialog.locator("textarea").fill("查实以虚假材料取得。");
    await dialog.getByRole("button", { name: revoke, exact: true }).click();
    await page.locator(".news.is-done").waitFor();
    assert.equal((await clerk.view("results", result.id)).state, "revoked");
    await page.getByText(words(lang, "desk.result_revoked"), { exact: true }).waitFor();
    assert.deepEqual(await shownActs(page), [cancel]);
    await page.getByRole("button", { name: new RegExp(`^${cancel} `) }).click();
    await dialog.getByText(words(lang, "ground.revoked")).click();
    await dialog.getByRole("button", { name: cancel, exact: true }).first().click();
    await page.locator(".news.is-done").waitFor();
    await page.getByText(words(lang, "desk.result_cancelled"), { exact: true }).waitFor();
    assert.deepEqual(await shownActs(page), []);
    assert.deepEqual([...found, ...await inspect(page, "result-cancelled", { lang }), ...page.complaints], []);
    await page.context().close();
  });
}

// A result of a demo applicant that ends, with the one who holds it.
async function held() {
  for (const email of ["restaurant@demo.test", "zhang@demo.test"]) {
    const holder = await house.as(email);
    const [result] = await holder.list("results", 'state="valid" && valid_to>"2026-04-30"');
    if (result) return { email, result };
  }
  throw new Error("no applicant of the example county holds a result that ends");
}

test("a holder asks for renewal on the page of the case, once, and the head decides (R-AL-31, R-AL-32)", async () => {
  const { email, result } = await held();
  const page = await house.page();
  await signInCitizen(page, email);
  await page.goto(`/status.html?id=${result.application}`);
  const ask = page.getByRole("button", { name: words("zh-CN", "status.renew"), exact: true });
  await ask.waitFor();
  await ask.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const found = await inspect(page, "renewal-ask");
  await dialog.getByRole("button", { name: words("zh-CN", "status.renew"), exact: true }).click();
  await page.getByText(/已申请延续，等待部门决定/).waitFor();
  assert.equal(await ask.count(), 0, "asked once");
  found.push(...await inspect(page, "renewal-asked"));

  const admin = await house.as("admin@demo.test");
  const { service } = await admin.view("applications", result.application);
  const { department } = await admin.view("services", service);
  const [head] = await admin.list("officers", `active=true && roles~"approver" && department="${department}"`);
  const desk = await officerAt(house, head.email, result.application);
  await desk.getByText(words("zh-CN", "desk.renewal_waits")).waitFor();
  await desk.getByRole("button", { name: /^准予延续 / }).click();
  await desk.getByRole("dialog").getByRole("button", { name: "准予延续", exact: true }).click();
  await desk.locator(".news.is-done").waitFor();
  await page.reload();
  await ask.waitFor();
  assert.ok((await admin.view("results", result.id)).valid_to > result.valid_to);
  assert.deepEqual([...found, ...page.complaints, ...desk.complaints], []);
  await Promise.all([page.context().close(), desk.context().close()]);
});
