// A county at work: administrators and those who decide sign in by two steps, whoever got a
// password from an administrator chooses another one, an account that was guessed at says
// so, and who signs out or stays away is out. The real binary on a folder of its own.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barriers } from "./axe.mjs";
import { out, startWork } from "./harness.mjs";
import { words } from "./words.mjs";

const GIVEN = "given by the office";
const MINE = "nobody else knows it";
const shots = join(out, "screens");
const zh = (key, params = {}) => words("zh-CN", key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");

let house, admin, secrets;

// The six digits of a secret, `later` periods from now.
function digits(secret, later = 0) {
  const bits = [...secret.replace(/\s/g, "")].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const sum = createHmac("sha1", key).update(count).digest();
  return String((sum.readUInt32BE(sum[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function call(path, body, token = "") {
  const answer = await fetch(`${house.base}${path}`, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...(token ? { Authorization: token } : {}) } });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
}

async function made(collection, body) {
  const answer = await call(`/api/collections/${collection}/records`, body, admin);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.id;
}

before(async () => {
  mkdirSync(shots, { recursive: true });
  house = await startWork({ email: "admin@county.cn", password: MINE });
  secrets = {};
});
after(() => house && house.stop());

const dialog = (page, key) => page.getByRole("dialog", { name: zh(`steps.${key}`) });

async function picture(page, name) {
  for (const [width, height] of [[320, 700], [375, 800], [768, 900], [1366, 800]]) {
    await page.setViewportSize({ width, height });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than ${width}`);
    await page.screenshot({ path: join(shots, `accounts-${name}-${width}.jpg`), type: "jpeg", quality: 60 });
  }
}

async function close(page) {
  assert.deepEqual(page.complaints.filter((text) => !/40[01]|given up/.test(text)), []);
  await page.context().close();
}

test("an administrator sets up the second step in the dashboard and signs out whole", async () => {
  const page = await house.page();
  await page.goto("/_/");
  const signIn = async () => {
    await page.locator("input[type=email]").fill("admin@county.cn");
    await page.locator("input[type=password]").fill(MINE);
    await page.locator(".auth-with-password-form .btn.next").click();
  };
  await signIn();
  await dialog(page, "enrol").waitFor();
  await picture(page, "dashboard-enrol");
  secrets.admin = await page.locator(".step-secret").innerText();
  await page.locator("#step-code").fill("000000");
  await page.getByRole("button", { name: zh("steps.go") }).click();
  await page.locator("dialog .errors").waitFor();
  await page.locator("#step-code").fill(digits(secrets.admin));
  await page.getByRole("button", { name: zh("steps.go") }).click();
  await page.locator(".step-codes li").first().waitFor();
  assert.equal(await page.locator(".step-codes li").count(), 10);
  await picture(page, "dashboard-codes");
  await page.getByRole("button", { name: zh("steps.codes_kept") }).click();
  await page.locator(".collections-list").waitFor();
  const token = () => page.evaluate(() => JSON.parse(localStorage.getItem("__pb_superusers__/_")).token);
  admin = await token();
  await page.reload();
  await page.locator(".collections-list").waitFor();
  assert.equal(await token(), admin, "a refresh gives no other token");

  await page.waitForLoadState("networkidle"); // a page that is left while it is drawn complains
  await page.goto("/_/#/settings/doctor");
  const lacking = page.locator(".onestop-first [data-lacking]");
  await lacking.first().waitFor();
  assert.deepEqual(await lacking.evaluateAll((lines) => lines.map((line) => line.dataset.lacking)), ["departments", "officers", "items", "services"]);
  assert.match(await lacking.nth(1).innerText(), /还没有人担任：窗口人员、审查人员、审批人、编目人员、监督管理。/);
  const spacing = await lacking.first().evaluate((row) => [row, row.querySelector("a")].map((el) => getComputedStyle(el).display === "inline-block" || getComputedStyle(el).lineHeight));
  assert.equal(spacing[0], spacing[1], "a link that is wrapped stands in lines like the others");
  await picture(page, "dashboard-lacking");

  const second = await house.page();
  await second.goto("/_/");
  await second.locator("input[type=email]").fill("admin@county.cn");
  await second.locator("input[type=password]").fill(MINE);
  await second.locator(".auth-with-password-form .btn.next").click();
  await dialog(second, "code").waitFor();
  assert.match(await dialog(second, "code").innerText(), /onestop account totp-reset/, "an administrator reads what the own telephone needs");
  assert.doesNotMatch(await dialog(second, "code").innerText(), /second_steps/);
  const [box, ...edges] = await dialog(second, "code").locator(".field").evaluate((field) => [getComputedStyle(field).backgroundColor,
    ...["label", ".hint", "input"].map((part) => { const range = document.createRange(); const el = field.querySelector(part); range.selectNodeContents(el); return (el.tagName === "INPUT" ? el : range).getBoundingClientRect().left; })]);
  assert.equal(box, "rgba(0, 0, 0, 0)", "no box stands behind the field");
  assert.equal(new Set(edges.map(Math.round)).size, 1, `label, hint and input begin at ${edges}`);
  await picture(second, "dashboard-code");
  await second.getByRole("button", { name: zh("steps.cancel") }).click();
  await dialog(second, "code").waitFor({ state: "detached" });
  await second.locator("input[type=password]").waitFor();
  await second.locator(".auth-with-password-form .btn.next").click();
  await second.locator("#step-code").fill(digits(secrets.admin, 1));
  await second.getByRole("button", { name: zh("steps.go") }).click();
  await second.locator(".collections-list").waitFor();
  const other = await second.evaluate(() => JSON.parse(localStorage.getItem("__pb_superusers__/_")).token);
  const left = second.waitForResponse((answer) => answer.url().endsWith("/signout"));
  await second.evaluate(() => window.app.pb.authStore.clear());
  await left;
  assert.equal((await call("/api/collections/_superusers/auth-refresh", {}, other)).status, 401);
  assert.equal((await call("/api/collections/_superusers/auth-refresh", {}, admin)).status, 200);
  await close(page);
  await close(second);
});

test("an officer who decides sets up the second step and a password of the own", async () => {
  const region = await made("regions", { code: "510799", name: "示例县", name_en: "Example", level: "county" });
  const department = await made("departments", { code: "11510799DEM000030Q", name: "示例县市场监督管理局", name_en: "Market", region, kind: "agency", phone: "1", address: "示例路1号", active: true });
  await made("officers", { email: "li.head@county.cn", password: GIVEN, passwordConfirm: GIVEN, name: "李示例", department, roles: ["approver"], active: true });
  await made("officers", { email: "wang.clerk@county.cn", password: GIVEN, passwordConfirm: GIVEN, name: "王示例", department, roles: ["clerk"], active: true });
  const page = await house.page();
  await page.goto("/desk/");
  await page.locator("#email").fill("li.head@county.cn");
  await page.locator("#password").fill(GIVEN);
  await page.getByRole("button", { name: zh("desk.signin_go") }).click();
  await dialog(page, "enrol").waitFor();
  assert.deepEqual(await barriers(page), []);
  await picture(page, "enrol");
  secrets.li = await page.locator(".step-secret").innerText();
  await page.getByRole("button", { name: zh("steps.go") }).click();
  await page.locator("dialog .errors", { hasText: zh("steps.empty") }).waitFor();
  await page.locator("#step-code").fill(digits(secrets.li));
  await page.keyboard.press("Enter");
  await dialog(page, "password").waitFor();
  await picture(page, "password");
  await page.locator("#step-password").fill("李示例的密码一二三四");
  await page.locator("#step-again").fill("李示例的密码一二三");
  await page.keyboard.press("Enter");
  await page.locator("dialog .errors", { hasText: zh("steps.password_differs") }).waitFor();
  await page.locator("#step-again").fill("李示例的密码一二三四");
  await page.keyboard.press("Enter");
  await page.locator("dialog .errors", { hasText: zh("fault.password_weak.personal") }).waitFor();
  await page.locator("#step-password").fill(MINE);
  await page.locator("#step-again").fill(MINE);
  await page.keyboard.press("Enter");
  await page.locator(".step-codes li").first().waitFor();
  assert.deepEqual(await barriers(page), []);
  await picture(page, "codes");
  const code = await page.locator(".step-codes li").first().innerText();
  await page.getByRole("button", { name: zh("steps.codes_kept") }).click();
  await page.locator(".queue, .queue-stamp").first().waitFor();

  const token = await page.evaluate(() => JSON.parse(localStorage.getItem("onestop.auth")).token);
  await page.getByRole("button", { name: zh("frame.sign_out") }).click();
  await page.locator("#email").waitFor();
  for (const end = Date.now() + 5000; Date.now() < end && (await call("/api/files/token", {}, token)).status !== 401;) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await call("/api/files/token", {}, token)).status, 401, "who signed out is out on the server");

  await page.locator("#email").fill("li.head@county.cn");
  await page.locator("#password").fill(MINE);
  await page.getByRole("button", { name: zh("desk.signin_go") }).click();
  await dialog(page, "code").waitFor();
  await picture(page, "code");
  await page.locator("#step-code").fill(code);
  await page.keyboard.press("Enter");
  await page.locator(".queue, .queue-stamp").first().waitFor();
  await close(page);
});

test("a clerk chooses a password of the own, and is told when the account is locked", async () => {
  const page = await house.page({ lang: "en" });
  const en = (key) => words("en", key);
  await page.goto("/counter/");
  await page.getByRole("link", { name: en("frame.sign_in") }).first().click().catch(() => {});
  await page.goto("/desk/");
  const signIn = async (password) => {
    await page.locator("#email").fill("wang.clerk@county.cn");
    await page.locator("#password").fill(password);
    await page.getByRole("button", { name: en("desk.signin_go") }).click();
  };
  await signIn(GIVEN);
  await page.locator("#step-password").fill(MINE);
  await page.locator("#step-again").fill(MINE);
  await page.keyboard.press("Enter");
  await page.locator(".queue, .queue-stamp").first().waitFor();
  await page.getByRole("button", { name: en("frame.sign_out") }).click();
  await page.locator("#email").waitFor();
  for (let i = 1; i <= 5; i++) {
    await signIn("wrong");
    await page.locator(".errors", { hasText: i < 5 ? en("desk.signin_failed") : "There were too many failures" }).waitFor();
    await page.locator(".desk-signin button:not([disabled])[type=submit]").waitFor();
  }
  await signIn(MINE);
  await page.locator(".errors", { hasText: "There were too many failures" }).waitFor();
  await picture(page, "locked");
  assert.deepEqual(await barriers(page), []);
  await close(page);
});
