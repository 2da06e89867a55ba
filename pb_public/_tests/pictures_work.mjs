// What the handbooks for officers and administrators show: the case of an examiner and an
// approver, claims and lists, the campaign, problems, ratings, figures, and the dashboard.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PASSWORD } from "./harness.mjs";
import { at } from "./pictures_office.mjs";
import { words } from "./words.mjs";

// The first case of a state for which the work list offers the act on the page.
async function caseWith(studio, page, state, act) {
  const officer = await studio.house.as("approver@demo.test");
  for (const { id } of await officer.list("applications", `state="${state}"`)) {
    await page.goto(`/desk/case.html?id=${id}`);
    await page.locator(".case-number").waitFor();
    if (await page.locator(act).count()) return;
  }
  throw new Error(`no case in ${state} offers ${act}`);
}

async function ledger(studio) {
  const page = await at(studio, "examiner");
  await caseWith(studio, page, "accepted", ".case-dues");
  await page.getByText(words(studio.lang, "desk.clock_open"), { exact: true }).click();
  const panel = page.locator("section, .panel").filter({ has: page.getByRole("heading", { name: words(studio.lang, "desk.clock"), exact: true }) }).last();
  await panel.locator("li, dt").first().waitFor();
  await studio.shoot(page, "ledger", { of: [panel], height: 760 });
  await page.context().close();
}

async function examine(studio) {
  const page = await at(studio, "examiner");
  const name = studio.lang === "en" ? /^Examine a step/ : /^审查/;
  const officer = await studio.house.as("examiner@demo.test");
  for (const { id } of await officer.list("applications", 'state="accepted"')) {
    await page.goto(`/desk/case.html?id=${id}`);
    await page.locator(".case-number").waitFor();
    const button = page.locator(".acts, .reviews").getByRole("button", { name }).first();
    if (!(await button.count())) continue;
    await button.click();
    await page.getByRole("dialog").waitFor();
    await studio.shoot(page, "examine", { of: [page.getByRole("dialog")] });
    break;
  }
  await page.context().close();
}

async function grant(studio) {
  const page = await at(studio, "approver");
  await caseWith(studio, page, "accepted", '.acts [data-act="grant"]');
  await studio.shoot(page, "grant", { of: [page.locator("main h1"), page.locator(".acts")], mark: [page.locator('.acts [data-act="grant"]')], height: 420 });
  await page.context().close();
}

async function claims(studio) {
  const page = await at(studio, "cataloguer");
  await page.locator(".claims-table tbody tr").first().waitFor();
  await studio.shoot(page, "claims", { height: 760 });
  const cataloguer = await studio.house.as("cataloguer@demo.test");
  const { items } = await cataloguer.must(cataloguer.get("/api/onestop/claims"));
  const begun = items.find((item) => item.state === "compiling" && !item.version);
  await page.setViewportSize({ width: 1180, height: 800 });
  await page.goto(`/desk/list.html?id=${begun.service}`);
  await page.locator(".checks .defects a").first().waitFor();
  await studio.shoot(page, "list", { mark: [page.locator(".checks")], height: 720 });
  await page.context().close();
}

async function gantt(studio) {
  const page = await at(studio, "supervisor");
  await page.setViewportSize({ width: 1366, height: 900 });
  const supervisor = await studio.house.as("supervisor@demo.test");
  const [campaign] = await supervisor.list("campaigns", 'state="open"');
  await page.goto(`/board/campaign.html?id=${campaign.id}`);
  await page.locator("svg").first().waitFor();
  const first = page.locator("table").first();
  await studio.shoot(page, "gantt", { of: [first], height: 560 });
  await page.context().close();
}

async function problem(studio) {
  const page = await at(studio, "supervisor");
  const supervisor = await studio.house.as("supervisor@demo.test");
  const { items } = await supervisor.must(supervisor.get("/api/onestop/problems/queue?state=reported"));
  await page.goto(`/desk/problem.html?id=${items[0].id}`);
  await page.locator(".case-number").waitFor();
  await studio.shoot(page, "problem", { mark: [page.locator(".acts")], height: 720 });
  await page.goto("/desk/ratings.html");
  await page.locator("main h1").waitFor();
  await studio.shoot(page, "ratings", { height: 620 });
  await page.goto("/board/figures.html?month=2026-02");
  await page.locator("table").first().waitFor();
  await studio.shoot(page, "figures", { height: 760 });
  await page.context().close();
}

async function clock(studio) {
  const page = await at(studio, "supervisor");
  await page.goto("/desk/trainings.html");
  const head = page.getByRole("heading", { name: words(studio.lang, "trainer.title"), exact: true });
  await head.waitFor();
  await studio.shoot(page, "clock", { of: [head, page.locator("main > :last-child")], height: 520 });
  await page.context().close();
}

// The dashboard with the administrator signed in.
async function administrator(openPage, height) {
  const page = await openPage({ width: 1200, height });
  page.setDefaultTimeout(60_000);
  await page.goto("/_/");
  await page.locator("input[type=email]").fill("admin@demo.test");
  await page.locator("input[type=password]").fill(PASSWORD);
  await page.locator(".auth-with-password-form .btn.next").click();
  await page.locator(".collections-list").waitFor();
  return page;
}

async function backup({ house, lang, page: openPage, shoot }) {
  const page = await administrator(openPage, 900);
  const disk = join(house.dir, `backup-${lang}`);
  mkdirSync(disk, { recursive: true });
  await page.goto("about:blank");
  await page.goto("/_/#/settings/backups");
  await page.locator("#onestop-disk").fill(disk);
  await page.getByRole("button", { name: words(lang, "dash.backup_use") }).click();
  await page.locator(".onestop-standing", { hasText: disk }).waitFor(); // the phrase shows beside it, the first time
  await page.getByRole("button", { name: words(lang, "dash.backup_now_backup") }).click();
  await page.locator(".onestop-standing", { hasText: words(lang, "dash.backup_newest").split(/[：:]/)[0] }).waitFor();
  await page.reload(); // the phrase is shown once
  await page.locator(".onestop-standing", { hasText: words(lang, "dash.backup_newest").split(/[：:]/)[0] }).waitFor();
  await shoot(page, "backup", { of: [page.locator(".onestop-settings")], height: 620 });
  await page.context().close();
}

async function dashboard({ house, page: openPage, shoot }) {
  const admin = await house.as("admin@demo.test");
  const page = await administrator(openPage, 1700); // the whole form
  const form = page.locator(".record-upsert-modal");
  const field = (named) => form.locator(".record-field-input").filter({ has: page.locator(`[name="${named}"]`) });
  for (const [name, collection, filter, from, to] of [
    ["officer", "officers", 'email="examiner@demo.test"', form.locator(".record-field-input").filter({ hasText: "roles" }), form.locator(".record-field-input").last()],
    ["dashboard", "services", 'name~"食品经营许可"', form.locator(".record-field-input").first().locator("xpath=../*[1]"), field("result_name")],
  ]) {
    const [record] = await admin.list(collection, filter);
    await page.goto("about:blank");
    await page.goto(`/_/#/collections?collection=${collection}&record=${record.id}`);
    await form.locator('[name="id"]').waitFor();
    await page.waitForLoadState("networkidle");
    await shoot(page, name, { of: [from, to], height: 900 });
  }
  await page.context().close();
}

export const workScenes = [
  [["ledger"], ledger], [["examine"], examine], [["grant"], grant], [["claims", "list"], claims], [["gantt"], gantt],
  [["problem", "ratings", "figures"], problem], [["clock"], clock], [["officer", "dashboard"], dashboard], [["backup"], backup],
];
