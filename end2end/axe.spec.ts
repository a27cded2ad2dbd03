// Every page of the route table, looked at by axe at two widths in light and dark, with the demo firm's data on it.
// axe needs JavaScript in the page. What it finds tells enough, so no trace is kept: that takes a fifth of the time.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Person, Portal, expect, test } from "./support";
import { fill, paper, press, signIn } from "./support/acts";
import { code } from "./support/codes";

/** What stands for the parts of an address that only the running portal knows. */
type Places = Record<string, string>;

const NOBODY = [
  "/login",
  "/login?ended=1&next=%2Fportal",
  "/forgot-password",
  "/forgot-password?sent=1",
  "/reset-password/:token",
  "/activate/:token",
  "/activate/asked",
];
const CLIENT = [
  "/portal",
  "/portal/matters/:id",
  "/portal/requests/:id",
  "/portal/documents",
  "/portal/receipts/:id",
  "/portal/appointments",
  "/portal/account",
];
const STAFF = [
  "/dashboard",
  "/clients",
  "/clients?q=nobody&access=Pending",
  "/clients/new",
  "/clients/:id",
  "/clients/:id/edit",
  "/clients/:id/contacts/new",
  "/clients/:id/contacts/:contact/edit",
  "/clients/:id/matters",
  "/clients/:id/documents",
  "/documents/:id/certificate",
  "/clients/:id/requests",
  "/clients/:id/requests/new",
  "/clients/:id/portal-access",
  "/clients/:id/portal-access?invite=:invitee",
  "/clients/:pending/portal-access",
  "/clients/:expired/portal-access",
  "/clients/:revoked/portal-access",
  "/clients/:inactive/portal-access",
  "/clients/:id/activity",
  "/matters",
  "/matters?view=board&by=status",
  "/matters/new",
  "/matters/:id",
  "/matters/:id/edit",
  "/deadlines",
  "/requests",
  "/requests/:id",
  "/requests/:id/edit",
  "/requests/:id/items/new",
  "/requests/:id/items/:item",
  "/templates",
  "/templates/new",
  "/templates/:id",
  "/templates/:id/edit",
  "/templates/:id/items/new",
  "/templates/:id/items/:item",
  "/review",
  "/review/:submission",
  "/appointments",
  "/activity",
  "/activity?from=soon",
  "/account",
  "/confirm?next=%2Faccount",
  "/settings",
  "/settings/mail",
  "/settings/security",
  "/second-factor",
  "/second-factor/app",
  "/second-factor/passkey",
  "/second-factor/codes",
  "/settings/mail?view=all",
  "/settings/review",
  "/settings/reminders",
  "/settings/groups",
  "/settings/team",
  "/settings/team/:id",
  "/settings/matter-types",
  "/settings/matter-types/new",
  "/settings/matter-types/:id",
  "/settings/matter-types/:id/edit",
  "/settings/matter-types/:id/phases/new",
  "/settings/matter-types/:id/phases/:phase",
  "/settings/matter-types/:id/tasks/:task",
  "/settings/matter-types/:id/deadlines/:deadline",
];
/** Pages that answer with a refusal: nothing is there, or the link has ended. */
const REFUSED: [string, number][] = [
  ["/nowhere", 404],
  ["/activate/x", 410],
  ["/join/x", 410],
  ["/login/second-step", 410],
  ["/reset-password/x", 410],
  ["/setup/x", 410],
];

/** What may differ between light and dark; the other rules look once at each width. */
const COLOURS = ["color-contrast", "link-in-text-block"];

async function expectNoBarrier(page: Page): Promise<void> {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `pixels that stand out at ${width}`).toBeLessThanOrEqual(0);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const axe = new AxeBuilder({ page }).setLegacyMode();
      const { violations } = await (colorScheme === "dark" ? axe.withRules(COLOURS) : axe).analyze();
      const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} at ${target}: ${help}`));
      expect(found, `what axe finds at ${width}, ${colorScheme}`).toEqual([]);
    }
  }
}

const known = new WeakMap<Portal, Promise<Places>>();

/** Reads from the demo's own pages what their addresses are made of, once. */
function places(demo: Portal): Promise<Places> {
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
function address(path: string, places: Places): string {
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

test.use({ trace: "off" });
test.describe.configure({ mode: "parallel" });

test.describe("with a script", { tag: "@javascript" }, () => {
  test("nobody has forgotten a page of the route table", () => {
    const table = readFileSync(join(__dirname, "..", "src", "app.rs"), "utf8");
    const routes = [...table.matchAll(/path!\("([^"]+)"\)/g)].map(([, path]) => path);
    const apart = ["/", "/setup/:token", "/join/:token", "/login/second-step"];
    const seen = [...NOBODY, ...CLIENT, ...STAFF, ...apart].map((path) => path.split("?")[0]);
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter((route) => !seen.includes(route))).toEqual([]);
  });

  const audiences: [string, string[], (demo: Portal) => Person | undefined][] = [
    ["somebody who is not signed in", NOBODY, () => undefined],
    ["a client", CLIENT, (demo) => demo.clients[0]],
    ["a member of staff", STAFF, (demo) => demo.owner],
  ];
  for (const [who, paths, person] of audiences) {
    for (const path of paths) {
      test(`${who} meets no barrier at ${path}`, async ({ demo, visit, ready, watch }) => {
        const page = await visit(demo, person(demo));
        const go = async () => page.goto(address(path, await places(demo)));
        await (path === "/activity?from=soon" ? watch.refusal(page, 422, go) : go());
        await ready(page);
        await expectNoBarrier(page);
      });
    }
  }

  for (const [path, status] of REFUSED) {
    test(`somebody who comes to ${path} meets no barrier either`, async ({ demo, visit, watch }) => {
      const page = await visit(demo);
      await watch.refusal(page, status, () => page.goto(path));
      await expectNoBarrier(page);
    });
  }

  test("somebody who sets up the portal meets no barrier, nor when something is missing", async ({ visit, watch }) => {
    const portal = await (await Portal.empty()).start();
    try {
      const page = await visit(portal);
      await page.goto(await portal.setUpLink());
      await expectNoBarrier(page);
      await watch.refusal(page, 422, () => press(page, "Set up the portal"));
      await expectNoBarrier(page);
    } finally {
      await portal.stop();
    }
  });

  test("a new colleague meets no barrier on the way in, nor at the second step", async ({ demo, visit, ready }) => {
    const owner = await visit(demo);
    await signIn(owner, demo.owner);
    await owner.goto("/settings/team");
    const colleague = { name: "Noor Haddad", email: "noor.haddad@firm.example", password: "letters of the alphabet" };
    await fill(owner, { Name: colleague.name, Email: colleague.email });
    await press(owner, "Send invitation");
    const page = await visit(demo);
    await page.goto((await demo.mail(colleague, "invites you into the team")).link("/join/"));
    await ready(page);
    await expectNoBarrier(page);
    await fill(page, { Password: colleague.password });
    await press(page, "Join the team");
    await page.goto("/account");
    await press(page, "Set up an authenticator app");
    await fill(page, { Code: code(await page.locator("code.key").innerText(), -1) });
    await press(page, "Finish");
    await page.goto("/dashboard");
    await press(page, "Sign out");
    await signIn(page, colleague);
    await expect(page).toHaveURL(/second-step/);
    await expectNoBarrier(page);
  });

  test("somebody whose form came back meets no barrier", async ({ demo, visit, watch }) => {
    const page = await visit(demo);
    await page.goto("/login");
    await fill(page, { Email: "nobody@nowhere.example", Password: "not the password" });
    await watch.refusal(page, 422, () => press(page, "Sign in"));
    await expectNoBarrier(page);

    const staff = await visit(demo, demo.owner);
    await staff.goto("/clients/new");
    await watch.refusal(staff, 422, () => press(staff, "Save client"));
    await expectNoBarrier(staff);
    const { id, invitee } = await places(demo);
    await staff.goto(`/clients/${id}/portal-access?invite=${invitee}`);
    await fill(staff, { Email: "" });
    await watch.refusal(staff, 422, () => press(staff, "Send Invitation"));
    await expectNoBarrier(staff);
  });

  test("a client with files in every state meets no barrier", async ({ demo, visit, ready, watch }) => {
    const page = await visit(demo, demo.clients[0]);
    await page.goto("/portal/documents");
    await ready(page);
    const files = page.getByLabel("Choose files");
    watch.allow(/net::ERR_INTERNET_DISCONNECTED/);
    await page.context().setOffline(true);
    await files.setInputFiles([paper("passport.pdf"), { name: "empty.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) }]);
    await press(page, "Upload");
    await expect(page.getByText("could not be uploaded – try again").first()).toBeVisible();
    await files.setInputFiles(paper("a very long name without any space that could break it_".repeat(3) + ".pdf"));
    await expect(page.getByText("not sent yet")).toBeVisible();
    await page.context().setOffline(false);
    await expectNoBarrier(page);
  });
});
