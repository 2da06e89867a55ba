// A supervisor looks at the life events of the county, suspends one with a reason and
// publishes it again; officers without that duty see no buttons.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);
const shots = join(out, "screens");

let house;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
});
after(() => house && house.stop());

test("a supervisor suspends a life event and publishes it again", async () => {
  const page = await house.page();
  await signInOfficer(page, "supervisor@demo.test");
  await page.goto("/desk/life_events.html");
  const card = page.locator("section.card", { hasText: "开办餐饮店一件事" });
  await card.getByText("个体工商户设立登记 →").first().waitFor();
  for (const width of [375, 768, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `nothing scrolls sideways at ${width}`);
    await page.screenshot({ path: join(shots, `life-events-${width}.jpg`), type: "jpeg", quality: 60, fullPage: true });
  }
  await card.getByRole("button", { name: zh("events.act_suspend") }).click();
  const go = page.locator("dialog").getByRole("button", { name: zh("events.act_suspend"), exact: true });
  await go.click(); // without a reason
  await page.locator("dialog .field-error").first().waitFor();
  await page.locator("#d-reason").fill("系统升级");
  await go.click();
  await card.getByText(zh("events.state_suspended")).waitFor();
  await card.getByRole("button", { name: zh("events.act_publish") }).click();
  await page.locator("dialog").getByRole("button", { name: zh("events.act_publish"), exact: true }).click();
  await card.getByText(zh("events.state_published")).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a clerk reads them in English and has no buttons", async () => {
  const page = await house.page({ lang: "en" });
  await signInOfficer(page, "clerk@demo.test", "en");
  await page.goto("/desk/life_events.html");
  await page.getByText("Open a restaurant").first().waitFor();
  assert.equal(await page.locator("section.card button").count(), 0);
  await page.screenshot({ path: join(shots, "life-events-en-1366.jpg"), type: "jpeg", quality: 60, fullPage: true });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
