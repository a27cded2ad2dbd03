// The second step: an authenticator app with and without JavaScript, and passkeys with Chromium's virtual authenticator.
import { type Page, Portal, expect, test } from "./support";
import { fill, follow, notice, press, signIn } from "./support/acts";
import { code } from "./support/codes";

/** A telephone with a passkey in it, which its owner unlocks whenever it is asked. */
async function telephone(page: Page): Promise<void> {
  const chromium = await page.context().newCDPSession(page);
  await chromium.send("WebAuthn.enable");
  await chromium.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("a client sets up an authenticator app and signs in with its codes", async ({ portal, visit, watch }) => {
  const client = await portal.activeClient("Amara");
  const page = await visit(portal, client);
  await page.goto("/portal/account");
  await press(page, "Set up an authenticator app");
  await expect(page.getByRole("img", { name: "Picture for the authenticator app" })).toBeVisible();
  const key = await page.locator("code.key").innerText();
  await watch.refusal(page, 422, async () => {
    await fill(page, { Code: "000000" });
    await press(page, "Finish");
  });
  // The step before this one: the present code stays for the sign-in below.
  await fill(page, { Code: code(key, -1) });
  await press(page, "Finish");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your recovery codes");
  const codes = await page.getByRole("list").locator("code").allInnerTexts();
  expect(new Set(codes).size).toBe(10);
  await portal.mail(client, "An authenticator app was added");
  await follow(page, "I have kept them, go on");
  await expect(page).toHaveURL("/portal");
  await press(page, "Sign out");

  await signIn(page, client);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("One more step");
  await page.reload();
  await fill(page, { Code: code(key) });
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL("/portal");
  await press(page, "Sign out");

  await signIn(page, client);
  await page.getByText("Use a recovery code", { exact: true }).click();
  await fill(page, { "Recovery code": codes[3].toUpperCase() });
  await press(page, "Sign in with a recovery code");
  await expect(page).toHaveURL("/portal");
  await portal.mail(client, "A recovery code was used");
});

test("@javascript somebody of the firm adds a passkey, signs in with it and confirms with it", async ({ visit }) => {
  const portal = await (await (await Portal.empty("localhost")).start()).openOffice();
  try {
    const colleague = await portal.staff("Priya", "manager");
    const page = await visit(portal);
    await telephone(page);
    await signIn(page, colleague);
    await page.goto("/account");
    await follow(page, "Add a passkey");
    await fill(page, { Name: "My telephone" });
    await press(page, "Add passkey");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your recovery codes");
    await expect(notice(page).first()).toHaveText("The passkey is added. Other devices have been signed out.");
    await page.goto("/account");
    await expect(page.locator("b", { hasText: "My telephone" })).toBeVisible();
    // The same telephone again: it says so itself.
    await follow(page, "Add a passkey");
    await fill(page, { Name: "Once more" });
    await press(page, "Add passkey");
    await expect(page.getByRole("alert")).toHaveText("This device already keeps a passkey for your account.");
    await page.goto("/dashboard");
    await press(page, "Sign out");

    await signIn(page, colleague);
    await press(page, "Use a passkey");
    await expect(page).toHaveURL("/dashboard");
    await page.goto("/confirm?next=%2Faccount");
    await press(page, "Use a passkey");
    await expect(page).toHaveURL("/account");
    await expect(notice(page).first()).toContainText("Thank you.");
  } finally {
    await portal.stop();
  }
});

test("somebody who must have one sets it up before anything else", async ({ portal, visit }) => {
  const owner = await visit(portal, portal.owner);
  const colleague = await portal.staff("Theo", "front-desk");
  await owner.goto("/settings/security");
  await owner.getByLabel("Front desk", { exact: true }).selectOption("Required");
  await press(owner, "Save rules");
  await expect(notice(owner).first()).toHaveText("The rules for the second step are saved.");
  const page = await visit(portal);
  await signIn(page, colleague);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Set up your second step");
  await page.goto("/clients");
  await expect(page).toHaveURL("/second-factor");
  await press(page, "Set up an authenticator app");
  await fill(page, { Code: code(await page.locator("code.key").innerText()) });
  await press(page, "Finish");
  await follow(page, "I have kept them, go on");
  await expect(page).toHaveURL("/dashboard");
  await owner.goto("/settings/security");
  await owner.getByLabel("Front desk", { exact: true }).selectOption("Offered");
  await press(owner, "Save rules");
});
