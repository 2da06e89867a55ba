// Campaigns through the pages: the wall chart by keyboard alone, acts in place, a campaign
// from a template, refusals in words, the chart on A3, and no barrier at any width.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { signInOfficer } from "./desk.mjs";
import { out, startHouse } from "./harness.mjs";
import { words } from "./words.mjs";

const zh = (key, values = {}) => words("zh-CN", key).replace(/\{(\w+)\}/g, (_, name) => values[name]);

let house;
let campaign;
let tasks;

before(async () => {
  house = await startHouse();
  const supervisor = await house.as("supervisor@demo.test");
  [campaign] = (await supervisor.must(supervisor.get("/api/onestop/campaigns"))).items;
  tasks = (await supervisor.must(supervisor.get(`/api/onestop/campaigns/${campaign.id}`))).tasks;
});
after(() => house && house.stop());

const named = (name) => tasks.find((task) => task.name === name);
const chartOf = (id) => `/board/campaign.html?id=${id}`;

async function officer(email, { lang = "zh-CN", ...more } = {}) {
  const page = await house.page({ lang, ...more });
  await signInOfficer(page, email, lang);
  return page;
}

async function leave(page) {
  assert.deepEqual(page.complaints, []);
  assert.doesNotMatch(await page.locator("main").innerText(), /⟦|undefined|NaN/);
  await page.context().close();
}

const focused = (page) => page.evaluate(() => document.activeElement.dataset.task || document.activeElement.id);

test("the wall chart is walked through and a task worked on by keyboard alone", async () => {
  const page = await officer("supervisor@demo.test");
  await page.goto(chartOf(campaign.id));
  await page.locator(".gantt-row").first().waitFor();
  assert.equal(await page.locator('.gantt-task[tabindex="0"]').count(), 1, "one stop of the tab key");
  await page.locator("#f-department").focus();
  for (let steps = 0; (await focused(page)) !== tasks[0].id; steps++) {
    assert.ok(steps < 4, "the chart is reached by the tab key");
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), tasks[1].id);
  await page.keyboard.press("End");
  assert.equal(await focused(page), tasks[tasks.length - 1].id);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp"); // there is none above
  assert.equal(await focused(page), tasks[0].id);
  await page.keyboard.press("ArrowRight");
  const behind = await focused(page);
  assert.ok(tasks.find((task) => task.id === behind).after.includes(tasks[0].id), "a task that follows it");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await focused(page), tasks[0].id);
  while ((await focused(page)) !== named("民政局：认领事项、发布清单").id) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".gantt-open .plan-acts").waitFor();
  for (let steps = 0; !(await page.evaluate(() => document.activeElement.matches(".plan-act .button"))); steps++) {
    assert.ok(steps < 6, "its acts follow");
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await page.locator(".gantt-open", { hasText: zh("plan.task_confirmed") }).waitFor();
  await page.locator(".plan-history", { hasText: zh("plan.act_confirm") }).waitFor();
  await leave(page);
});

test("a department sees what is late first, reports, proves and finishes in place", async () => {
  const page = await officer("approver.service@demo.test");
  await page.goto("/desk/tasks.html");
  const first = page.locator(".plan-task").first();
  await first.waitFor();
  assert.match(await first.innerText(), /窗口人员培训/);
  assert.match(await first.innerText(), new RegExp(zh("plan.drags_n", { n: 1, names: "全面验收" })));
  await first.getByRole("button", { name: "窗口人员培训" }).click();
  const finish = first.getByRole("button", { name: zh("plan.act_finish") });
  await finish.click();
  await first.locator(".errors", { hasText: zh("fault.evidence_missing") }).waitFor();
  await first.getByLabel(zh("plan.progress_label")).fill("95");
  await first.getByLabel(zh("plan.reason")).fill("还差一场");
  await first.getByRole("button", { name: zh("plan.act_report") }).click();
  await first.locator(".plan-history", { hasText: "还差一场" }).waitFor();
  await first.locator("input[type=file]").setInputFiles({ name: "签到表.pdf", mimeType: "application/pdf", buffer: onePage() });
  await first.locator(".plan-papers li").first().waitFor();
  await finish.click();
  await page.locator(".plan-task", { hasText: "窗口人员培训" }).locator(".meta", { hasText: zh("plan.task_finished") }).waitFor();
  await leave(page);
});

test("what is measured is finished at its target only, and says its figures", async () => {
  const page = await officer("approver@demo.test");
  await page.goto(`/desk/tasks.html#t-${named("市场监督管理局：认领事项、发布清单").id}`);
  const open = page.locator(".plan-task", { hasText: "认领事项" });
  await open.getByRole("button", { name: zh("plan.act_finish") }).click();
  await open.locator(".errors", { hasText: zh("fault.target_missed", { numerator: 5, denominator: 11 }) }).waitFor();
  assert.equal(await open.getByLabel(zh("plan.progress_label")).count(), 0, "nobody types it in");
  await leave(page);
});

test("a campaign from a template, its plan mended and opened", async () => {
  const page = await officer("supervisor@demo.test");
  await page.goto("/board/campaigns.html");
  await page.getByRole("button", { name: zh("plan.new") }).click();
  await page.getByRole("button", { name: zh("plan.create"), exact: true }).click();
  await page.locator(".errors", { hasText: zh("plan.deadline_needed") }).waitFor();
  await page.getByLabel(zh("plan.template")).selectOption("problems");
  await page.getByLabel(zh("plan.deadline")).fill("2026-04-30");
  await page.getByRole("button", { name: zh("plan.create"), exact: true }).click();
  await page.locator(".gantt-row").first().waitFor();
  assert.equal(await page.locator(".gantt-row").count(), 7);
  await page.getByRole("button", { name: zh("plan.act_open"), exact: true }).click();
  await page.locator("form.card").getByRole("button", { name: zh("plan.act_open"), exact: true }).click();
  const refused = await page.locator(".errors").innerText();
  assert.match(refused, /87 个工作日，只有 43 个：差 44 个/);
  await page.getByRole("button", { name: zh("plan.cancel") }).click();
  await mendInACircle(page);
  await leave(page);
});

// The first task behind the last one: the refusal names the circle at the field.
async function mendInACircle(page) {
  await page.locator(".gantt-task").first().click();
  await page.getByRole("button", { name: zh("plan.edit") }).click();
  await page.locator("details", { hasText: zh("plan.after_label") }).locator("summary").click();
  await page.getByLabel("公布疏解情况").check();
  await page.getByRole("button", { name: zh("plan.save") }).click();
  const said = page.locator(".errors");
  await said.waitFor();
  assert.match(await said.innerText(), /征集堵点.*第五批20个堵点.*公布疏解情况/);
  await page.getByLabel("公布疏解情况").uncheck();
  await page.getByLabel(zh("plan.days_label")).fill("4");
  await page.getByRole("button", { name: zh("plan.save") }).click();
  await page.locator("form.card").waitFor({ state: "detached" });
  assert.match(await page.locator(".meta").first().innerText(), /81/); // 10 became 4 working days
}

test("the chart is printed on A3, with its head on every sheet", async () => {
  const page = await officer("auditor@demo.test");
  await page.goto(chartOf(campaign.id));
  await page.locator(".gantt-row").first().waitFor();
  mkdirSync(out, { recursive: true });
  const file = join(out, "campaign.pdf");
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
  assert.match(info, /Page size:\s+119\d\.?\d* x 84\d\.?\d* pts/);
  execFileSync("pdftotext", ["-layout", file, `${file}.txt`]);
  const text = execFileSync("cat", [`${file}.txt`], { encoding: "utf8" });
  for (const task of tasks) assert.ok(text.replace(/\s/g, "").includes(task.name.slice(0, 8)), task.name);
  const sheets = Number(/Pages:\s+(\d+)/.exec(info)[1]);
  assert.ok(sheets >= 1 && sheets <= 3, `${sheets} sheets`);
  assert.equal(text.split(zh("plan.col_slack_days")).length - 1, sheets, "the head of the table");
  assert.ok(!text.includes(zh("plan.print")), "no buttons");
  await leave(page);
});

for (const lang of ["zh-CN", "en"]) {
  for (const elder of [false, true]) {
    test(`no barrier in ${lang}${elder ? ", large type" : ""}`, async () => {
      const page = await officer("supervisor@demo.test", { lang, elder });
      const found = [];
      for (const path of ["/board/campaigns.html", chartOf(campaign.id), `${chartOf(campaign.id)}#t-${named("第一批20个堵点").id}`, "/desk/tasks.html"]) {
        await page.goto("/desk/");
        await page.goto(path);
        await page.locator(".rows > li, .gantt-row").first().waitFor();
        for (const width of [320, 375, 768, 1366]) {
          await page.setViewportSize({ width, height: 800 });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (wide > 0) found.push(`${path} is ${wide}px too wide at ${width}`);
        }
        found.push(...(await barriers(page)).map((line) => `${path}: ${line}`));
      }
      assert.deepEqual(found, []);
      await leave(page);
    });
  }
}

// A PDF of one empty page.
function onePage() {
  const objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, at) => {
    const here = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return String(here).padStart(10, "0");
  });
  const table = text.length;
  return Buffer.from(`${text}xref\n0 4\n0000000000 65535 f \n${offsets.map((at) => `${at} 00000 n \n`).join("")}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`);
}
