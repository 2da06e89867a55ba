// Cases made through the API, for tests that begin where a case is already on its way.
export const FOOD = "食品经营许可(新办)";

// The published service with this name (read as a guest, as the portal reads it).
export async function serviceNamed(house, name) {
  const guest = await house.as("");
  const found = await guest.must(guest.get(`/api/onestop/services?q=${encodeURIComponent(name)}`));
  const service = found.items.find((item) => item.name === name);
  if (!service) throw new Error(`no service ${name} among ${found.items.map((i) => i.name).join(" ")}`);
  return guest.must(guest.get(`/api/onestop/services/${service.id}`));
}

// A draft of the food licence with one file for each required material: a JPEG, or a PDF
// for those named in `pdfs`.
export async function draftFood(house, email, sheet, pdfs = []) {
  const client = await house.as(email);
  const service = await serviceNamed(house, FOOD);
  const application = await client.create("applications", { service: service.id, options: [], form: {}, channel: "online" });
  for (const material of service.materials.filter((m) => m.necessity === "required")) {
    const kind = pdfs.includes(material.name) ? "pdf" : "jpeg";
    await client.must(client.document({
      application: application.id, material: material.id, name: `${material.name}.${kind === "pdf" ? "pdf" : "jpg"}`, content: sheet[kind],
    }));
  }
  return { service, application };
}

// The same, submitted; answers the application as it then stands.
export async function submittedFood(house, email, sheet, pdfs) {
  const client = await house.as(email);
  const { service, application } = await draftFood(house, email, sheet, pdfs);
  await client.must(client.act({ application: application.id, act: "submit" }));
  return { service, application: await client.view("applications", application.id) };
}

// The first answer to every question of a life event, also to those that answers open.
export async function answersOf(house, event) {
  const guest = await house.as("");
  for (let options = []; ;) {
    const { questions } = await guest.must(guest.post(`/api/onestop/life_events/${event}/checklist`, { options }));
    const next = questions.filter((question) => !question.chosen).map((question) => question.options[0].id);
    if (!next.length) return options;
    options = [...options, ...next];
  }
}
