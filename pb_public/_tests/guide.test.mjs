// The guide of every service on one A4 sheet: all that has to be brought and known is told
// once (R-AL-01), for the general case and for one with its answers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { FOOD, serviceNamed } from "./cases.mjs";
import { out, startHouse } from "./harness.mjs";
import { words } from "./words.mjs";

const zh = (key) => words("zh-CN", key);

let house;

before(async () => {
  house = await startHouse();
  mkdirSync(out, { recursive: true });
});
after(() => house && house.stop());

// What a page prints: its text, without the blanks that the layout puts in, and its pages.
async function printed(page, name) {
  await page.locator(".paper-qr").first().evaluate((img) => img.decode());
  const file = join(out, `${name}.pdf`);
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).replace(/\s+/g, "");
  return { text, pages: Number(/Pages:\s+(\d+)/.exec(info)[1]), size: /Page size:\s+(.*)/.exec(info)[1] };
}

for (const lang of ["zh-CN", "en"]) {
  test(`the guide of the food licence is one sheet, in ${lang}`, async () => {
    const service = await serviceNamed(house, FOOD);
    const page = await house.page({ lang, width: 320, height: 700 });
    await page.goto(`/service.html?id=${service.id}`);
    await page.getByRole("link", { name: words(lang, "service.sheet") }).click();
    await page.locator(".sheet-guide").waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");
    assert.deepEqual(await barriers(page), []);
    const paper = await printed(page, `guide-${lang}`);
    assert.equal(paper.pages, 1);
    assert.match(paper.size, /A4/);
    const told = [service.code, service.conditions, service.basis, service.address, service.consult_phone, service.complaint_phone, service.quantity_limit, ...service.materials.map((m) => m.standard)];
    for (const each of told) assert.ok(paper.text.includes(each.replace(/\s+/g, "")), `the sheet tells ${each}`);
    assert.ok(!paper.text.includes(words(lang, "common.print").replace(/\s+/g, "") + words(lang, "guide.back").replace(/\s+/g, "")), "buttons stay on the screen");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("with the answers of a case the sheet holds the exact list", async () => {
  const guest = await house.as("");
  const { items } = await guest.must(guest.get("/api/onestop/services"));
  for (const item of items) {
    const service = await guest.must(guest.get(`/api/onestop/services/${item.id}`));
    const conditional = service.materials.find((m) => m.only_if.length);
    if (!conditional || service.questions.some((q) => q.only_if.length)) continue;
    const options = service.questions.map((q) => (q.options.find((o) => conditional.only_if.includes(o.id)) || q.options[0]).id);
    const page = await house.page();
    await page.goto(`/guide.html?id=${service.id}&options=${options.join(",")}`);
    await page.locator(".guide-papers").getByText(conditional.name, { exact: true }).waitFor();
    await page.getByText(zh("guide.answers")).waitFor();
    const list = await guest.must(guest.post(`/api/onestop/services/${service.id}/checklist`, { options }));
    assert.equal(await page.locator(".guide-papers tbody tr").count(), list.materials.length);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
    return;
  }
  assert.fail("no service of the county asks for a paper in one case only");
});
