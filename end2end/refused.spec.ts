// A form that can't be accepted comes back with 422: what was typed stands in it, the title says "Error:", a summary
// leads to each field, and the same words stand beside the field.
import type { Locator, Page } from "@playwright/test";
import { PASSWORD, expect, test } from "./support";
import { field, fill, press } from "./support/acts";

/** What stands beside each refused field, by its label. */
type Words = Record<string, string>;

async function expectRefused(page: Page, words: Words, kept: Record<string, string>, place: Page | Locator = page): Promise<void> {
  await expect(page).toHaveTitle(/^Error: /);
  const lines = place.getByRole("alert").filter({ hasText: "There is a problem" }).getByRole("link");
  await expect(lines).toHaveText(Object.values(words));
  for (const [label, words_] of Object.entries(words)) {
    const refused = field(place, label);
    await expect(refused).toHaveAttribute("aria-invalid", "true");
    await expect(refused).toHaveAccessibleDescription(new RegExp(`${words_.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`));
    await expect(lines.filter({ hasText: words_ }).first()).toHaveAttribute("href", `#${await refused.getAttribute("id")}`);
  }
  for (const [label, value] of Object.entries(kept)) await expect(field(place, label)).toHaveValue(value);
}

test("somebody who mistypes on the way in is told where", async ({ portal, visit, watch }) => {
  const page = await visit(portal);
  await page.goto("/login?next=%2Fclients");
  await fill(page, { Email: "not an address", Password: PASSWORD });
  await watch.refusal(page, 422, () => press(page, "Sign in"));
  const words = "Enter an email address, like name@example.com";
  await expectRefused(page, { Email: words }, { Email: "not an address", Password: "" });

  // A wrong password is nobody's field; the way on is kept.
  await fill(page, { Email: portal.owner.email, Password: "not the password" });
  await watch.refusal(page, 422, () => press(page, "Sign in"));
  await expect(page).toHaveTitle(/^Error: Sign in/);
  await expect(page.getByRole("alert")).toContainText("You are not signed in");
  await expect(field(page, "Email")).toHaveValue(portal.owner.email);
  await fill(page, { Password: portal.owner.password });
  await press(page, "Sign in");
  await expect(page).toHaveURL("/clients");

  await page.goto("/forgot-password");
  await fill(page, { Email: "" });
  await watch.refusal(page, 422, () => press(page, "Send reset link"));
  await expect(page).toHaveTitle(/^Error: /);
  await expect(field(page, "Email")).toHaveAttribute("aria-invalid", "true");
});

test("an invited client who chooses a short password can choose again", async ({ portal, visit, watch }) => {
  const client = await portal.client("Chen");
  const page = await visit(portal);
  await page.goto(await portal.invite(client));
  for (const [password, words] of [
    ["short", "Choose a password with at least 8 characters; yours has 5"],
    ["password", "This password is among the first that are guessed. Choose another one"],
    [client.email, "Choose a password that is not your name, your email or the firm’s name"],
  ]) {
    await fill(page, { Password: password });
    await watch.refusal(page, 422, () => press(page, "Activate account"));
    await expectRefused(page, { Password: words }, { Email: client.email, Password: "" });
  }
  await fill(page, { Password: client.password });
  await press(page, "Activate account");
  await expect(page).toHaveURL("/portal");
});

test("staff who leave out what a client needs keep the rest", async ({ portal, visit, watch }) => {
  const page = await visit(portal, portal.owner);
  await page.goto("/clients/new");
  await fill(page, { Name: "", Email: "nobody", Phone: "+592 555 0199", "Contact person": "Grace Liang" });
  await watch.refusal(page, 422, () => press(page, "Save client"));
  const email = "Enter an email address, like name@example.com";
  const kept = { Email: "nobody", Phone: "+592 555 0199", "Contact person": "Grace Liang" };
  await expectRefused(page, { Name: "Enter a name", Email: email }, kept);

  const client = await portal.client("Andre");
  await page.goto(`/clients/${client.id}/contacts/new`);
  await fill(page, { Name: "Judith", Email: "judith@" });
  await watch.refusal(page, 422, () => press(page, "Save contact"));
  await expectRefused(page, { Email: email }, { Name: "Judith", Email: "judith@" });
});

test("staff who mistype in the invitation keep their note", async ({ portal, visit, watch }) => {
  const client = await portal.client("Marcus");
  const page = await visit(portal, portal.owner);
  await page.goto(`/clients/${client.id}/portal-access`);
  await press(page, "Send Portal Invite");
  const dialog = page.getByRole("dialog", { name: `Invite ${client.name}` });
  const note = 'With <b>best</b> wishes & "more"\n</textarea>';
  await fill(dialog, { Email: "marcus", "Personal note": note });
  await watch.refusal(page, 422, () => press(dialog, "Send Invitation"));
  await expect(dialog).toBeVisible();
  const words = "Enter an email address, like name@example.com";
  await expectRefused(page, { Email: words }, { Email: "marcus", "Personal note": note }, dialog);
  // An address of the firm can't be a client's.
  await fill(dialog, { Email: portal.owner.email });
  await watch.refusal(page, 422, () => press(dialog, "Send Invitation"));
  await expect(field(dialog, "Email")).toHaveAccessibleDescription(/Somebody of the firm signs in with this address/);
});

test("a form for something that happened meanwhile says so", async ({ portal, visit, watch }) => {
  const client = await portal.client("Hannah");
  const page = await visit(portal, portal.owner);
  await portal.invite(client);
  await page.goto(`/clients/${client.id}/portal-access`);
  const colleague = await visit(portal, portal.owner);
  await colleague.goto(`/clients/${client.id}/portal-access`);
  await press(colleague, "Revoke Invitation");
  await expect(colleague.getByText("Revoked", { exact: true })).toBeVisible();
  await watch.refusal(page, 409, () => press(page, "Revoke Invitation"));
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole("alert")).toContainText(`${client.name} has no open invitation.`);
});

test("somebody who changes the password wrongly is told beside the field", async ({ portal, visit, watch }) => {
  const client = await portal.activeClient("Walter");
  const page = await visit(portal, client);
  await page.goto("/portal/account");
  await fill(page, { "Current password": "not this one", "New password": "three quiet herons" });
  await watch.refusal(page, 422, () => press(page, "Change password"));
  await expect(page).toHaveTitle(/^Error: Account/);
  await expect(field(page, "Current password")).toHaveAttribute("aria-invalid", "true");
  await fill(page, { "Current password": client.password, "New password": "short" });
  await watch.refusal(page, 422, () => press(page, "Change password"));
  const words = "Choose a password with at least 8 characters; yours has 5";
  await expectRefused(page, { "New password": words }, { "Current password": "", "New password": "" });
});

test("the owner who leaves the firm without a name keeps the rest", async ({ portal, visit, watch }) => {
  const page = await visit(portal, portal.owner);
  await page.goto("/settings");
  await fill(page, { Name: "", Address: "14 Robb Street\nGeorgetown", Colour: "mauve" });
  await watch.refusal(page, 422, () => press(page, "Save firm"));
  await expect(page).toHaveTitle(/^Error: Settings/);
  for (const label of ["Name", "Colour"]) await expect(field(page, label)).toHaveAttribute("aria-invalid", "true");
  await expect(field(page, "Address")).toHaveValue("14 Robb Street\nGeorgetown");
  await expect(field(page, "Colour")).toHaveValue("mauve");
});

test("what is not there, and what is another's, look the same", async ({ portal, visit, watch }) => {
  const client = await portal.activeClient("Savitri");
  const page = await visit(portal, client);
  for (const path of ["/portal/nowhere", "/clients", `/clients/${client.id}`, "/dashboard"]) {
    await watch.refusal(page, 404, () => page.goto(path));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
    await expect(page.getByRole("link", { name: "Go to your home page" })).toBeVisible();
  }
});
