import { expect, test } from "./support";
import { field, fill, follow, notice, press, signIn } from "./support/acts";

const NEW = "three quiet herons";

test("somebody who forgot the password sets a new one by the mailed link", async ({ portal, visit, watch }) => {
  const client = await portal.activeClient("Lena");
  const page = await visit(portal);
  await page.goto("/login");
  await follow(page, "Forgot your password?");
  await fill(page, { Email: client.email.toUpperCase() });
  await press(page, "Send reset link");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your mail");

  const mail = await portal.mail(client, "Set a new password");
  expect(mail.text).toContain("60 minutes");
  const link = mail.link("/reset-password/");
  for (let times = 0; times < 3; times += 1) await page.goto(link);
  await expect(field(page, "Email")).toHaveValue(client.email);
  await fill(page, { Password: NEW });
  await press(page, "Set new password");
  await expect(page).toHaveURL("/login");
  await expect(notice(page).first()).toHaveText("Your new password is set. Sign in with it.");
  await portal.mail(client, "was changed");

  await watch.refusal(page, 422, () => signIn(page, client));
  await signIn(page, { ...client, password: NEW });
  await expect(page).toHaveURL("/portal");
  await watch.refusal(page, 410, () => page.goto(link));
  await expect(page.getByRole("link", { name: "Ask for a new link" })).toBeVisible();
});

test("an address that nobody has gets the same answer", async ({ portal, visit }) => {
  const page = await visit(portal);
  await page.goto("/forgot-password");
  await fill(page, { Email: "nobody@nowhere.example" });
  await press(page, "Send reset link");
  await expect(page.getByText("If this address has an account, a link is on its way.")).toBeVisible();
});

test("a client changes the password, and other devices are signed out", async ({ portal, visit, watch }) => {
  const client = await portal.activeClient("Marcus");
  const elsewhere = await visit(portal, client, await portal.signIn(client));
  await elsewhere.goto("/portal");
  const page = await visit(portal, client);
  await page.goto("/portal");
  await follow(page.getByRole("navigation", { name: "Portal" }), "Account");
  await fill(page, { "Current password": client.password, "New password": NEW });
  await press(page, "Change password");
  await expect(notice(page)).toHaveText("Your password is changed. Other devices have been signed out.");
  await portal.mail(client, "was changed");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Account");

  await follow(elsewhere.getByRole("navigation", { name: "Portal" }), "Documents");
  await expect(elsewhere).toHaveURL(/\/login\?/);
  await watch.refusal(elsewhere, 422, () => signIn(elsewhere, client));
  await signIn(elsewhere, { ...client, password: NEW });
  await expect(elsewhere).toHaveURL("/portal");
});

test("somebody of the firm changes the password on the account page", async ({ portal, visit }) => {
  const colleague = await portal.staff("Colin", "manager");
  const page = await visit(portal, colleague);
  await page.goto("/account");
  await fill(page, { "Current password": colleague.password, "New password": NEW });
  await press(page, "Change password");
  await expect(notice(page).first()).toHaveText("Your password is changed. Other devices have been signed out.");
  await press(page, "Sign out");
  await signIn(page, { ...colleague, password: NEW });
  await expect(page).toHaveURL("/dashboard");
});
