// Notices on paper: what the law wants in writing (R-AL-05, R-AL-07, R-AL-13) stands on
// the printed A4 page, number, seal, date, reasons and both remedies, in Chinese, with
// the English below on demand.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { submittedFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { out, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";

const REASON = "照片反光，统一社会信用代码看不清，请重新拍照。";
const WHY_NOT = "经营场所与许可条件不符，操作间未与就餐区分隔。";

let house, sheets;

before(async () => {
  house = await startHouse();
  sheets = await papers(house, ["申请表", "平面图"]);
});
after(() => house && house.stop());

const act = async (email, application, name, fields = {}) => {
  const officer = await house.as(email);
  return officer.must(officer.act({ application, act: name, ...fields }));
};

// The notice of the kind, printed as the citizen prints it; answers text and pages.
async function printed(application, kind, { english = false } = {}) {
  const citizen = await house.as("zhang@demo.test");
  const list = await citizen.must(citizen.get(`/api/collections/notices/records?filter=${encodeURIComponent(`application="${application}" && kind="${kind}"`)}`));
  assert.equal(list.items.length, 1, `one ${kind}`);
  const page = await house.page();
  await signInCitizen(page, "zhang@demo.test");
  await page.goto(`/notice.html?id=${list.items[0].id}`);
  await page.locator(".sheet-a4 .paper-seal").first().waitFor();
  if (english) await page.getByLabel("附英文译文").check();
  await page.locator(".paper-qr").first().evaluate((img) => img.decode());
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  mkdirSync(out, { recursive: true });
  const file = join(out, `${kind}${english ? "-en" : ""}.pdf`);
  writeFileSync(file, pdf);
  execFileSync("pdftotext", ["-layout", file, `${file}.txt`]);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
  const text = readFileSync(`${file}.txt`, "utf8");
  const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
  return { notice: list.items[0], text, pages: Number(/Pages:\s+(\d+)/.exec(info)[1]), size: /Page size:\s+(.*)/.exec(info)[1] };
}

// The text without the blanks and line ends that the layout puts between characters.
const holds = (paper, words) => {
  const squeeze = (s) => s.replace(/\s+/g, "");
  for (const w of words) assert.ok(squeeze(paper.text).includes(squeeze(w)), `the paper does not say “${w}”:\n${paper.text}`);
};

test("a correction notice names everything to correct, once, on one A4 page", async () => {
  const { application, service } = await submittedFood(house, "zhang@demo.test", sheets["申请表"]);
  const material = service.materials.find((m) => m.name === "营业执照");
  await act("clerk@demo.test", application.id, "request_correction", { items: [{ material: material.id, reason: REASON }] });
  const paper = await printed(application.id, "correction");
  holds(paper, ["补正材料一次性告知书", paper.notice.number, application.number, "张示例", "510799********0137", "食品经营许可(新办)",
    "营业执照", REASON, "示例县市场监督管理局", "行政审批专用章", "2026年3月2日", "0816-"]);
  assert.ok(!paper.text.includes("510799198706110137"), "the full number is not on the paper");
  assert.equal(paper.pages, 1);
  assert.match(paper.size, /A4/);
  assert.ok(!paper.text.includes("打印"), "buttons stay on the screen");
});

test("a refusal gives its reasons and both remedies, in Chinese and in English", async () => {
  const { application } = await submittedFood(house, "zhang@demo.test", sheets["平面图"]);
  await act("clerk@demo.test", application.id, "accept");
  const approver = await house.as("approver@demo.test");
  const bare = await approver.act({ application: application.id, act: "refuse" });
  assert.equal(bare.status, 400, "no refusal without reasons");
  assert.equal(bare.body.data.act.code, "reason_required");
  await act("approver@demo.test", application.id, "refuse", { reason: WHY_NOT });
  const paper = await printed(application.id, "refusal", { english: true });
  holds(paper, ["不予行政许可决定书", paper.notice.number, application.number, WHY_NOT, "六十日内", "行政复议", "六个月内", "行政诉讼",
    "行政复议法第二十条", "行政诉讼法第四十六条", "行政审批专用章",
    "Decision to refuse", "60 calendar days", "administrative reconsideration", "six months", "the Chinese text is the notice"]);
  assert.equal(paper.pages, 2, "the translation begins on a page of its own");
});
