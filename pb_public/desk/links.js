// The links of the frame for officers.
import { t } from "../shared/words.js";
import { officer } from "./signin.js";

export function links() {
  const me = officer();
  if (!me) return [["/", t("frame.home")]];
  const counter = me.roles.includes("clerk") ? [["/counter/", t("counter.title")]] : [];
  return [["/desk/", t("desk.queue")], ...counter, ["/", t("frame.home")]];
}
