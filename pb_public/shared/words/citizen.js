// Words that several pages for citizens share: papers, fields, and what both an
// application and its guide say.
export default {
  "zh-CN": {
    "material.why": "为什么需要",
    "material.always": "办这件事都需要",
    "material.details": "要求、来源和依据",
    "material.why_and_where": "为什么需要，到哪里取",
    "material.standard": "要求",
    "material.source": "来源",
    "material.form": "形式",
    "material.basis": "法律依据",
    "material.originals": "原件 {n} 份",
    "material.copies": "复印件 {n} 份",
    "material.sep": "，",
    "material.blank_form": "下载空白表格",
    "material.sample": "看填写样本",
    "material.serves": "用于",

    "ask.unanswered": "请回答：{question}",
    "ask.draft_saved": "{at} 保存",

    "field.optional": "（可不填）",
    "field.id_number": "18 位，最后一位可能是 X。",
    "field.id_kept": "号码已保存，只显示首尾。不改就不用动；要改，请重新填写全部 18 位。",
    "field.uscc": "18 位数字和大写字母。",
    "field.phone": "11 位手机号，或带区号的固定电话。",
    "field.number": "用数字填写，例如 120 或 85.5。",

    "track.code": "查询码",

    "verify.revoked": "已被撤销或注销",
    "verify.number": "编号",
    "verify.valid_from": "生效日期",
    "verify.valid_to": "有效期至",
    "verify.endless": "长期",

    "common.or": "，或",
  },
  en: {
    "material.why": "Why it is needed",
    "material.always": "always needed for this service",
    "material.details": "Requirements, source and basis",
    "material.why_and_where": "Why it is needed and where to get it",
    "material.standard": "Requirements",
    "material.source": "Where it comes from",
    "material.form": "Form",
    "material.basis": "Legal basis",
    "material.originals": "{n} original{n:s}",
    "material.copies": "{n} copy or copies",
    "material.sep": ", ",
    "material.blank_form": "Download the blank form",
    "material.sample": "See a filled sample",
    "material.serves": "For",

    "ask.unanswered": "Answer: {question}",
    "ask.draft_saved": "saved {at}",

    "field.optional": "(optional)",
    "field.id_number": "18 characters; the last may be X.",
    "field.id_kept": "The number is kept; only its ends are shown. Leave it, or type all 18 characters anew.",
    "field.uscc": "18 digits and capital letters.",
    "field.phone": "An 11-digit mobile number, or a fixed line with its area code.",
    "field.number": "In digits, for instance 120 or 85.5.",

    "track.code": "Tracking code",

    "verify.revoked": "Revoked or cancelled",
    "verify.number": "Number",
    "verify.valid_from": "Valid from",
    "verify.valid_to": "Valid until",
    "verify.endless": "no end",

    "common.or": ", or ",
  },
};
