// An application through an agent: name and number are asked and proved, the authorisation
// must be there, and the check, the receipt and the desk say who brought it (R-AL-02).
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { FOOD } from "./cases.mjs";
import { beginFrom, checkAndSubmit, idIn, requiredPapers, uploadTo } from "./citizen.mjs";
import { officerAt } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);
const NUMBER = "510799198909230243";
const MASK = "510799********0243";
const shots = join(out, "screens");

let house, sheets;

before(async () => {
  house = await startHouse();
  mkdirSync(shots, { recursive: true });
  sheets = await papers(house, ["一", "二", "三", "四", "五", "六"]);
});
after(() => house && house.stop());

test("an agent is named, proved and seen by everybody who handles the case", async () => {
  const page = await house.page({ width: 320, height: 720 });
  await beginFrom(page, { search: "食品经营许可", name: FOOD, email: "zhang@demo.test" });
  const id = idIn(page);
  await page.locator("label.choice", { hasText: zh("apply.agent_agent") }).click();
  const name = page.getByLabel(zh("apply.agent_name"), { exact: true });
  const number = page.getByLabel(zh("apply.agent_id"), { exact: true });
  await name.fill("王代办");
  await number.fill(`${NUMBER.slice(0, 17)}9`);
  await number.press("Tab");
  await page.locator("#agent_id-error").waitFor();
  assert.equal(await number.getAttribute("aria-invalid"), "true");
  await number.fill(NUMBER);
  await number.press("Tab");
  await page.locator("#agent_id-error").waitFor({ state: "detached" });
  const required = requiredPapers(page);
  assert.ok((await required.locator("h3").allInnerTexts()).some((title) => title.includes("授权委托书")), "the authorisation must be there");
  assert.deepEqual(await barriers(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");
  await page.screenshot({ path: join(shots, "agent-320.jpg"), type: "jpeg", quality: 60, fullPage: true });
  const ids = await required.evaluateAll((all) => all.map((paper) => paper.getAttribute("aria-labelledby")));
  const files = Object.values(sheets);
  for (const [at, labelled] of ids.entries()) {
    await uploadTo(page.locator(`section.paper[aria-labelledby="${labelled}"]`), { name: `第${at}份.jpg`, mimeType: "image/jpeg", buffer: files[at].jpeg });
  }
  await page.getByRole("button", { name: zh("common.next"), exact: true }).click();
  await page.locator(".fact", { hasText: zh("apply.agent") }).getByText("王代办").waitFor();
  await page.getByRole("button", { name: zh("apply.back"), exact: true }).click();
  await checkAndSubmit(page);
  await page.getByRole("link", { name: zh("apply.receipt"), exact: true }).click();
  const paper = page.locator(".sheet-a4").first();
  await paper.getByText(zh("notice.agent"), { exact: true }).waitFor();
  const said = await paper.innerText();
  assert.ok(said.includes("王代办") && said.includes(MASK) && !said.includes(NUMBER), said);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
  const desk = await officerAt(house, "clerk@demo.test", id);
  await desk.getByText("王代办").first().waitFor();
  assert.ok(!(await desk.locator("main").innerText()).includes(NUMBER), "the number stays masked");
  await desk.context().close();
});
