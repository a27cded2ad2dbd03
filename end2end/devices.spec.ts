import { expect, test } from "./support";
import { follow, notice, press, signIn } from "./support/acts";

test("a client sees where they are signed in, hears of a new device and signs it out", async ({ portal, visit }) => {
  const client = await portal.activeClient("Nadia");
  const page = await visit(portal, client);
  const elsewhere = await visit(portal);
  await signIn(elsewhere, client);
  await expect(elsewhere).toHaveURL("/portal");
  await portal.mail(client, "New sign-in");

  await page.goto("/portal");
  await follow(page.getByRole("navigation", { name: "Portal" }), "Account");
  const devices = page.getByRole("region", { name: "Your devices" });
  await expect(devices.getByText("This device", { exact: true })).toBeVisible();
  const other = devices.getByRole("listitem").filter({ hasText: "Signed in" }).first();
  await other.getByRole("button", { name: /^Sign out this device/ }).click();
  await expect(notice(page).first()).toHaveText("That device is signed out. To use the portal there, one has to sign in again.");
  if (await page.getByRole("button", { name: "Sign out all other devices" }).isVisible()) {
    await press(page, "Sign out all other devices");
  }
  await elsewhere.goto("/portal");
  await expect(elsewhere).toHaveURL(/\/login\?/);
  await page.reload();
  await expect(devices.getByRole("listitem")).toHaveCount(1);
});

test("somebody of the firm is asked for the password on the way and goes on where they were", async ({ portal, visit, watch }) => {
  const colleague = await portal.staff("Petra", "manager");
  const page = await visit(portal, colleague);
  await page.goto("/confirm?next=%2Faccount");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await watch.refusal(page, 422, () => press(page, "Confirm"));
  await page.getByLabel("Password", { exact: true }).fill(colleague.password);
  await press(page, "Confirm");
  await expect(page).toHaveURL("/account");
  await expect(notice(page).first()).toHaveText("Thank you. Go on with what you were about to do.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your account");
});
