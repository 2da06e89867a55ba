// Words of signing in again in place.
export default {
  "zh-CN": {
    "again.title": "请重新登录",
    "again.text": "{name}，您的登录已经失效：时间久了，或者改过密码。您填的内容都还在，登录后从这里接着办。",
    "again.other": "{other}在另一个窗口登录了。这一页是{name}填的，只能用{name}的账号接着办。您填的内容都还在。",
    "again.again-identity": "邮箱或手机号",
    "again.again-password": "密码",
    "again.go": "登录并接着办",
    "again.busy": "正在登录…",
    "again.later": "先不登录",
    "again.failed": "没有登录",
    "again.wrong": "账号或密码不对，请再输一次。",
    "again.stranger": "这是{stranger}的账号。这一页是{name}填的，不能记到别人名下。请用{name}的账号登录；要换人办事，请先选“先不登录”，再退出登录。",
  },
  en: {
    "again.title": "Sign in again",
    "again.text": "{name}, you have been signed out: it took long, or the password was changed. Everything you entered is still here; sign in and go on from here.",
    "again.other": "{other} has signed in in another window. This page belongs to {name}, and only {name}'s account can go on here. Everything entered is still here.",
    "again.again-identity": "Email or phone number",
    "again.again-password": "Password",
    "again.go": "Sign in and go on",
    "again.busy": "Signing in…",
    "again.later": "Not now",
    "again.failed": "Not signed in",
    "again.wrong": "The account or the password is wrong. Enter them again.",
    "again.stranger": "This is the account of {stranger}. The page was filled in by {name} and is not stored under anybody else's name. Sign in as {name}; to let somebody else work here, choose “Not now” and sign out first.",
  },
};
