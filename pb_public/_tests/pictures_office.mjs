// What the handbook for clerks shows: the counter and the desk.
import { submittedFood } from "./cases.mjs";
import { atCounter, Hands, pick, waitFocus } from "./counter.mjs";
import { signInOfficer } from "./desk.mjs";
import { photo } from "./pictures_citizen.mjs";
import { words } from "./words.mjs";

const SCREEN = { width: 1024, height: 800 };
const SCALE = 1.25;
const PERSON = { "zh-CN": "510799198706110137", en: "510799198909230243" }; // two, so that no draft of the other lies there
const OWNER = "zhang@demo.test";

// A screen on which the officer is signed in.
export async function at({ page: open, lang }, login) {
  const page = await open(SCREEN);
  await signInOfficer(page, `${login}@demo.test`, lang);
  return page;
}

// Opens the dialog of an act on the page of a case or a claim.
export async function open(page, act) {
  await page.locator(`.acts [data-act="${act}"]`).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  return dialog;
}

async function queue(studio) {
  const page = await at(studio, "clerk");
  await page.locator("tbody tr").first().waitFor();
  await studio.shoot(page, "queue", { height: 620 });
  await page.context().close();
}

async function intake(studio) {
  const { house, lang, shoot } = studio;
  const page = await atCounter(house, lang, { ...SCREEN, scale: SCALE });
  const hands = new Hands(page);
  await hands.type(PERSON[lang]);
  await hands.press("Enter");
  const use = page.locator(".found button[type=submit]");
  await use.waitFor();
  await shoot(page, "applicant", { of: [page.locator("main")], mark: [use], height: 560 });
  await hands.press("Enter");
  await waitFocus(page, "#q");
  await pick(page, hands, lang === "en" ? "food lic" : "spjy");
  await page.locator(".take input[type=file]").first().setInputFiles(await photo(house));
  await page.locator(".sheet-state.is-good").first().waitFor();
  await shoot(page, "intake", { height: 700 });
  await page.context().close();
}

async function receipt(studio) {
  const { house, lang, shoot } = studio;
  const { application } = await submittedFood(house, OWNER, { jpeg: (await photo(house)).buffer });
  const clerk = await house.as("clerk@demo.test");
  const [notice] = await clerk.list("notices", `application="${application.id}" && kind="receipt"`);
  const page = await at(studio, "clerk");
  await page.goto(`/notice.html?id=${notice.id}`);
  await page.locator(`.sheet-a4[lang=${lang}]`).waitFor();
  await shoot(page, "receipt", { of: [page.locator(`.sheet-a4[lang=${lang}]`)], height: 980 });
  await page.context().close();
}

async function check(studio) {
  const { house, lang, shoot } = studio;
  const { application } = await submittedFood(house, OWNER, { jpeg: (await photo(house)).buffer });
  const page = await at(studio, "clerk");
  await page.setViewportSize({ width: 1180, height: 800 });
  await page.goto(`/desk/case.html?id=${application.id}`);
  await page.locator(".case-number").waitFor();
  await page.locator(".viewer img, .viewer canvas, .viewer object").first().waitFor();
  await shoot(page, "acts", { of: [page.locator("main h1"), page.locator(".acts")], mark: [page.locator(".acts")], height: 420 });
  await page.locator(".acts").evaluate((el) => el.removeAttribute("style"));
  await page.getByLabel(words(lang, "desk.verdict_accepted"), { exact: true }).first().check();
  await shoot(page, "check", { of: [page.locator(".acts"), page.locator("main > :last-child")], height: 800 });
  const dialog = await open(page, "request_correction");
  await dialog.getByRole("checkbox").nth(1).check();
  await dialog.locator("textarea").first().fill(lang === "en" ? "There is a reflection on the code. Please take the photo again." : "照片反光，统一社会信用代码看不清，请重新拍照。");
  await shoot(page, "correction", { of: [dialog], height: 760 });
  await page.context().close();
}


async function deliver(studio) {
  const { house, lang, shoot } = studio;
  const page = await at(studio, "clerk");
  const clerk = await house.as("clerk@demo.test");
  const [granted] = await clerk.list("applications", 'state="granted"');
  await page.goto("/counter/cases.html");
  await page.locator("input").first().fill(granted.number);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: words(lang, "counter.deliver") }).first().click();
  const go = page.getByRole("button", { name: words(lang, "counter.deliver_go") });
  await go.waitFor();
  await shoot(page, "deliver", { of: [page.locator(".panel").filter({ has: go })], mark: [go], height: 520 });
  await page.context().close();
}

async function invite(studio) {
  const { house, lang, shoot } = studio;
  const page = await at(studio, "clerk");
  const clerk = await house.as("clerk@demo.test");
  for (const { id } of await clerk.list("applications", 'state="closed"')) {
    await page.goto(`/desk/case.html?id=${id}`);
    await page.locator(".case-number").waitFor();
    const button = page.getByRole("button", { name: words(lang, "ratings.invite"), exact: true });
    if (!(await button.count())) continue;
    await button.click();
    await page.getByAltText(words(lang, "ratings.invite_qr")).waitFor();
    await shoot(page, "invite", { of: [page.getByRole("dialog")] });
    break;
  }
  await page.context().close();
}

export const officeScenes = [
  [["queue"], queue], [["applicant", "intake"], intake], [["receipt"], receipt], [["acts", "check", "correction"], check],
  [["deliver"], deliver], [["invite"], invite],
];
