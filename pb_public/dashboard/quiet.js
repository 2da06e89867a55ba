// The dashboard goes on whatever an extension does.

// quiet makes a function that answers nothing instead of throwing.
export function quiet(work) {
  return function (...given) {
    try {
      return work.apply(this, given);
    } catch (err) {
      console.warn("[onestop]", work.name || "a part", "failed:", err);
      return undefined;
    }
  };
}

// after lets a part see what a function of the dashboard made, and what from.
export function after(owner, name, look) {
  const made = owner && owner[name];
  if (typeof made !== "function") return;
  const safe = quiet(look);
  owner[name] = function (...given) {
    const thing = made.apply(this, given);
    safe(thing, ...given);
    return thing;
  };
}
