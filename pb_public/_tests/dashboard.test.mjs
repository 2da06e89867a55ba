// The dashboard of PocketBase as administrators use it: the real one, in a real browser.
// What they do wrong is said at the field in plain words, what they do right is in the
// trail with before and after, and an extension that fails leaves the dashboard working.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { out, PASSWORD, startHouse } from "./harness.mjs";

const shots = join(out, "dashboard");
let house;
let admin;

before(async () => {
  mkdirSync(shots, { recursive: true });
  house = await startHouse();
  admin = await house.as("admin@demo.test");
});

after(() => house && house.stop());

const first = async (collection, filter = "") => (await admin.list(collection, filter))[0];

const edit = (client, record, fields) => client.must(client.patch(`/api/collections/${record.collectionName}/records/${record.id}`, fields));

// A dashboard with the administrator signed in.
async function dashboard(options) {
  const page = await house.page(options);
  page.setDefaultTimeout(60_000);
  await page.goto("/_/");
  await page.locator("input[type=email]").fill("admin@demo.test");
  await page.locator("input[type=password]").fill(PASSWORD);
  await page.locator(".auth-with-password-form .btn.next").click();
  await page.locator(".collections-list").waitFor();
  return page;
}

const form = (page) => page.locator(".record-upsert-modal");

async function openRecord(page, collection, id) {
  await page.goto("about:blank");
  await page.goto(`/_/#/collections?collection=${collection}&record=${id}`);
  await form(page).locator(`[name="id"]`).waitFor();
  await form(page).locator("[inert]").waitFor({ state: "detached" }).catch(() => {});
}

const save = (page) => page.getByRole("button", { name: "Save changes" }).click();

// What was saved closes its form.
const saved = (page) => form(page).waitFor({ state: "detached" });

const refusal = (page, field) => page.locator(`.generated-error[data-input-name="${field}"]`);

async function fill(page, field, text) {
  await form(page).locator(`[name="${field}"]`).fill(text);
  await save(page);
}

async function choose(page, field, value) {
  const select = form(page).locator(`.select:has([name="${field}"])`);
  await select.locator(`[name="${field}"]`).click();
  await select.locator(".select-option", { hasText: value }).click();
  await save(page);
}

async function remove(page) {
  await form(page).locator('[title="More options"]').click();
  await page.locator(".modal-header-dropdown").getByText("Delete").click();
  await page.getByRole("button", { name: "Delete record" }).click();
}

test("an edit over the legal limit is refused at its field, mended, and stands in the trail", async () => {
  const service = await first("services", "handling='promised' && promised_days>1 && statutory_days>1 && claim.state='published'");
  const page = await dashboard();
  await openRecord(page, "services", service.id);
  await fill(page, "promised_days", String(service.statutory_days + 1));
  await refusal(page, "promised_days").waitFor();
  assert.match(await refusal(page, "promised_days").textContent(), /承诺办结时限超过了法定办结时限.*R-QA-12/);
  assert.equal(await page.locator(".generated-error").count(), 1);
  assert.equal(await form(page).locator('[name="promised_days"]').inputValue(), String(service.statutory_days + 1), "what was typed is kept");
  await page.screenshot({ path: join(shots, "refused.png") });
  assert.equal((await first("services", `id='${service.id}'`)).promised_days, service.promised_days);

  const mended = service.promised_days - 1;
  await fill(page, "promised_days", String(mended));
  await saved(page);
  assert.equal((await first("services", `id='${service.id}'`)).promised_days, mended);
  const row = (await admin.list("audit", `collection='services' && record='${service.id}'`, "-seq"))[0];
  assert.deepEqual(row.changes, { promised_days: [service.promised_days, mended] });
  assert.equal(row.actor_kind, "superuser");
  await page.context().close();
});

test("names, values, headings and the way to the page of the people are in Chinese", async () => {
  const page = await dashboard();
  await page.goto("/_/#/collections?collection=services");
  const content = (selector) => page.locator(selector).evaluate((el) => getComputedStyle(el, "::before").content);
  await page.locator("th.col-field-name-handling").waitFor();
  await page.waitForFunction(() => getComputedStyle(document.querySelector("th.col-field-name-handling .txt"), "::before").content === '"办件类型"');
  assert.match(await content('.collections-list .nav-item[title="services"] .txt'), /实施清单/);
  await page.locator("td.col-field-name-handling .label").first().waitFor();
  assert.match(await page.locator("td.col-field-name-handling .label").first().textContent(), /即办件|承诺件/);
  assert.ok(await page.locator("th[class*=col-field-name-]:visible").count() <= 15, "a wide collection shows the columns that matter");
  await page.screenshot({ path: join(shots, "list.png") });

  const service = await first("services", "handling='promised' && claim.state='published'");
  await openRecord(page, "services", service.id);
  const label = form(page).locator('.record-field-input:has([name="promised_days"]) label');
  assert.match(await label.textContent(), /承诺办结时限\s*promised_days/);
  await form(page).locator(".onestop-heading").nth(6).waitFor();
  assert.deepEqual(await form(page).locator(".onestop-heading").allTextContents(), ["办什么", "谁来办、谁能办", "多长时间", "在哪里、怎么办", "法律依据", "改革前", "系统填写"]);
  assert.match(await form(page).locator('.select:has([name="handling"])').textContent(), /承诺件/);
  assert.equal(await form(page).locator(".onestop-link").first().getAttribute("href"), `/service.html?id=${service.id}`);
  await form(page).locator(".onestop-check", { hasText: "没有发现缺陷" }).waitFor();
  await page.screenshot({ path: join(shots, "form.png") });

  const [preview] = await Promise.all([page.context().waitForEvent("page"), form(page).getByText("预览工作稿").click()]);
  await preview.getByText("这是还没有发布的清单").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.getItem("onestop.auth")), null, "the dashboard keeps no session of the pages");
  await preview.close();

  const application = await first("applications", "number!=''");
  await openRecord(page, "applications", application.id);
  assert.equal(await form(page).locator(".onestop-link").getAttribute("href"), `/desk/case.html?id=${application.id}`);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("names are in English where the browser is", async () => {
  const page = await dashboard({ lang: "en" });
  const service = await first("services", "handling='promised' && statutory_days>1 && claim.state='published'");
  await openRecord(page, "services", service.id);
  assert.match(await form(page).locator('.record-field-input:has([name="promised_days"]) label').textContent(), /Promised working days\s*promised_days/);
  await fill(page, "promised_days", String(service.statutory_days + 1));
  assert.match(await refusal(page, "promised_days").textContent(), /^The promise is longer than the legal limit\. .*\(rule R-QA-12\)$/);
  await page.screenshot({ path: join(shots, "english.png") });
  await page.context().close();
});

test("a draft shows its defects, and each leads to its field", async () => {
  const service = await first("services", "name~'食品经营许可' && claim.state='published'");
  const cataloguer = await house.as("cataloguer@demo.test");
  await cataloguer.create("actions", { subject: "claim", claim: service.claim, act: "revise" });
  await edit(cataloguer, service, { consult_phone: "1000001", promised_days: service.statutory_days + 5 });
  const page = await dashboard();
  await openRecord(page, "services", service.id);
  const defects = form(page).locator(".onestop-check li");
  await defects.first().waitFor();
  const told = (await defects.allTextContents()).join("\n");
  assert.match(told, /承诺办结时限 承诺办结时限超过了法定办结时限/);
  assert.match(told, /咨询电话/);
  await page.screenshot({ path: join(shots, "defects.png") });
  await defects.locator("a", { hasText: "咨询电话" }).first().click();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("name")), "consult_phone");

  // A draft is never validated; what is in review is edited by nobody.
  await fill(page, "hours", "工作日 8:30-17:30");
  await saved(page);
  await edit(cataloguer, service, { consult_phone: service.consult_phone, promised_days: service.promised_days });
  await cataloguer.create("actions", { subject: "claim", claim: service.claim, act: "submit" });
  await openRecord(page, "services", service.id);
  await fill(page, "hours", "工作日 9:00-17:00");
  assert.match(await refusal(page, "id").textContent(), /正在审核或待发布.*R-CLM-06/);
  await page.context().close();
});

// Mistakes that administrators make: where the refusal is shown ("" on top only).
const mistakes = [
  { name: "a basic code of another form", collection: "basic_items", edit: (page) => fill(page, "code", "123"), at: "code", says: /格式不对/ },
  { name: "another name than the catalogue's", collection: "services", filter: "claim.state='published'", edit: (page) => fill(page, "name", "别的名字"), at: "name", says: /基本目录.*锁定.*R-CAT-03/ },
  { name: "another code", collection: "services", filter: "claim.state='published'", edit: (page) => fill(page, "code", "X"), at: "code", says: /锁定.*R-CAT-03/ },
  { name: "a shorter basis", collection: "services", filter: "claim.state='published'", edit: (page) => fill(page, "basis", "某法"), at: "basis", says: /完整保留/ },
  { name: "a material without a basis", collection: "materials", filter: "service.claim.state='published'", edit: (page) => fill(page, "basis", ""), at: "basis", says: /依据.*R-QA-13/ },
  { name: "too many days", collection: "steps", filter: "service.claim.state='published'", edit: (page) => fill(page, "days", "5000"), at: "days", says: /不能大于 1000/ },
  { name: "no day of the calendar", collection: "calendar", edit: (page) => fill(page, "date", "2026-02-30"), at: "date", says: /日期不对/ },
  { name: "the state of a case", collection: "applications", filter: "state='submitted'", edit: (page) => choose(page, "state", "granted"), at: "state", says: /状态由操作改变/ },
  { name: "the state of a claim", collection: "claims", filter: "state='published'", edit: (page) => choose(page, "state", "compiling"), at: "state", says: /状态由操作改变/ },
  { name: "a revision", collection: "revisions", edit: (page) => fill(page, "checksum", "abc"), at: "id", says: /证据|系统写入/ },
  { name: "an act", collection: "actions", edit: (page) => fill(page, "reason", "改一下"), at: "id", says: /证据|系统写入/ },
  { name: "the trail", collection: "audit", edit: (page) => fill(page, "event", "x"), at: "id", says: /证据|系统写入/ },
  { name: "a material that a revision names", collection: "materials", filter: "service.claim.state='published'", edit: remove, at: "", says: /已发布的版本引用了这条记录.*停用/ },
  { name: "a department with cases", collection: "departments", edit: remove, at: "", says: /引用/ },
];

test("every mistake is said in plain words where it was made, and nobody is signed out", async () => {
  const page = await dashboard();
  for (const { name, collection, filter, edit, at, says } of mistakes) {
    const record = await first(collection, filter);
    await openRecord(page, collection, record.id);
    await edit(page);
    const place = at ? refusal(page, at) : page.locator(".toast");
    await place.first().waitFor();
    assert.match(await place.first().textContent(), says, name);
    assert.doesNotMatch(await page.locator(".toast").first().textContent(), /Something went wrong|Failed to|。\./, name);
    assert.match(page.url(), /#\/collections/, `${name}: still signed in`);
    await page.screenshot({ path: join(shots, `mistake-${collection}-${at || "delete"}.png`) });
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("draft_")).forEach((key) => localStorage.removeItem(key)));
  }
  await page.context().close();
});

test("an administrator names the backup disk, prints the phrase, and sees that a restore would work", async () => {
  const page = await dashboard();
  await page.goto("/_/#/settings/backups");
  const standing = page.locator(".onestop-standing");
  await standing.getByText("还没有设置备份磁盘").waitFor();
  assert.ok(await page.getByRole("button", { name: "现在备份" }).isHidden(), "there is no place to back up to");
  assert.equal(await page.locator("[data-check=replica_now]").count(), 0, "a house without a replica hears nothing of one");
  await page.locator("#onestop-disk").fill(join(shots, "no-such-disk"));
  await page.keyboard.press("Enter");
  await page.getByText("请接好磁盘，或先建好这个文件夹。").waitFor();
  assert.ok(await page.locator(".onestop-card").isHidden());
  const disk = mkdtempSync(join(tmpdir(), "onestop-disk-"));
  await page.locator("#onestop-disk").fill(disk);
  await page.keyboard.press("Enter");
  const phrase = await page.locator(".onestop-card pre").textContent();
  assert.equal(phrase.replace(/\s/g, "").length, 58);
  assert.match(await page.locator(".onestop-card ol").textContent(), /onestop restore .*--from[^]*--take-over/);
  await standing.getByText("最近一次成功备份").waitFor({ timeout: 120_000 });
  await page.getByRole("button", { name: "现在演练恢复" }).click();
  await standing.getByText("最近一次恢复演练成功").waitFor({ timeout: 120_000 });
  await page.screenshot({ path: join(shots, "backups.png"), fullPage: true });
  await page.reload();
  await standing.getByText("最近一次恢复演练成功").waitFor();
  assert.ok(await page.locator(".onestop-card").isHidden(), "the phrase is shown once");
  await page.waitForFunction((place) => document.querySelector("#onestop-disk").value === place, disk);
  await takesOver(page, disk);
  rmSync(disk, { recursive: true });
  await page.context().close();
});

// Where another copy of the house makes its backups, the page leads to the tick, and what it says
// is so: nothing has begun that was refused, and nothing is refused that was done.
async function takesOver(page, disk) {
  const [standing, answers] = [page.locator(".onestop-standing"), page.locator(".onestop-answer")];
  const makers = join(disk, readdirSync(disk, { recursive: true }).find((name) => name.endsWith("makers.json")));
  const claims = JSON.parse(readFileSync(makers, "utf8"));
  writeFileSync(makers, JSON.stringify(claims.map((claim) => ({ ...claim, id: "another" }))));
  assert.ok(await page.locator(".onestop-tick").isHidden());
  await page.getByRole("button", { name: "现在备份" }).click();
  const taken = standing.locator(".onestop-red").filter({ hasText: "另一份安装" });
  await taken.waitFor();
  assert.match(await taken.textContent(), /才勾选下面的“接管这个位置”，再按“使用这个位置”。$/);
  await answers.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "使用这个位置" }).click();
  await answers.and(page.locator(".onestop-red")).waitFor();
  assert.doesNotMatch(await page.locator(".onestop-settings").textContent(), /onestop backup/, "no command where a tick does it");
  await page.screenshot({ path: join(shots, "backups-taken.png"), fullPage: true });
  assert.equal(await page.inputValue("#onestop-disk"), disk, "nobody types the place again");
  await page.check("[name=take_over]");
  await page.getByRole("button", { name: "使用这个位置" }).click();
  await taken.waitFor({ state: "detached" });
  await answers.waitFor({ state: "detached" });
  await page.screenshot({ path: join(shots, "backups-over.png"), fullPage: true });
}

// How the replica stands now is on both pages of the machine, whatever the last look said.
test("the pages of the machine say how the replica stands at this moment", async () => {
  const page = await dashboard();
  const replica = { tenure: 1, confirm: true, behind_seconds: 0.2, unheld: true };
  const away = { code: "replica_away", en: "The check-up says why.", zh: "原因见体检。" };
  const states = [
    ["stops", "red", /暂停办理/, { problems: [away], replica }],
    ["late", "red", /已有 15 分钟没有更新/, { problems: [away], replica: { ...replica, confirm: false, behind_seconds: 930 } }],
    ["behind", "amber", /没有跟上，办理照常/, { warnings: [{ ...away, code: "replica_behind" }], replica: { ...replica, confirm: false } }],
    ["fenced", "red", /另一台接替/, { problems: [{ code: "house_fenced", en: "", zh: "本机已被另一台接替。" }], replica: { ...replica, fenced: true } }],
    ["well", "green", /随改随存，正常/, { replica: { ...replica, unheld: false } }],
  ];
  for (const [name, light, words, answer] of states) {
    await page.route("**/api/onestop/health", (route) => route.fulfill({ status: answer.problems ? 503 : 200, json: answer }));
    for (const where of ["backups", "doctor"]) {
      await page.goto("about:blank");
      await page.goto(`/_/#/settings/${where}`);
      const now = page.locator(`.onestop-standing [data-check=replica_now].onestop-${light}`);
      await now.waitFor();
      assert.match(await now.textContent(), words, `${where}: ${name}`);
      assert.doesNotMatch(await now.textContent(), /…|undefined/);
      if (where === "backups") assert.equal(await now.locator("a").getAttribute("href"), "#/settings/doctor");
      await page.screenshot({ path: join(shots, `replica-${where}-${name}.png`), fullPage: true });
    }
    await page.unroute("**/api/onestop/health");
  }
  let looked = "";
  await page.route("**/api/onestop/appliance/doctor", async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    answer.report.findings.push({ code: "replica", level: looked, zh: "最近一次体检说的。", en: "" });
    await route.fulfill({ response, json: answer });
  });
  for (const [now, level, shown, why] of [[states[4], "green", 1, false], [states[0], "green", 0, true], [states[0], "red", 1, false], [states[4], "red", 0, false]]) {
    looked = level;
    await page.route("**/api/onestop/health", (route) => route.fulfill({ json: now[3] }));
    await page.goto("about:blank");
    await page.goto("/_/#/settings/doctor");
    await page.locator("[data-check=replica_now]").waitFor();
    assert.equal(await page.locator("[data-check=replica]").count(), shown, `what the last look said goes where it is no longer so: ${level}, now ${now[0]}`);
    assert.equal(/现在全面体检/.test(await page.locator("[data-check=replica_now]").textContent()), why, "a look is asked for where none has said why");
    await page.unroute("**/api/onestop/health");
  }
  await page.context().close();
});

test("the sign-in of administrators is in the language of the browser, and a forgotten password leads to what helps", async () => {
  for (const [lang, title, how, mail] of [["zh-CN", "管理员登录", /另一位管理员[^]*onestop superuser upsert/, /发一封邮件/], ["en", "Sign-in of administrators", /another administrator[^]*onestop superuser upsert/, /have a mail sent/]]) {
    const page = await house.page({ lang });
    page.setDefaultTimeout(60_000);
    await page.goto("/_/");
    await page.getByText(title).waitFor();
    assert.match(await page.innerText(".auth-with-password-form"), lang === "en" ? /^Email\s*Password\s*Forgotten password\s*Login$/ : /^邮箱\s*密码\s*忘记密码\s*登录$/);
    await page.screenshot({ path: join(shots, `door-${lang}.png`) });
    await page.click('a[href="#/request-password-reset"]');
    assert.match(await page.innerText(".onestop-door"), how);
    assert.equal(await page.locator(".request-password-reset-form").isVisible(), false, "a house without mail promises none");
    await page.screenshot({ path: join(shots, `forgotten-${lang}.png`) });
    await page.route("**/api/onestop/recovery", (route) => route.fulfill({ json: { channels: ["email"] } }));
    await page.goto("about:blank");
    await page.goto("/_/#/request-password-reset");
    await page.locator(".request-password-reset-form").waitFor();
    assert.match(await page.innerText(".request-password-reset-form"), mail);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  }
});

test("a new department begins in use, and a code that is none is refused at its field", async () => {
  const page = await dashboard();
  // a page that is left for another collection keeps the button of the first one for a moment
  await page.goto("about:blank");
  await page.goto("/_/#/collections?collection=departments");
  await page.locator("th.col-field-name-region").waitFor();
  await page.getByRole("button", { name: /New record/ }).first().click();
  const box = form(page).locator('input[name="active"]');
  await box.waitFor({ state: "attached" });
  await page.waitForFunction(() => document.querySelector('.record-upsert-modal input[name="active"]').checked);
  await form(page).locator('[name="name"]').fill("示例县乡村振兴局");
  await form(page).locator('[name="code"]').fill("11510799DEM000300B");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await refusal(page, "code").waitFor();
  assert.match(await refusal(page, "code").textContent(), /最后一位是校验码.*R-CODE-01/);
  await page.screenshot({ path: join(shots, "department.png") });
  await page.context().close();
});

test("who asks for the dashboard over a proxy that nobody named reads where it opens", async () => {
  const page = await house.page({ width: 375 });
  await page.context().setExtraHTTPHeaders({ "X-Forwarded-For": "192.168.7.20" });
  assert.equal((await page.goto("/_/")).status(), 404);
  assert.match(await page.innerText("main"), /只在服务器那台电脑上打开[^]*The dashboard does not open here/);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 375);
  assert.deepEqual(await barriers(page), []);
  await page.screenshot({ path: join(shots, "elsewhere.png"), fullPage: true });
  await page.context().close();
});

test("an administrator sees what the doctor found, has everything looked over and says where alarms go", async () => {
  const page = await dashboard({ zone: "America/New_York" });
  await page.goto("/_/#/settings/backups");
  await page.getByRole("link", { name: "体检" }).click();
  const standing = page.locator(".onestop-standing");
  await standing.getByText("还没有全面体检过").waitFor();
  assert.ok(await standing.locator("[data-check=rules_shipped]").count(), "the rules are looked at");
  await page.getByRole("button", { name: "现在全面体检" }).click();
  await standing.getByText("最近一次全面体检").waitFor({ timeout: 120_000 });
  await standing.getByText(/^正常的 \d+ 项$/).click();
  await standing.locator("[data-check=trail].onestop-green").waitFor();
  const { report } = await admin.must(admin.get("/api/onestop/appliance/doctor"));
  const china = new Date(Date.parse(report.at) + 8 * 3600_000).toISOString().slice(0, 16).replace("T", " ");
  await standing.getByText(`检查时间：${china}；`).waitFor();
  assert.equal(await page.getByText("本页的时间都是北京时间").count(), 1);
  assert.equal(await page.locator(".onestop-first").isVisible(), false, "a county that lacks nothing hears nothing of it");
  await page.screenshot({ path: join(shots, "doctor.png"), fullPage: true });
  await page.getByLabel("邮箱").fill("不是邮箱");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText("“不是邮箱”不是邮箱地址").waitFor();
  await page.getByLabel("邮箱").fill("it@county.gov.cn，head@county.gov.cn");
  await page.getByLabel("Webhook 地址").fill("https://alarm.example.gov.cn/in");
  await page.getByLabel("Webhook 密钥").fill("sixteen letters or more");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText("已保存。").waitFor();
  await page.getByRole("button", { name: "发送测试警报" }).click();
  await page.getByText("警报还没有出口").waitFor(); // nothing leaves a training house
  await page.reload();
  await standing.getByText("最近一次全面体检").waitFor();
  assert.equal(await page.getByLabel("邮箱").inputValue(), "it@county.gov.cn, head@county.gov.cn");
  assert.equal(await page.getByLabel("Webhook 密钥").inputValue(), "", "the secret is told to nobody");
  await page.context().close();
});

test("a page that stays open asks by itself without keeping anybody signed in", async () => {
  const page = await dashboard();
  for (const [name, address] of [["backups", "/api/onestop/appliance"], ["doctor", "/api/onestop/appliance/doctor"]]) {
    const asked = (response) => response.request().method() === "GET" && new URL(response.url()).pathname === address;
    const first = page.waitForResponse(asked);
    await page.goto(`/_/#/settings/${name}`);
    assert.equal((await first).request().headers()["x-onestop-quiet"], undefined, `${name}: who opens it is at work`);
    const next = await page.waitForResponse(asked);
    assert.equal(next.request().headers()["x-onestop-quiet"], "1", `${name}: the page asks by itself`);
    assert.equal(next.status(), 200);
  }
  await page.context().close();
});

// Each way in which an extension can break, with what breaks it.
const breakages = [
  { name: "a line that is no JavaScript", path: "**/_/extensions.js", body: "await (async function(){ this is not" },
  { name: "a module that throws", path: "**/dashboard/dress.js", body: 'throw new Error("broken on purpose");' },
  { name: "a part that throws", path: "**/dashboard/say.js", body: 'const broken = () => { throw new Error("broken on purpose"); }; export const glue = "", tongue = "en"; export { broken as say, broken as labelOf, broken as valueOf };' },
  { name: "words that never come", path: "**/shared/words/dashboard.js", status: 404, body: "" },
];

for (const { name, path, status = 200, body } of breakages) {
  test(`the dashboard works without its extension: ${name}`, async () => {
    const page = await house.page();
    page.setDefaultTimeout(60_000);
    await page.route(path, (route) => route.fulfill({ status, contentType: "text/javascript", body }));
    await page.goto("/_/");
    await page.locator("input[type=email]").fill("admin@demo.test");
    await page.locator("input[type=password]").fill(PASSWORD);
    await page.locator(".auth-with-password-form .btn.next").click();
    await page.locator(".collections-list").waitFor();
    const service = await first("services", "handling='promised' && statutory_days>1 && claim.state='published'");
    await openRecord(page, "services", service.id);
    await fill(page, "promised_days", String(service.statutory_days + 1));
    assert.match(await refusal(page, "promised_days").textContent(), /The promise is longer than the legal limit/);
    const hours = `工作日 ${name.length}:00`;
    await form(page).locator('[name="promised_days"]').fill(String(service.promised_days));
    await fill(page, "hours", hours);
    await saved(page);
    assert.equal((await first("services", `id='${service.id}'`)).hours, hours);
    assert.equal(await page.locator(".onestop-label").count(), 0);
    await page.context().close();
  });
}
