// What is asked under the answers given. A thing is asked when its `only_if` is empty or
// names a chosen option; the server decides by the same rule.

export const isAsked = (thing, options) => !thing.only_if || !thing.only_if.length || thing.only_if.some((id) => options.includes(id));

// The questions that are asked now, and the options chosen without those that belong to
// questions no longer asked.
export function settle(questions, options) {
  const asked = questions.filter((question) => isAsked(question, options));
  const offered = asked.flatMap((question) => question.options.map((option) => option.id));
  const kept = options.filter((id) => offered.includes(id));
  return kept.length === options.length ? { asked, options: kept } : settle(questions, kept);
}

// The options after one answer of a question.
export function answer(questions, options, question, option) {
  const others = question.options.map((o) => o.id);
  return settle(questions, [...options.filter((id) => !others.includes(id)), option]).options;
}

export const chosenOf = (question, options) => question.options.find((option) => options.includes(option.id));

// The questions that have no answer yet.
export const unanswered = (questions, options) => settle(questions, options).asked.filter((question) => !chosenOf(question, options));

// Which answers caused a thing to be asked, in Chinese and English.
function why(thing, answered) {
  const causes = answered.filter(({ option }) => option && (thing.only_if || []).includes(option.id));
  const said = (key, between) => causes.map(({ question, option }) => `${question[key] || question.text} → ${option[key] || option.text}`).join(between);
  return { why: said("text", "；"), why_en: said("text_en", "; ") };
}

// Whether an earlier service of the life event supplies the material by its result.
const supplied = (fed, material) => (fed || []).some((s) => s.material === material.id && !s.stopped);

// What an application asks: its answers, fields and materials, from its pinned content;
// `fed` is what earlier services supply to it.
export function askedOf(content, options, fed = []) {
  const questions = settle(content.questions || [], options).asked.map((question) => ({ question, option: chosenOf(question, options) }));
  return {
    questions,
    fields: (content.form_fields || []).filter((field) => isAsked(field, options)),
    materials: (content.materials || []).filter((material) => isAsked(material, options) && !supplied(fed, material)).map((material) => ({ ...material, ...why(material, questions) })),
  };
}
