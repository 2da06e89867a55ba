// What the examiner noticed about a document, in words: of a doubtful picture what is
// wrong and what to do, of a PDF what it carries.
import { addWords, hasWords, t } from "./words.js";
import words from "./words/legible.js";

addWords(words);

const said = (record, list) => ((record && record.quality && record.quality[list]) || []).filter((code) => hasWords(`legible.${code}`));

// The codes of the warnings of a picture; none where nothing is doubtful.
export const warningsOf = (record) => said(record, "warnings");

// What an officer is told of a document; "" where nothing was noticed.
export function remarkOf(record) {
  const codes = [...warningsOf(record), ...said(record, "flags")];
  return codes.length ? t("legible.noticed", { what: codes.map((code) => t(`legible.${code}`)).join(t("legible.and")) }) : "";
}

// What an applicant is told of a picture: what is wrong and what to do about it.
export const adviceOf = (record) => warningsOf(record).map((code) => t("legible.advice", { what: t(`legible.${code}`), todo: t(`retake.${code}`) }));
