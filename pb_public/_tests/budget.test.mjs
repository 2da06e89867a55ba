// What a first visit to each page costs: requests and bytes as they come over the wire,
// headers included, the first answers of the API with them. A repeated one costs heads only.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { answersOf, draftFood, submittedFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { booksOf, EDITIONS } from "./handbook.mjs";
import { startEmpty, startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";

const KB = 1024;
const handbooks = Object.entries(EDITIONS).flatMap(([lang, folder]) => booksOf(lang).map((book) => `/${folder}/${book}`.replace("index.html", "")));
const BUDGET = { citizen: { bytes: 60 * KB, requests: 9 }, desk: { bytes: 120 * KB, requests: 18 } };

// A case comes with everything on its page in one answer.
const OF_A_CASE = { "/status.html": { bytes: 60 * KB, requests: 7 }, "/desk/case.html": { bytes: 84 * KB, requests: 6 } };
const budgetOf = (address, budget) => OF_A_CASE[address.split("?")[0]] || budget;

const pagesFolder = join(fileURLToPath(import.meta.url), "..", "..");

let house;
const visits = { guest: [], citizen: [], officer: [], overseer: [] };

before(async () => {
  house = await startHouse();
  const sheet = (await papers(house, ["申请表"]))["申请表"];
  const { application: draft, service } = await draftFood(house, "zhang@demo.test", sheet);
  const { application: sent } = await submittedFood(house, "zhang@demo.test", sheet);
  const owner = await house.as("zhang@demo.test");
  const granted = (await owner.list("applications", 'state="closed"'))[0] || sent;
  const [event] = await owner.list("life_events", "");
  const [notice] = await owner.list("notices", `application="${sent.id}"`);
  const begun = await owner.create("journeys", { life_event: event.id, options: await answersOf(house, event.id), form: {} });
  const clerk = await house.as("clerk@demo.test");
  const supervisor = await house.as("supervisor@demo.test");
  const claims = (await supervisor.must(supervisor.get("/api/onestop/claims"))).items;
  const compiled = claims.find((item) => item.state === "compiling");
  const problem = (await supervisor.must(supervisor.get("/api/onestop/problems/queue"))).items[0];
  const [meeting] = await clerk.list("trainings", "");
  const [campaign] = (await supervisor.must(supervisor.get("/api/onestop/campaigns"))).items;
  visits.guest = ["/", `/service.html?id=${service.id}`, `/ask.html?service=${service.id}`, `/life.html?id=${event.id}`, "/login.html", "/register.html", "/track.html", "/verify.html", "/privacy.html", "/certificate.html", "/help.html", ...handbooks, "/board/",
    "/problems.html", "/report.html", `/guide.html?id=${service.id}`, "/recover.html"];
  visits.citizen = ["/", `/ask.html?service=${service.id}`, `/apply.html?id=${draft.id}`, `/apply.html?id=${sent.id}`, `/status.html?id=${sent.id}`, `/status.html?id=${granted.id}`,
    "/cases.html", "/me.html", "/inbox.html", `/notice.html?id=${notice.id}`, `/journey.html?id=${begun.id}`, `/rate.html?id=${granted.id}`];
  visits.officer = ["/desk/", "/desk/templates.html", "/desk/post.html", `/desk/case.html?id=${sent.id}`, "/desk/inbox.html", "/counter/", `/counter/?id=${draft.id}`, "/counter/cases.html", "/counter/code.html", "/counter/day.html",
    "/desk/life_events.html", `/desk/trainings.html?id=${meeting.id}`, "/desk/tasks.html"];
  visits.overseer = ["/board/figures.html?month=2026-02", "/desk/late.html", "/desk/workload.html", "/print/bulletin.html?month=2026-02", "/desk/claims.html", `/desk/claim.html?id=${compiled.id}`, `/desk/list.html?id=${compiled.service}`,
    "/desk/problems.html", `/desk/problem.html?id=${problem.id}`, "/desk/ratings.html", "/board/campaigns.html", `/board/campaign.html?id=${campaign.id}`];
});
after(() => house && house.stop());

// The storage of a signed-in browser, to give to fresh ones.
async function signedIn(who) {
  const page = await house.page();
  if (who === "citizen") await signInCitizen(page, "zhang@demo.test");
  if (who === "officer") await signInOfficer(page, "clerk@demo.test");
  if (who === "overseer") await signInOfficer(page, "supervisor@demo.test");
  const kept = await page.context().storageState();
  await page.context().close();
  return kept;
}

test("every page is measured", () => {
  const measured = new Set(Object.values(visits).flat().map((address) => address.split("?")[0].replace(/\/$/, "/index.html").slice(1)));
  const within = (folder) => readdirSync(join(pagesFolder, folder), { withFileTypes: true }).filter(({ name }) => !name.startsWith("_"))
    .flatMap((entry) => (entry.isDirectory() ? within(`${folder}${entry.name}/`) : `${folder}${entry.name}`));
  assert.deepEqual(within("").filter((name) => name.endsWith(".html") && !measured.has(name)), ["setup.html"]); // measured below, in a house that nobody has set up
});

// Opens an address and answers what came: [{path, status, bytes}].
async function visit(page, address) {
  const session = await page.context().newCDPSession(page);
  const came = new Map();
  let underWay = 0;
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", () => { underWay++; });
  session.on("Network.responseReceived", ({ requestId, response }) => came.set(requestId, { path: new URL(response.url).pathname, status: response.status, bytes: 0 }));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    underWay--;
    if (came.has(requestId)) came.get(requestId).bytes = encodedDataLength;
  });
  session.on("Network.loadingFailed", () => { underWay--; });
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector("main").innerText.trim() && !document.querySelector(".loading"));
  if (address.startsWith("/desk/case.html")) await page.waitForSelector(".case-number");
  for (let still = 0; still < 6; still = underWay > 0 ? 0 : still + 1) await page.waitForTimeout(40);
  await session.detach();
  return [...came.values()].filter(({ path }) => path.startsWith("/"));
}

// What an officer opens to look at has the size that the applicant gave it, and the pictures
// of a handbook come when somebody reads as far as them.
const counted = (came) => came.filter(({ path }) => !/^\/(?:api\/files|help\/pictures)\//.test(path));

const told = (came) => came.map(({ path, bytes }) => `${path} ${bytes}`).join("\n");

for (const who of Object.keys(visits)) {
  const budget = BUDGET[["officer", "overseer"].includes(who) ? "desk" : "citizen"];
  test(`the first visit of a ${who} to each page is within ${budget.bytes / KB} KB and ${budget.requests} requests`, async (t) => {
    const storageState = await signedIn(who);
    for (const address of visits[who]) {
      const context = await house.browser.newContext({ baseURL: house.base, storageState });
      const page = await context.newPage();
      const came = counted(await visit(page, address));
      const bytes = came.reduce((sum, answer) => sum + answer.bytes, 0);
      t.diagnostic(`${address.replace(/=.*/, "=…")} ${came.length} requests, ${(bytes / KB).toFixed(1)} KB`);
      assert.ok(came.length > 2 && bytes > 5 * KB, "the visit is measured");
      assert.equal(came.filter(({ path }) => path === "/api/onestop/notifications/unread").length, Number(who !== "guest"), `${address} asks once for the number of unread notifications`);
      assert.ok(came.length <= budgetOf(address, budget).requests && bytes <= budgetOf(address, budget).bytes, `${address}: ${came.length} requests, ${bytes} bytes\n${told(came)}`);
      const again = (await visit(page, address)).filter(({ path }) => !path.startsWith("/api/"));
      assert.ok(again.every((answer) => answer.bytes < KB), `${address}: a repeated visit sends heads only\n${told(again)}`);
      await context.close();
    }
  });
}

test("the page of the first start is within the budget of a citizen's", async (t) => {
  const empty = await startEmpty();
  try {
    const context = await empty.browser.newContext();
    const came = counted(await visit(await context.newPage(), empty.setup));
    const bytes = came.reduce((sum, answer) => sum + answer.bytes, 0);
    t.diagnostic(`/setup.html ${came.length} requests, ${(bytes / KB).toFixed(1)} KB`);
    assert.ok(came.length > 2 && came.length <= BUDGET.citizen.requests && bytes > 5 * KB && bytes <= BUDGET.citizen.bytes, told(came));
  } finally {
    await empty.stop();
  }
});
