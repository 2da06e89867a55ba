// The house under test: the real binary with the example county on a port of its own,
// a real Chromium, and a plain API client. Everything it starts it also stops.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isOld, launch } from "./browsers.mjs";
import { Client } from "./client.mjs";
import { watch } from "./watch.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
export const out = join(here, "out");
export const PASSWORD = "onestop-demo-2026";

// The binary: ONESTOP_BIN, or built here. A run of all files builds it once and names it to each.
let built = "";

export function binary() {
  built = built || process.env.ONESTOP_BIN || build();
  return built;
}

function build() {
  mkdirSync(out, { recursive: true });
  const file = join(out, process.platform === "win32" ? "onestop.exe" : "onestop");
  const done = spawnSync("go", ["build", "-o", file, "."], {
    cwd: root, encoding: "utf8", env: { ...process.env, CGO_ENABLED: "0" },
  });
  if (done.status !== 0) throw new Error(`go build failed:\n${done.stderr || done.error}`);
  return file;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function healthy(base, server, said) {
  for (const end = Date.now() + 300_000; Date.now() < end; await pause(150)) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}:\n${said()}`);
    const answer = await fetch(`${base}/api/onestop/health`).catch(() => null);
    if (answer && answer.ok && (await answer.json()).ok) return;
  }
  throw new Error(`the server was not ready in 5 minutes:\n${said()}`);
}

class House {
  constructor(base, server, dir, browser, said) {
    Object.assign(this, { base, server, dir, browser, said, clients: new Map() });
  }

  // An API client of the named demo person; without a name, of a guest.
  async as(email) {
    if (!this.clients.has(email)) {
      const client = new Client(this.base);
      if (email) await client.login(email, PASSWORD);
      this.clients.set(email, client);
    }
    return this.clients.get(email);
  }

  // A fresh browser profile with one page. Words of the page are zh-CN or en; without
  // `script` the browser runs no JavaScript.
  // The page's complaints (console errors, refused by CSP, 5xx) are in `page.complaints`.
  async page({ lang = "zh-CN", width = 1366, height = 900, elder = false, script = true, scale = 1, touch = false, zone = "Asia/Shanghai", base = this.base } = {}) {
    const context = await this.browser.newContext({
      baseURL: base, locale: lang === "en" ? "en-GB" : "zh-CN", timezoneId: zone,
      viewport: { width, height }, deviceScaleFactor: scale, hasTouch: touch, isMobile: touch, reducedMotion: "reduce", acceptDownloads: true, javaScriptEnabled: script,
      bypassCSP: isOld, // its driver waits for functions by eval
    });
    context.setDefaultTimeout(30_000);
    await context.addInitScript(([l, e]) => {
      if (!location.protocol.startsWith("http")) return; // the browser's own frames, such as its PDF viewer
      if (localStorage.getItem("onestop.lang") === null) localStorage.setItem("onestop.lang", l);
      if (e && localStorage.getItem("onestop.elder") === null) localStorage.setItem("onestop.elder", "1");
    }, [lang, elder]);
    const page = await context.newPage();
    page.complaints = watch(page);
    return page;
  }

  // Kills the server, as a power cut does.
  async fall() {
    const gone = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill("SIGKILL");
    await gone;
  }

  // Starts it again on the same folder, at another address.
  async rise() {
    Object.assign(this, await serve(this.dir));
    for (const client of this.clients.values()) client.base = this.base;
  }

  async stop() {
    await this.browser.close().catch(() => {});
    await end(this.server);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

async function end(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  const late = setTimeout(() => server.kill("SIGKILL"), 8_000);
  await gone;
  clearTimeout(late);
}

// What has to go whatever ends this process: a test that hangs is ended by a signal.
const leftovers = new Set();
process.once("exit", () => leftovers.forEach((clear) => clear()));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

// Runs the binary on a folder until it is healthy: {server, base, said}. It dies with this
// process at the latest.
async function serve(folder, now, words = ["demo"]) {
  const port = await freePort();
  return run(folder, [...words, "--http", `127.0.0.1:${port}`, "--dir", join(folder, "data"), ...(now ? ["--now", now] : [])], port);
}

// Runs the binary with a command line until it is healthy.
async function run(folder, args, port) {
  const server = spawn(binary(), args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (d) => { log = (log + d).slice(-8000); });
  leftovers.add(() => server.kill("SIGKILL"));
  const base = `http://127.0.0.1:${port}`;
  try {
    await healthy(base, server, () => log);
  } catch (err) {
    await end(server);
    throw err;
  }
  return { server, base, said: () => log };
}

// Starts an empty house at work, with an administrator and nothing else. Stop it in `after`.
export async function startWork({ email, password }) {
  mkdirSync(out, { recursive: true });
  const dir = mkdtempSync(join(tmpdir(), "onestop-work-"));
  leftovers.add(() => rmSync(dir, { recursive: true, force: true }));
  const data = join(dir, "data");
  const made = spawnSync(binary(), ["superuser", "upsert", email, password, "--dir", data], { cwd: dir, encoding: "utf8" });
  if (made.status !== 0) throw new Error(`no administrator: ${made.stderr || made.stdout}`);
  const port = await freePort();
  const served = await run(dir, ["serve", "--http", `127.0.0.1:${port}`, "--dir", data], port);
  try {
    return new House(served.base, served.server, dir, await launch(out), served.said);
  } catch (err) {
    await end(served.server);
    throw err;
  }
}

// The example county, furnished once for each binary and kept in out/: each house works on
// a copy of its own, which spares every test file the loading of 200 cases.
async function county() {
  const { size, mtimeMs } = statSync(binary());
  const folder = join(out, `county-${size}-${Math.round(mtimeMs)}`);
  if (existsSync(folder)) return folder;
  if (!first(`${folder}.lock`)) return awaited(folder); // another process furnishes it
  leftovers.add(() => rmSync(`${folder}.lock`, { recursive: true, force: true }));
  for (const old of readdirSync(out).filter((name) => name.startsWith("county-") && !name.endsWith(".lock"))) rmSync(join(out, old), { recursive: true, force: true });
  const half = mkdtempSync(join(out, "furnishing-"));
  leftovers.add(() => rmSync(half, { recursive: true, force: true }));
  const { server } = await serve(half);
  await end(server);
  renameSync(half, folder);
  rmSync(`${folder}.lock`, { recursive: true });
  return folder;
}

// Whether this process is the one that may make something.
function first(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (err) {
    if (err.code !== "EEXIST") throw err;
    return false;
  }
}

async function awaited(folder) {
  for (const end = Date.now() + 320_000; Date.now() < end; await pause(300)) {
    if (existsSync(folder)) return folder;
  }
  throw new Error(`${folder} was not furnished in time; delete ${folder}.lock if nobody is at it`);
}

// Starts a house on an empty folder, as an office does for the first time, and answers it with
// `setup`, the address that the machine printed. Stop it in `after`.
export async function startEmpty() {
  mkdirSync(out, { recursive: true });
  const dir = mkdtempSync(join(tmpdir(), "onestop-empty-"));
  leftovers.add(() => rmSync(dir, { recursive: true, force: true }));
  const served = await serve(dir, "", ["serve"]);
  const house = new House(served.base, served.server, dir, await launch(out), served.said);
  house.setup = readFileSync(join(dir, "data.setup"), "utf8").trim();
  return house;
}

// Starts a house with the example county at 09:00 on 2 March 2026. Stop it in `after`.
export async function startHouse({ now } = {}) {
  mkdirSync(out, { recursive: true });
  const template = await county();
  const dir = mkdtempSync(join(tmpdir(), "onestop-pages-"));
  leftovers.add(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(template, dir, { recursive: true, preserveTimestamps: true });
  let served = null;
  try {
    served = await serve(dir, now);
    const browser = await launch(out);
    return new House(served.base, served.server, dir, browser, served.said);
  } catch (err) {
    if (served) await end(served.server);
    rmSync(dir, { recursive: true, force: true });
    throw err;
  }
}
