// Words that somebody types and sends only later, such as a message or an opinion: kept on
// this device, so that they are there again after the window was closed. They are found by
// whom they are from and under their name; a computer that others use keeps them for its
// window alone, and so does any for people who are not signed in: nobody can tell whether
// the next one who opens the page is the same.
import { me, onPublicComputer } from "./api.js";

const HOUR = 3_600_000; // milliseconds
const LONG = 7 * 24 * HOUR;
const SHORT = 2 * HOUR; // of people without an account, who cannot be told apart

export const deviceStore = () => (!me() || onPublicComputer() ? sessionStorage : localStorage);

const key = (name) => `onestop.typed.${me() ? me().id : ""}.${name}`;

// What is kept under the name, or null.
export function keptWords(name) {
  try {
    const { at, words } = JSON.parse(deviceStore().getItem(key(name)));
    if (Date.now() - at < (me() ? LONG : SHORT)) return words;
    dropWords(name);
  } catch (err) {
    // nothing is kept, or storage is switched off
  }
  return null;
}

export function keepWords(name, words) {
  try {
    deviceStore().setItem(key(name), JSON.stringify({ at: Date.now(), words }));
  } catch (err) {
    // storage is full or switched off: what is typed holds for this page
  }
}

export function dropWords(name) {
  try {
    deviceStore().removeItem(key(name));
  } catch (err) {
    // storage is switched off
  }
}
