// What a citizen does in the pages, as a person would: by the words on the screen.
import { PASSWORD } from "./harness.mjs";
import { words } from "./words.mjs";

// Signs in on the page for applicants, wherever it stands; ends where the page leads.
export async function fillSignIn(page, email, lang = "zh-CN") {
  await page.getByLabel(words(lang, "login.identity")).fill(email);
  await page.getByLabel(words(lang, "login.password")).fill(PASSWORD);
  await page.getByRole("button", { name: words(lang, "login.go"), exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

export async function signInCitizen(page, email, lang = "zh-CN") {
  await page.goto("/login.html");
  await fillSignIn(page, email, lang);
}

// From the search on the first page to the draft: search, guide, exact list, sign in.
export async function beginFrom(page, { search, name, email, lang = "zh-CN" }) {
  await page.goto("/");
  await page.locator("#q").fill(search);
  await page.locator("#found").getByRole("link", { name, exact: true }).click();
  await page.getByRole("link", { name: words(lang, "service.start"), exact: true }).click();
  const go = page.getByRole("button", { name: words(lang, "ask.go"), exact: true });
  await go.click();
  if (email) {
    await page.waitForURL("**/login.html**");
    await fillSignIn(page, email, lang);
    await go.click();
  }
  const anew = page.getByRole("button", { name: words(lang, "ask.anew"), exact: true });
  await Promise.race([page.waitForURL("**/apply.html**"), anew.waitFor()]);
  if (await anew.isVisible()) await anew.click(); // an older draft lies there
  await page.waitForURL("**/apply.html**");
}

// The materials that the page asks for and must have.
export const requiredPapers = (page, lang = "zh-CN") => page.locator("section.paper", { hasText: words(lang, "necessity.required") });

// Uploads a file {name, mimeType, buffer} for one material and waits for "已上传".
export async function uploadTo(paper, file) {
  const before = await paper.locator(".sheet-state.is-good").count();
  await paper.locator("input[id^=up-]").setInputFiles(file);
  await paper.locator(".sheet-state.is-good").nth(before).waitFor();
}

// From the papers to the confirmation; answers the number of the case.
export async function checkAndSubmit(page, lang = "zh-CN") {
  await page.getByRole("button", { name: words(lang, "common.next"), exact: true }).click();
  await page.getByLabel(words(lang, "apply.sincere")).check();
  await page.getByRole("button", { name: words(lang, "apply.submit"), exact: true }).click();
  const number = page.locator(".done-number");
  await number.waitFor();
  return (await number.innerText()).trim();
}

export const idIn = (page) => new URL(page.url()).searchParams.get("id");
