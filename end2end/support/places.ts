// What the addresses of the demo's pages are made of, read from its own pages.
import { type Portal, expect } from "./index";
import { paper } from "./acts";

/** What stands for the parts of an address that only the running portal knows. */
type Places = Record<string, string>;

const known = new WeakMap<Portal, Promise<Places>>();

/** Reads from the demo's own pages what their addresses are made of, once. */
export function places(demo: Portal): Promise<Places> {
  const places = known.get(demo) ?? find(demo);
  known.set(demo, places);
  return places;
}

async function find(demo: Portal): Promise<Places> {
  const staff = await demo.hand(demo.owner);
  const list = await (await staff.get("/clients")).text();
  const called = (name: string) => new RegExp(`/clients/([^"/]+)"[^>]*>${name}<`).exec(list)?.[1] ?? "";
  const id = called("Mariam Rahman");
  const tab = await (await staff.get(`/clients/${id}/portal-access`)).text();
  const client = await demo.hand(demo.clients[0]);
  const sent = await client.post("/portal/documents", { multipart: { client: id, files: paper("passport.pdf") } });
  const forgotten = await client.post("/api/send_reset_link", { form: { email: demo.clients[0].email } });
  expect([sent.status(), forgotten.status()]).toEqual([303, 303]);
  return {
    id,
    ...(await work(demo)),
    "/documents": /\/documents\/([0-9a-f]{32})\/certificate/.exec(await (await staff.get(`/clients/${id}/documents`)).text())?.[1] ?? "",
    contact: new RegExp(`/contacts/([^"/]+)/edit`).exec(tab)?.[1] ?? "",
    invitee: /name="invite" value="([^"]+)"/.exec(tab)?.[1] ?? "",
    pending: called("Daniel Okafor"),
    expired: called("Harbour Street Bakery Ltd"),
    revoked: called("Ibrahim Saleh"),
    inactive: called("Thornbury Estate"),
    receipt: sent.headers().location.split("/").pop() ?? "",
    reset: (await demo.mail(demo.clients[0], "Set a new password")).link("/").split("/").pop() ?? "",
    invitation: (await demo.invite(await demo.client("Tessa"))).split("/").pop() ?? "",
  };
}

/** Matters, requests, templates and types, found as people find them: by the links on their lists. */
async function work(demo: Portal): Promise<Places> {
  const [staff, client] = [await demo.hand(demo.owner), await demo.hand(demo.clients[0])];
  const staffs = async (address: string) => (await staff.get(address)).text();
  const id = "([0-9a-f]{32})";
  const linked = (html: string, path: string) => new RegExp(`href="${path}/${id}["?#]`).exec(html)?.[1] ?? "";
  const home = await (await client.get("/portal")).text();
  const [matter, request] = [linked(await staffs("/matters"), "/matters"), linked(await staffs("/requests"), "/requests")];
  const draft = linked(await staffs("/requests?state=draft"), "/requests");
  const template = linked(await staffs("/templates"), "/templates");
  const type = linked(await staffs("/settings/matter-types"), "/settings/matter-types");
  const typePage = await staffs(`/settings/matter-types/${type}`);
  return {
    "/portal/matters": linked(home, "/portal/matters"),
    "/portal/requests": linked(home, "/portal/requests"),
    "/matters": matter,
    "/requests": request,
    "/requests/:id/edit": draft,
    "/requests/:id/items": draft,
    "/templates": template,
    "/settings/matter-types": type,
    "/settings/team": linked(await staffs("/settings/team"), "/settings/team"),
    "/requests item": linked(await staffs(`/requests/${draft}`), `/requests/${draft}/items`),
    "/templates item": linked(await staffs(`/templates/${template}`), `/templates/${template}/items`),
    phase: linked(typePage, `/settings/matter-types/${type}/phases`),
    task: linked(typePage, `/settings/matter-types/${type}/tasks`),
    deadline: linked(typePage, `/settings/matter-types/${type}/deadlines`),
    submission: linked(await staffs("/review"), "/review"),
  };
}

/** The address of a page of the table. */
export function address(path: string, places: Places): string {
  const special: Places = {
    "/portal/receipts/:id": "receipt",
    "/reset-password/:token": "reset",
    "/activate/:token": "invitation",
  };
  const begins = Object.keys(places).filter((key) => key.startsWith("/") && path.startsWith(key));
  const longest = begins.sort((one, other) => other.length - one.length)[0] ?? "id";
  const kind = (name: string) => (name === "id" ? longest : name === "item" ? `/${path.split("/")[1]} item` : name);
  const value = (name: string) => places[special[path] ?? kind(name)] || `no-${name}`;
  return path.replace(/:(\w+)/g, (_, name: string) => value(name));
}
