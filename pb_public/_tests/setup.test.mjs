// The first start: an office that has never seen the house sets it up on one page, by the
// keyboard alone, and is in service; then the page is gone for good.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startEmpty } from "./harness.mjs";
import { inspect } from "./inspect.mjs";

const PASSWORD = "Qiaotou-2026-Banshi";

let house;

before(async () => {
  house = await startEmpty();
});
after(() => house && house.stop());

for (const lang of ["zh-CN", "en"]) {
  for (const elder of [false, true]) {
    test(`the page in ${lang}${elder ? ", large type" : ""}, empty and with everything wrong`, async () => {
      const page = await house.page({ lang, elder });
      await page.goto(house.setup);
      await page.waitForSelector("#office");
      const found = await inspect(page, "setup", { lang, elder });
      await page.click("form .button.large");
      await page.waitForSelector(".errors");
      assert.equal(await page.evaluate(() => document.activeElement.className), "errors", "the summary takes the focus");
      assert.equal(await page.locator(".errors li").count(), 7);
      found.push(...await inspect(page, "setup-wrong", { lang, elder }));
      await page.check('input[name="disk"][value="other"]');
      await page.waitForSelector("#path");
      await page.click("form .button.large");
      assert.equal(await page.locator(".errors li").count(), 7, "another folder is asked for its name");
      found.push(...await inspect(page, "setup-other", { lang, elder }));
      assert.deepEqual([...found, ...page.complaints], []);
      await page.context().close();
    });
  }
}

test("the page begins in the language of the browser, and keeps to one that was chosen", async () => {
  for (const [locale, title] of [["en-US", "First start"], ["zh-CN", "第一次使用"], ["fr-FR", "First start"]]) {
    const context = await house.browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(house.setup);
    await page.waitForSelector("#office");
    assert.equal(await page.innerText("h1"), title, locale);
    await page.click('.frame-tools [lang="en"], .frame-tools [lang="zh-CN"]');
    const chosen = await page.innerText("h1");
    assert.notEqual(chosen, title);
    await page.reload();
    await page.waitForSelector("#office");
    assert.equal(await page.innerText("h1"), chosen, `${locale}: the choice stays`);
    await context.close();
  }
});

test("without the secret the page leads nowhere, and the network finds no page", async () => {
  const page = await house.page({ lang: "en" });
  await page.goto(house.setup.split("#")[0]);
  await page.waitForSelector("h1");
  assert.match(await page.innerText("h1"), /not complete, or no longer good/);
  assert.deepEqual(await inspect(page, "setup-lost", { lang: "en" }), []);
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
  assert.equal(await page.locator(".setup-next").count(), 0, "what is next waits until the phrase is kept");
  assert.match(await page.innerText(".setup-steps"), /onestop restore .*--from[^]*onestop backup .*--take-over[^]*接管原来的位置[^]*onestop serve/, "the card says all that the one of the console does");
  const found = await inspect(page, "setup-phrase");
  await phraseIsEven(page);
  await staysUntilKept(page);
  found.push(...await inspect(page, "setup-done"));
  await page.click('.frame-tools [lang="en"]');
  found.push(...await inspect(page, "setup-done", { lang: "en" }));
  assert.deepEqual([...found, ...page.complaints], []);
  await page.click('.frame-tools [lang="zh-CN"]');
  await isOver(page);
  await page.context().close();
});

// No row of the phrase is shorter than another, and none is cut off.
async function phraseIsEven(page) {
  for (const width of [320, 375, 768, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    for (const elder of [false, true]) {
      const { rows, over } = await page.evaluate((large) => {
        document.documentElement.classList.toggle("elder", large);
        const box = document.querySelector(".setup-card pre");
        const tops = [...box.children].map((group) => group.offsetTop);
        const over = box.scrollWidth - box.clientWidth;
        document.documentElement.classList.remove("elder");
        return { rows: [...new Set(tops)].map((top) => tops.filter((other) => other === top).length), over };
      }, elder);
      assert.equal(new Set(rows).size, 1, `${width} px: rows of ${rows}`);
      assert.equal(over, 0, `${width} px: the phrase is cut off`);
    }
  }
}

// A page that is gone for good is not left by mistake, before or after printing.
async function staysUntilKept(page) {
  const asked = [];
  const stay = (box) => { asked.push(box.type()); return box.dismiss(); };
  page.on("dialog", stay);
  await page.evaluate(() => { setTimeout(() => location.reload()); });
  await page.waitForTimeout(500);
  assert.deepEqual(asked, ["beforeunload"]);
  assert.ok(await page.isVisible(".setup-card pre"), "the phrase is still there");
  await page.click(".setup-card + .buttons .secondary");
  assert.equal(await page.evaluate(() => document.activeElement.id), "next");
  assert.ok(await page.isVisible(".setup-card pre"), "and stays until the page is left");
  page.off("dialog", stay);
}

// A house that has nothing yet says so on its first page, with and without JavaScript, and leads
// whoever sits at it to what is missing.
async function saysWhatIsEmpty(page) {
  page.complaints.length = 0; // of the page that is gone
  const found = await inspect(page, "home-empty", { lang: "en" });
  assert.match(await page.innerText("#found"), /still being prepared/);
  assert.match(await (await fetch(`${house.base}/?lang=en`)).text(), /still being prepared/);
  assert.deepEqual([...found, ...page.complaints], []);
  await page.click("#found .text-link");
  await page.waitForURL(/_\/#\//);
}

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
  await page.waitForSelector("#found .notice");
  const found = [];
  for (const width of [1366, 320]) {
    await page.setViewportSize({ width, height: 900 });
    found.push(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth));
  }
  assert.deepEqual(found, [0, 0], "a long name fits");
  const answer = await fetch(`${house.base}/api/collections/_superusers/auth-with-password`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ identity: "head@example.gov.cn", password: PASSWORD }) });
  await saysWhatIsEmpty(page);
  assert.ok(answer.status === 200 || /step_required/.test(await answer.text()), "the administrator comes in");
}
