// The dashboard of PocketBase runs these lines inside a function of its own. All of ours
// lies behind one import, so that whatever is wrong with it leaves the dashboard as it is.
// The dashboard starts when this script has loaded and does not wait for an import; as its
// first page should have our words already, its start is put off until then, 4 s at most.
const script = document.querySelector('script[src$="/_/extensions.js"]');
let start = script && script.onload;
const go = () => {
  const begin = start;
  start = null;
  if (begin) begin.call(script);
};
if (start) {
  script.onload = null;
  setTimeout(go, 4000);
}
try {
  const { dress } = await import("/dashboard/dress.js");
  dress(window);
} catch (err) {
  console.warn("[onestop] the dashboard stays as it is:", err);
} finally {
  go();
}
