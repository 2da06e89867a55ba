// Somebody who forgot the password: the clerk checks the card and prints a slip, the citizen
// sets a new password with it on the phone; and a password changed in the own account.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { words } from "./words.mjs";

const NUMBER = "510799198706110137";
const PHONE = "13800000001";
const zh = (key) => words("zh-CN", key);
const shots = join(out, "screens");

let house, code;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
});
after(() => house && house.stop());

const picture = (page, name) => page.screenshot({ path: join(shots, `recover-${name}.jpg`), type: "jpeg", quality: 60, fullPage: true });

const close = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

test("a clerk checks the document and prints a slip, by keyboard", async () => {
  const page = await house.page();
  await signInOfficer(page, "clerk@demo.test");
  await page.goto("/counter/");
  await page.getByRole("link", { name: zh("counter.code") }).first().click();
  await page.getByLabel(zh("counter.id_number")).fill(NUMBER);
  await page.keyboard.press("Enter");
  await page.locator(".found").getByText("张示例").waitFor();
  const open = page.getByRole("button", { name: zh("slip.open") });
  await open.press("Enter");
  await page.locator(".errors").getByText(zh("slip.checked_missing")).first().waitFor();
  await picture(page, "counter-flaw");
  await page.getByLabel(zh("slip.checked")).press("Space");
  await open.press("Enter");
  code = await page.locator(".slip-code").innerText();
  assert.match(code, /^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$/);
  assert.ok(!(await page.locator("main").innerText()).includes(NUMBER), "the number stays masked");
  assert.deepEqual(await barriers(page), []);
  await picture(page, "slip");
  await page.locator(".slip img").evaluate((img) => img.decode());
  const file = join(out, "slip.pdf");
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
  assert.equal(/Pages:\s+(\d+)/.exec(info)[1], "1");
  assert.match(info, /Page size:\s+22[67]/, "80 mm wide");
  assert.ok(execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).includes(code));
  await close(page);
});

for (const lang of ["zh-CN", "en"]) {
  test(`a wrong code says nothing of anybody, in ${lang}`, async () => {
    const page = await house.page({ lang, width: 320, height: 700 });
    await page.goto("/login.html?next=%2Fme.html");
    await page.getByRole("link", { name: words(lang, "login.forgot") }).click();
    const said = [];
    for (const number of [NUMBER, "510799198304040172"]) { // one that is known and one that is not
      await page.locator("#id_number").fill(number);
      for (const [id, value] of [["code", "AAAAA-AAAAA"], ["phone", PHONE], ["password", "my new password"], ["again", "my new password"]]) await page.locator(`#${id}`).fill(value);
      await page.getByRole("button", { name: words(lang, "recover.go"), exact: true }).click();
      await page.getByText(words(lang, "fault.recovery_wrong")).first().waitFor();
      said.push(await page.locator(".errors").innerText());
    }
    assert.equal(said[0], said[1]);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");
    assert.deepEqual(await barriers(page), []);
    await picture(page, `wrong-${lang}`);
    await close(page);
  });
}

test("the citizen sets a new password by the slip and goes on where the sign-in was asked", async () => {
  assert.ok(code, "the slip has to be there first");
  const page = await house.page({ width: 375, height: 760, elder: true });
  await page.goto("/recover.html?next=%2Fme.html");
  await page.getByRole("button", { name: zh("recover.go"), exact: true }).click();
  await page.locator(".errors").getByText(zh("recover.code_missing")).waitFor();
  await picture(page, "elder");
  for (const [id, value] of [["id_number", NUMBER], ["code", code.toLowerCase().replace("-", " ")], ["phone", PHONE], ["password", "my new password"], ["again", "my new password"]]) await page.locator(`#${id}`).fill(value);
  await page.locator("#shared").check();
  await page.getByRole("button", { name: zh("recover.go"), exact: true }).click();
  await page.waitForURL("**/me.html");
  assert.deepEqual(await page.evaluate(() => [localStorage, sessionStorage].map((store) => store.getItem("onestop.auth") !== null)), [false, true], "nothing outlives the window of a public computer");
  await page.getByText(zh("me.change_password")).first().click();
  for (const [id, value] of [["old", "my new password"], ["password", "yet another one"], ["again", "yet another one"]]) await page.locator(`#${id}`).fill(value);
  await page.getByRole("button", { name: zh("me.password_save"), exact: true }).click();
  await page.getByText(zh("me.password_saved")).first().waitFor();
  await picture(page, "changed");
  await page.goto("/inbox.html"); // the session goes on
  await page.getByText(zh("news.account_recovered")).first().waitFor();
  await close(page);
});
