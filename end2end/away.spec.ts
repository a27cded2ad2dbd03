// The warning two minutes before a session ends. The page's clock is turned on; the server's isn't.
import { expect, test } from "./support";
import { field, fill, press } from "./support/acts";

test.describe("with a script", { tag: "@javascript" }, () => {
  test("somebody who was away for 28 minutes is asked, and stays", async ({ portal, visit }) => {
    const page = await visit(portal, portal.owner);
    await page.clock.install();
    await page.goto("/clients/new");
    await fill(page, { Name: "Half a name" });
    const dialog = page.getByRole("alertdialog", { name: "Are you still there?" });
    await page.clock.fastForward("27:50");
    await expect(dialog).toBeHidden();
    await page.clock.fastForward("00:20");
    await expect(dialog).toBeVisible();
    await expect(dialog.getByRole("timer")).toHaveText("less than 2 minutes");
    await press(dialog, "Stay signed in");
    await expect(dialog).toBeHidden();
    await expect(field(page, "Name")).toHaveValue("Half a name");
    await page.clock.fastForward("27:50");
    await expect(dialog).toBeHidden();
  });

  test("somebody who was away for longer finds what was typed after signing in again", async ({ portal, visit }) => {
    const page = await visit(portal, portal.owner, await portal.signIn(portal.owner));
    await page.clock.install();
    await page.goto("/clients/new");
    await fill(page, { Name: "Half a name", Email: "half@" });
    await page.clock.fastForward("31:00");
    await expect(page).toHaveURL("/login?ended=1&next=%2Fclients%2Fnew");
    await fill(page, { Email: portal.owner.email, Password: portal.owner.password });
    await press(page, "Sign in");
    await expect(page).toHaveURL("/clients/new");
    await expect(field(page, "Name")).toHaveValue("Half a name");
    await expect(field(page, "Email")).toHaveValue("half@");
  });
});
