// The first start: an office that has never seen the house sets it up on one page, by the
// keyboard alone, and is in service; then the page is gone for good.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { out, startEmpty } from "./harness.mjs";

const shots = join(out, "screens");
const PASSWORD = "Qiaotou-2026-Banshi";

let house;

before(async () => {
  house = await startEmpty();
  mkdirSync(shots, { recursive: true });
});
after(() => house && house.stop());

// What a reader would notice at four widths: a sideways scroll, missing words, barriers.
async function inspect(page, name) {
  const found = [];
  for (const width of [1366, 768, 375, 320]) {
    await page.setViewportSize({ width, height: 900 });
    const seen = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth - document.documentElement.clientWidth, strange: (document.body.innerText.match(/⟦[^⟧]*⟧|undefined|NaN/g) || []).join() }));
    if (seen.wide > 0 || seen.strange) found.push(`${name} ${width}px: ${seen.wide}px too wide, says ${seen.strange}`);
    if (width !== 768) await page.screenshot({ path: join(shots, `${name}-${width}.jpg`), type: "jpeg", quality: 60, fullPage: true });
  }
  await page.setViewportSize({ width: 1366, height: 900 });
  return [...found, ...await barriers(page)];
}

for (const lang of ["zh-CN", "en"]) {
  for (const elder of [false, true]) {
    test(`the page in ${lang}${elder ? ", large type" : ""}, empty and with everything wrong`, async () => {
      const page = await house.page({ lang, elder });
      await page.goto(house.setup);
      await page.waitForSelector("#office");
      const name = `setup-${lang}${elder ? "-elder" : ""}`;
      const found = await inspect(page, name);
      await page.click("form .button.large");
      await page.waitForSelector(".errors");
      assert.equal(await page.evaluate(() => document.activeElement.className), "errors", "the summary takes the focus");
      assert.equal(await page.locator(".errors li").count(), 7);
      found.push(...await inspect(page, `${name}-wrong`));
      assert.deepEqual([...found, ...page.complaints], []);
      await page.context().close();
    });
  }
}

test("without the secret the page leads nowhere, and the network finds no page", async () => {
  const page = await house.page({ lang: "en" });
  await page.goto(house.setup.split("#")[0]);
  await page.waitForSelector("h1");
  assert.match(await page.innerText("h1"), /not complete, or no longer good/);
  assert.deepEqual(await inspect(page, "setup-lost"), []);
  const forwarded = await fetch(house.setup.split("#")[0], { headers: { "X-Forwarded-For": "192.168.7.20" } });
  assert.equal(forwarded.status, 404);
  await page.context().close();
});

test("what the machine refuses stands at its field, and nothing is lost", async () => {
  const page = await house.page({ lang: "en" });
  await page.goto(house.setup);
  await fillIn(page, { office_code: "11510799MB0A000016", region_code: "990000", names: "http://hall" }, "/nowhere/at/all");
  await page.waitForSelector(".errors");
  const told = await page.locator(".errors li").allInnerTexts();
  assert.equal(told.length, 3, told.join("\n"));
  assert.equal(await page.inputValue("#office"), "示例县政务服务中心");
  await page.fill("#office_code", "11510799MB0A000015");
  await page.fill("#region_code", "510799");
  await page.fill("#names", "");
  await page.click("form .button.large");
  await page.waitForFunction(() => document.querySelectorAll(".errors li").length === 1);
  assert.match(await page.innerText(".errors li"), /no folder \/nowhere/);
  await page.context().close();
});

async function fillIn(page, changes, disk) {
  await page.waitForSelector("#office");
  const values = { office: "示例县政务服务中心", office_en: "Example County Service Centre", office_code: "11510799MB0A000015", region_code: "510799", region: "示例县", region_en: "Example County", email: "head@example.gov.cn", password: PASSWORD, again: PASSWORD, ...changes };
  for (const [id, value] of Object.entries(values)) await page.fill(`#${id}`, value);
  await page.check('input[name="disk"][value="other"]');
  await page.fill("#path", disk);
  await page.click("form .button.large");
}

test("one page and the office is in service", async () => {
  const disk = join(house.dir, "disk");
  mkdirSync(disk);
  const page = await house.page();
  await page.goto(house.setup);
  await page.waitForSelector("#office");
  await page.focus("#office");
  const type = async (...texts) => { for (const text of texts) { await page.keyboard.type(text); await page.keyboard.press("Tab"); } };
  await type("示例县政务服务中心", "Example County Service Centre", "11510799MB0A000015", "510799", "示例县", "Example County", "head@example.gov.cn", PASSWORD, PASSWORD);
  await page.keyboard.press("Space"); // the first disk, or another folder
  while (await page.evaluate(() => document.activeElement.value) !== "other") await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.keyboard.type(disk);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".setup-card");
  assert.equal(await page.innerText("h1"), "设置完成，可以使用了");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  assert.match((await page.innerText(".setup-card pre")).replace(/\s/g, ""), /^[A-Z0-9-]{58,90}$/i);
  assert.ok(!page.url().includes("#"), "the secret is gone from the address");
  assert.match(await page.innerText(".notice.is-bad"), /备份和数据在同一块磁盘上/, "the disk of this test is that of the data");
  assert.deepEqual([...await inspect(page, "setup-done"), ...page.complaints], []);
  await isOver(page);
  await page.context().close();
});

async function isOver(page) {
  const gone = await page.goto(house.setup.split("#")[0]);
  assert.equal(gone.status(), 404);
  const secret = house.setup.split("#")[1];
  assert.equal((await fetch(`${house.base}/api/onestop/setup`, { headers: { "X-Onestop-Setup": secret } })).status, 404);
  await page.goto("/");
  await page.waitForSelector(".frame-name strong");
  assert.equal(await page.innerText(".frame-name strong"), "示例县政务服务中心");
  await page.click('.frame-tools [lang="en"]');
  assert.equal(await page.innerText(".frame-name strong"), "Example County Service Centre");
  const found = [];
  for (const width of [1366, 320]) {
    await page.setViewportSize({ width, height: 900 });
    found.push(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth));
  }
  assert.deepEqual(found, [0, 0], "a long name fits");
  const answer = await fetch(`${house.base}/api/collections/_superusers/auth-with-password`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ identity: "head@example.gov.cn", password: PASSWORD }) });
  assert.ok(answer.status === 200 || /step_required/.test(await answer.text()), "the administrator comes in");
}
