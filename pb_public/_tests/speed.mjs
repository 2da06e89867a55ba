// How fast pages come up on a slow telephone, as a table: `npm run speed`. It is measured on
// the first visit, several times, and the median is told. A figure hangs on the machine and
// on what else it does, so this is no test; the bytes and requests behind it are
// (budget.test.mjs).
import { draftFood, submittedFood } from "./cases.mjs";
import { signInCitizen } from "./citizen.mjs";
import { signInOfficer } from "./desk.mjs";
import { startHouse } from "./harness.mjs";
import { papers } from "./papers.mjs";

const TIMES = Number(process.env.SPEED_TIMES || 5);
const CPU = 6; // times slower than this machine
const LATENCY = 150; // milliseconds from a request to the first byte of its answer
const LINES = { "1.6 Mb/s": 1600, "400 kb/s": 400 };
const BUDGET = { paint: 1200, usable: { "1.6 Mb/s": 2000, "400 kb/s": 3000 }, excess: 200 }; // milliseconds

// Records in the page when it painted first, when its content stood, and what kept it busy.
function record() {
  const seen = { paint: 0, usable: 0, excess: 0 };
  window.seen = seen;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { seen.excess += Math.max(0, entry.duration - 50); })).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").forEach((entry) => { seen.paint = entry.startTime; })).observe({ type: "paint", buffered: true });
  const look = () => {
    const main = document.querySelector("main");
    const stands = main && main.querySelector("h1") && !document.querySelector(".loading");
    if (stands && !seen.usable) requestAnimationFrame(() => setTimeout(() => { seen.usable = seen.usable || performance.now(); }));
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}

async function visit(house, storageState, address, kilobits) {
  const context = await house.browser.newContext({ baseURL: house.base, storageState, viewport: { width: 375, height: 760 } });
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: LATENCY, downloadThroughput: kilobits * 125, uploadThroughput: kilobits * 60 });
  await line.send("Emulation.setCPUThrottlingRate", { rate: CPU });
  await page.addInitScript(record);
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(() => window.seen && window.seen.usable, null, { timeout: 120_000, polling: 100 });
  await page.waitForTimeout(300);
  const seen = await page.evaluate(() => window.seen);
  await context.close();
  return seen;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function measured(house, state, address, line) {
  const seen = [];
  for (let n = 0; n < TIMES; n++) seen.push(await visit(house, state, address, LINES[line]));
  return Object.fromEntries(["paint", "usable", "excess"].map((name) => [name, Math.round(median(seen.map((one) => one[name])))]));
}

async function signedIn(house, signIn, email) {
  const page = await house.page();
  await signIn(page, email);
  const kept = await page.context().storageState();
  await page.context().close();
  return kept;
}

async function addresses(house) {
  const sheet = (await papers(house, ["申请表"]))["申请表"];
  const { application: draft, service } = await draftFood(house, "zhang@demo.test", sheet);
  const { application: sent } = await submittedFood(house, "zhang@demo.test", sheet);
  const [citizen, officer] = [await signedIn(house, signInCitizen, "zhang@demo.test"), await signedIn(house, signInOfficer, "clerk@demo.test")];
  return [
    ["home", undefined, "/"], ["service", undefined, `/service.html?id=${service.id}`], ["questions", undefined, `/ask.html?service=${service.id}`],
    ["application", citizen, `/apply.html?id=${draft.id}`], ["case", citizen, `/status.html?id=${sent.id}`], ["tracking", undefined, "/track.html"],
    ["work list", officer, "/desk/"], ["case at the desk", officer, `/desk/case.html?id=${sent.id}`], ["board", undefined, "/board/"],
  ].filter(([name]) => !process.env.SPEED_PAGE || name === process.env.SPEED_PAGE);
}

const marked = (value, most) => `${value}${value > most ? " !" : ""}`;

const house = await startHouse();
try {
  console.log(`| page | first paint | usable | long-task excess | usable at 400 kb/s |\n|---|---|---|---|---|`);
  for (const [name, state, address] of await addresses(house)) {
    const fast = await measured(house, state, address, "1.6 Mb/s");
    const slow = await measured(house, state, address, "400 kb/s");
    console.log(`| ${name} | ${marked(fast.paint, BUDGET.paint)} | ${marked(fast.usable, BUDGET.usable["1.6 Mb/s"])} | ${marked(fast.excess, BUDGET.excess)} | ${marked(slow.usable, BUDGET.usable["400 kb/s"])} |`);
  }
} finally {
  await house.stop();
}
