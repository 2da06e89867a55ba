// A page that is sent whole shows the same as the page of plain modules, which are served as
// well: each page is opened both ways and compared.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { signInCitizen } from "./citizen.mjs";
import { submittedFood } from "./cases.mjs";
import { signInOfficer } from "./desk.mjs";
import { startEmpty, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";

const pages = join(dirname(fileURLToPath(import.meta.url)), "..");

let house, addresses;

before(async () => {
  house = await startHouse();
  const sheet = (await papers(house, ["申请表"]))["申请表"];
  const { application, service } = await submittedFood(house, "zhang@demo.test", sheet);
  const owner = await house.as("zhang@demo.test");
  const [event] = await owner.list("life_events", "");
  const [notice] = await owner.list("notices", `application="${application.id}"`);
  addresses = {
    guest: ["/?q=%E9%A3%9F%E5%93%81", `/service.html?id=${service.id}`, `/ask.html?service=${service.id}`, `/life.html?id=${event.id}`, "/login.html", "/register.html", "/track.html", "/verify.html?token=nothing", "/privacy.html", "/certificate.html"],
    citizen: [`/status.html?id=${application.id}`, `/apply.html?id=${application.id}`, "/cases.html", "/inbox.html", `/notice.html?id=${notice.id}`],
    officer: ["/desk/", `/desk/case.html?id=${application.id}`, "/desk/inbox.html", "/counter/"],
  };
});
after(() => house && house.stop());

const SIGN_IN = { guest: async () => {}, citizen: (page) => signInCitizen(page, "zhang@demo.test"), officer: (page) => signInOfficer(page, "clerk@demo.test") };

// Gives a page the plain documents, and answers the modules that it then asks for.
async function plain(page) {
  const asked = [];
  await page.route((url) => /(?:\/|\.html)$/.test(url.pathname), (route) => {
    const { pathname } = new URL(route.request().url());
    route.fulfill({ contentType: "text/html; charset=utf-8", body: readFileSync(join(pages, pathname.endsWith("/") ? `${pathname}index.html` : pathname)) });
  });
  page.on("request", (request) => { if (request.url().endsWith(".js")) asked.push(new URL(request.url()).pathname); });
  return asked;
}

async function shown(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector("main").innerText.trim() && !document.querySelector(".loading"));
  await page.waitForLoadState("networkidle");
  return page.evaluate(() => {
    const sized = (el) => { const box = el.getBoundingClientRect(); return `${el.tagName} ${Math.round(box.width)}x${Math.round(box.height)}`; };
    return { text: document.body.innerText.replace(/\d\d:\d\d(?::\d\d)?/g, "…"), boxes: [...document.querySelectorAll("body > *, main *")].map(sized) };
  });
}

// Opens addresses both ways and compares them.
async function sameBothWays(opened, addresses, signIn = async () => {}) {
  const [whole, parts] = [await opened.page(), await opened.page()];
  const wholes = [];
  whole.on("request", (request) => { if (request.url().endsWith(".js")) wholes.push(new URL(request.url()).pathname); });
  const asked = await plain(parts);
  for (const page of [whole, parts]) await signIn(page);
  for (const address of addresses) {
    wholes.length = asked.length = 0;
    const [one, other] = [await shown(whole, address), await shown(parts, address)];
    assert.deepEqual(one, other, address);
    assert.deepEqual([wholes.length, /\.whole\.js$/.test(wholes[0])], [1, true], `${address} is sent whole`);
    assert.ok(asked.includes("/shared/html.js") && !asked.some((path) => path.includes(".whole.")), `${address} is opened in parts`);
  }
  assert.deepEqual([...whole.complaints, ...parts.complaints], []);
  for (const page of [whole, parts]) await page.context().close();
}

for (const who of Object.keys(SIGN_IN)) {
  test(`the pages of a ${who} look the same whole and in plain modules`, () => sameBothWays(house, addresses[who], SIGN_IN[who]));
}

test("the page of the first start looks the same whole and in plain modules", async () => {
  const empty = await startEmpty();
  try {
    await sameBothWays(empty, [empty.setup]);
  } finally {
    await empty.stop();
  }
});
