import { expect, test } from "./support";
import { button, fact, fill, follow, notice, press, sheet, signIn } from "./support/acts";

const REFUSED = "The email and password don’t open an account, or sign-in is paused after several tries.";

test("a client whose access is disabled is out at the next click, and back when it is enabled", async ({ portal, visit, watch }) => {
  const client = await portal.activeClient("Judith");
  const page = await visit(portal, client);
  await page.goto("/portal");
  const staff = await visit(portal, portal.owner);
  await staff.goto(`/clients/${client.id}/portal-access`);
  const card = sheet(staff, client);
  await fill(card, { Reason: "Asked for a pause" });
  await press(card, "Disable Access");
  await expect(notice(staff)).toContainText(`${client.name} can no longer sign in. Nothing was deleted`);
  await expect(card.getByText("Inactive", { exact: true })).toBeVisible();
  await expect(card).toContainText(`Disabled by ${portal.owner.name} today`);
  await expect(card).toContainText("“Asked for a pause”");

  await follow(page.getByRole("navigation", { name: "Portal" }), "Documents");
  await expect(page).toHaveURL(/\/login\?/);
  await watch.refusal(page, 422, () => signIn(page, client));
  await expect(page.getByRole("alert")).toContainText(REFUSED);

  await press(card, "Enable Access");
  await expect(notice(staff)).toHaveText(`${client.name} can sign in again, with the same password.`);
  await expect(card.getByText("Active", { exact: true })).toBeVisible();
  await signIn(page, client);
  await expect(page).toHaveURL("/portal");
});

test("a client who guessed five times is locked out until staff unlock", async ({ portal, visit, watch }) => {
  const client = await portal.activeClient("Peter");
  const page = await visit(portal);
  for (let tries = 1; tries <= 5; tries += 1) {
    await watch.refusal(page, 422, () => signIn(page, { ...client, password: `guess number ${tries}` }));
    await expect(page.getByRole("alert")).toContainText(REFUSED);
  }
  // Now the right one is refused too, in the same words.
  await watch.refusal(page, 422, () => signIn(page, client));
  await expect(page.getByRole("alert")).toContainText(REFUSED);

  const staff = await visit(portal, portal.owner);
  await staff.goto(`/clients/${client.id}/portal-access`);
  const card = sheet(staff, client);
  await expect(card.getByText("Locked until")).toHaveText(/^\s*Locked until \d\d:\d\d$/);
  await expect(card).toContainText("after 5 failed attempts");
  await press(card, "Unlock");
  await expect(notice(staff)).toHaveText(`${client.name} can try to sign in again.`);
  await expect(button(card, "Unlock")).toHaveCount(0);
  await signIn(page, client);
  await expect(page).toHaveURL("/portal");
  await staff.reload();
  await expect(fact(card, "Last login")).toContainText("Today");
});

test("somebody of the front desk invites, and sees no documents", async ({ portal, visit, watch }) => {
  const client = await portal.activeClient("Oslyn");
  const desk = await visit(portal, await portal.staff("Ryan", "front-desk"));
  await desk.goto("/dashboard");
  await expect(desk.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Review" })).toHaveCount(0);
  await desk.goto(`/clients/${client.id}/portal-access`);
  await expect(desk.getByRole("navigation", { name: "Client" }).getByRole("link", { name: "Documents" })).toHaveCount(0);
  await watch.refusal(desk, 403, () => desk.goto(`/clients/${client.id}/documents`));
  await expect(desk.getByRole("heading", { level: 1 })).toHaveText("Not for your role");
  await watch.refusal(desk, 403, () => desk.goto("/review"));
});
