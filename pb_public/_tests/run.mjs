// Runs test files, two at a time, each a process of its own with a house of its own:
//
//     node run.mjs                      all of them
//     node run.mjs plain.test.mjs …     the named ones
//
// Most of a browser test is waiting, so two share the machine well. A file that fails is
// run once more with nothing beside it, and is told as unsteady if it passes then: what a busy
// machine did to one of five hundred tests does not hide what the others found. What fails
// twice fails the run.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { binary } from "./harness.mjs";

const ABREAST = 2;
const MOST_UNSTEADY = 3; // more is no accident

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = named.length ? named : readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort();
const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => { running.forEach((child) => child.kill(signal)); process.exit(1); });

// Runs one file: {file, ok, seconds, said}.
function runs(file) {
  const began = Date.now();
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", file], { cwd: here, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ONESTOP_BIN: binary() } });
  running.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => { said += part; });
  return new Promise((resolve) => child.once("close", (code) => {
    running.delete(child);
    resolve({ file, ok: code === 0, seconds: Math.round((Date.now() - began) / 1000), said });
  }));
}

const tells = ({ file, ok, seconds, said }) => console.log(`${ok ? "ok" : "NOT OK"} ${file} ${seconds} s${ok ? `, ${/tests (\d+)/.exec(said)[1]} tests` : `\n${said}`}`);

async function all(queue, abreast) {
  const ended = [];
  const works = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const result = await runs(file);
      tells(result);
      ended.push(result);
    }
  };
  await Promise.all(Array.from({ length: abreast }, works));
  return ended.filter(({ ok }) => !ok).map(({ file }) => file);
}

const began = Date.now();
const failed = await all([...files], ABREAST);
const twice = failed.length > MOST_UNSTEADY ? failed : await all([...failed], 1);
const unsteady = failed.filter((file) => !twice.includes(file));
if (unsteady.length) console.log(`unsteady, failed once and passed alone: ${unsteady.join(", ")}`);
console.log(`${files.length} files in ${Math.round((Date.now() - began) / 1000)} s, ${twice.length ? `failed: ${twice.join(", ")}` : "all passed"}`);
process.exitCode = twice.length ? 1 : 0;
