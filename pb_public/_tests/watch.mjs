// Listens to everything a page complains about, so that a test can demand silence.

// The browser itself logs a line for every answer of 400 and above. A refusal that the
// page shows in words is part of its work, also of a page that says it of itself; a module
// that is not there is not.
const refusedAnswer = /^Failed to load resource: the server responded with a status of 4\d\d/;

// Gives the growing list of complaints of a page.
export function watch(page) {
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const text = message.text();
    const { url } = message.location();
    if (refusedAnswer.test(text) && (url.includes("/api/") || url === page.url())) return;
    complaints.push(`${message.type()}: ${text} (${url})`);
  });
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.stack || error}`));
  page.on("response", (answer) => {
    if (answer.status() >= 500) complaints.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure() ? request.failure().errorText : "";
    if (reason !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()} ${reason}`);
  });
  return complaints;
}
