// How many notifications wait unread for whoever is signed in. One small request when a page
// opens and when it is looked at again, never more often than AT_MOST.
import { get, me } from "./api.js";

const KEPT = "onestop.unread"; // the last number of this window, so that each piece of news is said once
const AT_MOST = 60_000; // milliseconds between two requests of a page

const state = { owner: "", n: 0, asked: 0, askedFor: "" };

let changed = () => {};

const owner = () => (me() || {}).id || "";

// The number that the frame shows; 0 for a guest and until it is known.
export const unreadCount = () => (owner() && state.owner === owner() ? state.n : 0);

function kept() {
  try {
    const [whose, n] = (sessionStorage.getItem(KEPT) || "").split(":");
    return whose === owner() ? Number(n) : 0;
  } catch (err) {
    return 0; // storage is switched off
  }
}

function keep() {
  try {
    sessionStorage.setItem(KEPT, `${state.owner}:${state.n}`);
  } catch (err) {
    // storage is switched off: the news is said once on each page
  }
}

// Takes the number that the server told.
export function setUnread(n) {
  const grown = n > kept();
  if (state.owner === owner() && state.n === n && !grown) return;
  Object.assign(state, { owner: owner(), n });
  keep();
  changed(grown);
}

async function ask() {
  if (!owner() || document.hidden || Date.now() - state.asked < AT_MOST) return;
  Object.assign(state, { asked: Date.now(), askedFor: owner() });
  try {
    setUnread((await get("/api/onestop/notifications/unread", {}, { quiet: true })).unread);
  } catch (err) {
    // the page works without the number; it is asked for again when the page is looked at
  }
}

// Asks now and whenever the page is looked at again. `listen` hears each new number, and
// whether it has grown.
export function watchUnread(listen) {
  changed = listen;
  document.addEventListener("visibilitychange", ask);
  ask();
}

// For a page on which somebody has signed in without leaving it.
export function askAnew() {
  if (owner() === state.askedFor) return;
  state.asked = 0;
  ask();
}
