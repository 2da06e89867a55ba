// Whether single letters and digits are shortcuts on this device. Who speaks instead of
// typing, or hits keys by accident, switches them off (WCAG 2.1.4); function keys stay.
const STORE = "onestop.shortcuts";

export function shortcutsOn() {
  try {
    return localStorage.getItem(STORE) !== "0";
  } catch (err) {
    return true; // storage is switched off
  }
}

export function switchShortcuts(on) {
  try {
    localStorage.setItem(STORE, on ? "1" : "0");
  } catch (err) {
    // storage is switched off: they stay
  }
}
