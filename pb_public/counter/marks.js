// How complete each material is while the clerk works: 齐全, 缺, 可容缺, 选交 and what is on
// its way. The house checks all of it again.

const ON_THE_WAY = ["waiting", "sending"];

// there, coming, failed, wrong (named for correction), missing, deferrable or optional.
export function markOf(intake, material) {
  const { uploads, wrong } = intake;
  if (wrong.has(material.id)) return "wrong";
  const sheets = uploads.counting(material);
  if (sheets.some((sheet) => ON_THE_WAY.includes(sheet.state))) return "coming";
  if (sheets.some((sheet) => sheet.state === "failed")) return "failed";
  if (uploads.complete(material)) return "there";
  if (intake.act !== "submit") return "missing";
  return { required: "missing", deferrable: "deferrable" }[material.necessity] || "optional";
}

export const TONES = { there: "is-good", coming: "is-accent", failed: "is-bad", wrong: "is-bad", missing: "is-bad", deferrable: "is-warn", optional: "" };
export const SIGNS = { there: "✓", coming: "…", failed: "✗", wrong: "✗", missing: "✗", deferrable: "◐", optional: "–" };

// Which materials have the mark.
export const marked = (intake, ...marks) => intake.materials.filter((m) => marks.includes(markOf(intake, m)));

// Whether everything that must be there is there.
export const whole = (intake) => !marked(intake, "missing", "coming", "failed", "wrong").length;

// Which materials a form line or a paper still waits for, in their order: where the clerk goes on.
export const nextOpen = (intake, after = -1) => {
  const open = (m) => ["missing", "deferrable", "failed"].includes(markOf(intake, m));
  return intake.materials.find((m, at) => at > after && open(m)) || intake.materials.find(open);
};
