// Words about the words that a department has ready, and the preview of a notice.
export default {
  "zh-CN": {
    "wording.take": "选用常用语…",
    "wording.ready": "常用语",
    "wording.enter": "用方向键选，按 Enter 放入",
    "wording.for": "常用语：{field}",
    "wording.preview": "预览文书",
    "wording.preview_title": "文书预览",
    "wording.preview_lead": "这是预览，还没有发出。文号在发出时编。",
    "wording.no_number": "（发出时编号）",
  },
  en: {
    "wording.take": "Put in words that are ready…",
    "wording.ready": "Words that are ready",
    "wording.enter": "choose with the arrows, put in with Enter",
    "wording.for": "Words that are ready: {field}",
    "wording.preview": "Preview the notice",
    "wording.preview_title": "Preview of the notice",
    "wording.preview_lead": "This is a preview; nothing is issued yet. The number is given when it is.",
    "wording.no_number": "(numbered when issued)",
  },
};
