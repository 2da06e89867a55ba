// What a clerk does at the counter, by the keyboard alone and by what stands on the screen.
import { signInOfficer } from "./desk.mjs";
import { words } from "./words.mjs";

// Counts what a person presses: letters of a word, and keys.
export class Hands {
  constructor(page) {
    Object.assign(this, { page, keys: 0 });
    page.on("filechooser", () => {}); // from now on the driver answers choosers
  }

  async press(...names) {
    for (const name of names) {
      this.keys += name.includes("+") ? 2 : 1;
      await this.page.keyboard.press(name);
    }
  }

  // Chinese is typed by its sounds: about three keys a sign and one to choose.
  async type(text) {
    this.keys += [...text].reduce((sum, sign) => sum + (sign > "\u3000" ? 3.5 : 1), 0);
    await this.page.keyboard.type(text);
  }

  // Opens the file chooser by a key and takes files; in the chooser itself Ctrl+A and Enter.
  async choose(key, files) {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.press(key)]);
    this.keys += 3;
    await chooser.setFiles(files);
  }
}

// What has the focus: its id, else its words.
export const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.innerText.trim());

export const waitFocus = (page, selector) => page.waitForFunction((s) => document.activeElement && document.activeElement.matches(s), selector);

const ids = (number) => {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return number + "10X98765432"[weights.reduce((sum, w, i) => sum + w * Number(number[i]), 0) % 11];
};

// A resident number of the invented area 510799 that nobody has.
export const freshNumber = (n) => ids(`51079919800101${String(n).padStart(3, "0")}`);

// The counter, signed in, with the focus in the field for the card.
export async function atCounter(house, lang = "zh-CN", size = {}) {
  const page = await house.page({ lang, width: 1366, height: 768, ...size });
  await signInOfficer(page, "clerk@demo.test", lang);
  await page.goto("/counter/");
  await waitFocus(page, "#idNumber");
  return page;
}

// Finds or registers the person by the card; ends in the search for the service.
export async function receive(page, hands, { number, name = "", phone = "" }) {
  await hands.type(number);
  await hands.press("Enter");
  if (name) {
    await waitFocus(page, "#name");
    await hands.type(name);
    await hands.press("Enter");
    await hands.type(phone);
    await hands.press("Enter", "Space", "Enter");
  } else {
    await waitFocus(page, ".found button[type=submit]");
    await hands.press("Enter");
  }
  await waitFocus(page, "#q");
}

// Chooses the service that the letters find first; ends in its materials.
export async function pick(page, hands, letters) {
  await hands.type(letters);
  await hands.press("Enter");
  await page.locator(".take").first().waitFor();
}

// The row of a material by the words on it.
export const row = (page, name) => page.locator(".take").filter({ has: page.locator("h3", { hasText: name }) });

export const says = (lang, key) => words(lang, `counter.${key}`);
