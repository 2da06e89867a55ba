// How a page of officers reads what it shows. `page` has draw(), and again() for a sign-in
// that ended meanwhile.
import { Refusal, refusalWords } from "./api.js";

// Reads and draws the page; answers whether it did. `read` fills the page, or answers false
// where something else is asked for by now. Whoever is signed out is asked to sign in, and
// nothing is drawn over that; what `refused` makes of any other refusal is put on the page.
export async function reading(page, read, refused = (err) => ({ failed: refusalWords(err) })) {
  try {
    if ((await read()) === false) return false;
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    if (err.status === 401) {
      page.again();
      return false;
    }
    Object.assign(page, refused(err));
  }
  page.draw();
  return true;
}
