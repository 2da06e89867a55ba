// The browsers that the pages are tried in: the Chromium of the machine, or, with
// ONESTOP_BROWSER=86, the Chromium 86 that office computers still run. That one comes as a
// compressed file of an npm package and is driven by the playwright-core of its time.
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run",
];
const OLD = "86";

export const isOld = process.env.ONESTOP_BROWSER === OLD;

// Starts the browser. The old one is unpacked into the folder once.
export async function launch(folder) {
  if (!isOld) return start("playwright-core", process.env.CHROMIUM || "/usr/bin/chromium");
  return start("playwright-core-86", unpack(folder));
}

async function start(driver, executablePath) {
  const { chromium } = (await import(driver)).default;
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

function unpack(folder) {
  const file = join(folder, `chromium-${OLD}`);
  if (existsSync(file)) return file;
  const packed = join(dirname(createRequire(import.meta.url).resolve("chrome-aws-lambda/package.json")), "bin", "chromium.br");
  const part = `${file}.${process.pid}.part`; // two test files may be at it
  writeFileSync(part, brotliDecompressSync(readFileSync(packed)));
  chmodSync(part, 0o755);
  renameSync(part, file); // whole or not there
  return file;
}
