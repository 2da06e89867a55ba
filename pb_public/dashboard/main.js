// The dashboard of PocketBase runs these lines inside a function of its own. All of ours
// lies behind one import, so that whatever is wrong with it leaves the dashboard as it is.
try {
  const { dress } = await import("/dashboard/dress.js");
  dress(window);
} catch (err) {
  console.warn("[onestop] the dashboard stays as it is:", err);
}
