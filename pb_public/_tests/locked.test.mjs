// An account that was locked by wrong passwords, on the page of the workload: a supervisor sees
// it, says how the holder was recognised, and opens it, by the keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signInOfficer } from "./desk.mjs";
import { PASSWORD, startHouse } from "./harness.mjs";
import { inspect } from "./inspect.mjs";

const SHOWN = {
  "zh-CN": { who: "examiner@demo.test", locked: /有 1 个账号因连续输错被锁定/, unlock: "解锁", missing: /请写明怎样核实是本人/, done: /的账号已解锁/ },
  en: { who: "examiner2@demo.test", locked: /1 account locked after wrong passwords/, unlock: "Unlock", missing: /Say how you made sure/, done: /is open again/ },
};

let house;

before(async () => { house = await startHouse(); });
after(() => house && house.stop());

async function signIn(identity, password) {
  const answer = await fetch(`${house.base}/api/collections/officers/auth-with-password`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ identity, password }) });
  return answer.status;
}

for (const lang of Object.keys(SHOWN)) {
  test(`a supervisor opens a locked account in ${lang}`, async () => {
    const { who, locked, unlock, missing, done } = SHOWN[lang];
    for (let i = 0; i < 5; i++) assert.equal(await signIn(who, "not the password"), 400);
    assert.notEqual(await signIn(who, PASSWORD), 200, "it is locked");
    const page = await house.page({ lang });
    await signInOfficer(page, "supervisor@demo.test", lang);
    await page.goto("/desk/workload.html?department=");
    const notice = page.locator(".notice.is-warn");
    await notice.waitFor();
    assert.match(await notice.innerText(), locked);
    const found = await inspect(page, "locked", { lang });
    await notice.getByRole("button", { name: unlock }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    found.push(...await inspect(page, "locked-dialog", { lang }));
    await page.keyboard.press("Tab");
    await dialog.getByRole("button", { name: unlock, exact: true }).press("Enter");
    assert.match(await dialog.locator(".errors").innerText(), missing);
    await dialog.locator("textarea").focus();
    await page.keyboard.type("本人到窗口，自己输错了。");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(".news.is-done").waitFor();
    assert.match(await page.locator(".news").innerText(), done);
    assert.equal(await page.evaluate(() => document.activeElement.className), "news is-done");
    assert.equal(await notice.count(), 0);
    assert.equal(await signIn(who, PASSWORD), 200, "it opens");
    const admin = await house.as("admin@demo.test");
    const [row] = await admin.list("audit", "event='unlock'", "-seq");
    assert.equal(row.changes.reason, "本人到窗口，自己输错了。");
    assert.deepEqual([...found, ...page.complaints], []);
    await page.context().close();
  });
}

test("a head who oversees nobody's accounts is shown none", async () => {
  for (let i = 0; i < 5; i++) await signIn("clerk@demo.test", "not the password");
  const page = await house.page();
  await signInOfficer(page, "approver@demo.test");
  await page.goto("/desk/workload.html");
  await page.locator(".queue-table").waitFor();
  assert.equal(await page.locator(".locked-list").count(), 0);
  await page.context().close();
});
