// The privacy notice (个人信息保护法 Art. 13, 17, 31, 34, 35; R-PI-01…08). A change of what it
// says needs a new version: consent is recorded with the version that was shown.
export const VERSION = "2026-11";

export default {
  "zh-CN": {
    "privacy.title": "个人信息怎样保护",
    "privacy.version": "版本 {version}",
    "privacy.what": "收集什么",
    "privacy.what_text": "姓名或单位名称、证件类型和号码、电话、邮箱，以及您为办事填写的内容和上传的材料。只收办这件事依法需要的，不多收。",
    "privacy.why": "用来做什么",
    "privacy.why_text": "只用于办理您申请的事项、通知您办理进度、依法留存办理档案。法律依据是《中华人民共和国个人信息保护法》第十三条、第三十四条。",
    "privacy.who": "谁能看到",
    "privacy.who_text": "只有办理您这件事的部门和依法监督的人员。证件号码（包括申请表里填的他人号码）加密保存，页面上只显示前后几位；您在申请表和材料里写的其他内容按原样存入办理档案。每次查看和办理都有记录。不出售，不用于商业推送，数据存放在本县政务机房。",
    "privacy.how_long": "保存多久",
    "privacy.how_long_text": "办理档案按事项清单写明的年限保存，到期后删除其中的个人信息，只留下不含个人信息的统计数据。没有提交的草稿您可以随时删除，90天没有改动的自动删除。所有办件都到期以后，从未登录过的登记信息和3年没有登录的账号自动删除。",
    "privacy.rights": "您的权利",
    "privacy.rights_text": "您可以查阅、复制、更正自己的信息，可以撤回同意、注销账号。依法必须归档的办理记录除外。办理方式：登录后自己修改，或到政务服务窗口办理。",
    "privacy.minors": "未成年人",
    "privacy.minors_text": "不满十四周岁的，由父母或其他监护人同意并代为办理。",
    "privacy.contact": "联系谁",
    "privacy.contact_text": "县行政审批和政务服务局。投诉、举报请打 12345。",
  },
  en: {
    "privacy.title": "How personal data is protected",
    "privacy.version": "Version {version}",
    "privacy.what": "What is collected",
    "privacy.what_text": "Name, kind and number of your identity document, phone, email, and what you enter and upload for the service. Only what the law requires for it, nothing more.",
    "privacy.why": "What it is used for",
    "privacy.why_text": "Only to handle what you apply for, to tell you how it stands and to keep the records that the law requires. The legal basis is Art. 13 and 34 of the Personal Information Protection Law.",
    "privacy.who": "Who can see it",
    "privacy.who_text": "Only the departments that handle your case and those who supervise them by law. Identity numbers, also those of others that a form asks for, are stored encrypted and pages show only their ends; what else you write in forms and papers goes into the case file as it is. Every view and act is recorded. Nothing is sold or used for advertising; the data stays in the county's own server room.",
    "privacy.how_long": "How long it is kept",
    "privacy.how_long_text": "Case files are kept for the years stated in the service's implementation list; then what is personal in them is deleted and only statistics without persons stay. You can delete drafts that you have not submitted at any time; those that nobody changed for 90 days are deleted. When all cases have ended so, what was registered of people who never signed in, and accounts that were not used for 3 years, are deleted.",
    "privacy.rights": "Your rights",
    "privacy.rights_text": "You may see, copy and correct your data, withdraw your consent and close your account, except for records that the law requires to be kept: change it yourself after signing in, or ask at the service counter.",
    "privacy.minors": "Children",
    "privacy.minors_text": "For children under fourteen, a parent or guardian consents and acts for them.",
    "privacy.contact": "Whom to ask",
    "privacy.contact_text": "The county government service administration. For complaints call 12345.",
  },
};
