// A plain client of the API, for what a test prepares or looks up beside the pages.
const APPLICANTS = ["zhang@demo.test", "restaurant@demo.test"];

export function collectionOf(email) {
  if (email === "admin@demo.test") return "_superusers";
  return APPLICANTS.includes(email) ? "applicants" : "officers";
}

export class Client {
  constructor(base) {
    this.base = base;
    this.token = "";
    this.me = null;
  }

  async login(identity, password, collection = collectionOf(identity)) {
    const answer = await this.post(`/api/collections/${collection}/auth-with-password`, { identity, password });
    if (answer.status !== 200) throw new Error(`${identity} cannot sign in: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.token = answer.body.token;
    this.me = answer.body.record;
  }

  // Answers {status, body}; never throws for a refusal.
  async send(method, path, body) {
    const headers = this.token ? { Authorization: this.token } : {};
    if (body !== undefined && !(body instanceof FormData)) {
      headers["Content-Type"] = "application/json";
      body = JSON.stringify(body);
    }
    const answer = await fetch(this.base + path, { method, headers, body });
    const text = await answer.text();
    let parsed = text;
    try { parsed = text ? JSON.parse(text) : null; } catch { /* a file or a page */ }
    return { status: answer.status, body: parsed, headers: answer.headers };
  }

  get(path) { return this.send("GET", path); }
  post(path, body) { return this.send("POST", path, body); }
  patch(path, body) { return this.send("PATCH", path, body); }
  del(path) { return this.send("DELETE", path); }

  // The body of a 2xx answer; anything else is an error of the test.
  async must(promise) {
    const answer = await promise;
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  view(collection, id, query = "") {
    return this.must(this.get(`/api/collections/${collection}/records/${id}${query}`));
  }

  async list(collection, filter, sort = "") {
    const query = new URLSearchParams({ filter, sort, perPage: "200", skipTotal: "1" });
    return (await this.must(this.get(`/api/collections/${collection}/records?${query}`))).items;
  }

  create(collection, fields) {
    return this.must(this.post(`/api/collections/${collection}/records`, fields));
  }

  act(fields) {
    return this.post("/api/collections/actions/records", { subject: "application", ...fields });
  }

  // Uploads one document; content is a Buffer.
  document({ application, material, name, content, page = 1 }) {
    const form = new FormData();
    form.set("application", application);
    form.set("material", material);
    form.set("page", String(page));
    form.set("file", new Blob([content]), name);
    return this.post("/api/collections/documents/records", form);
  }

  // The path of a stored file with a fresh file token of this person ("" for a guest).
  async filePath(record) {
    let token = "";
    if (this.token) token = (await this.must(this.post("/api/files/token"))).token;
    return `/api/files/${record.collectionId}/${record.id}/${record.file}?token=${token}`;
  }
}
