// Every page of the route table, looked at by axe at two widths in light and dark, with the demo firm's data on it.
// axe needs JavaScript in the page.
import type { Page } from "@playwright/test";
import axe from "axe-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Person, Portal, expect, test } from "./support";
import { fill, paper, press, signIn } from "./support/acts";
import { code } from "./support/codes";
import { CLIENT, NOBODY, REFUSED, STAFF } from "./support/pages";
import { address, places } from "./support/places";

/** What may differ between light and dark; the other rules look once at each width. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** What axe finds on the page as it stands; `rules` narrows it. What is in a frame is a browser's own viewer. */
async function barriers(page: Page, rules?: string[]): Promise<string[]> {
  const { violations } = await page.evaluate(
    (runOnly) => {
      const { axe: there } = window as unknown as { axe: typeof axe };
      return there.run(document, { resultTypes: ["violations"], iframes: false, ...(runOnly && { runOnly }) });
    },
    rules,
  );
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} at ${target}: ${help}`));
}

async function expectNoBarrier(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `pixels that stand out at ${width}`).toBeLessThanOrEqual(0);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const found = await barriers(page, colorScheme === "dark" ? COLOURS : undefined);
      expect(found, `what axe finds at ${width}, ${colorScheme}`).toEqual([]);
    }
  }
}

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
    await expect(page.getByText("Waiting for the connection")).toBeVisible();
    await files.setInputFiles(paper("a very long name without any space that could break it_".repeat(3) + ".pdf"));
    await expect(page.getByText("not sent yet")).toBeVisible();
    await page.context().setOffline(false);
    await expectNoBarrier(page);
  });
});
