// Nothing but keys is pressed here. Focus follows scripts, so this runs with JavaScript only.
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support";
import { button, field, sheet } from "./support/acts";

/** Presses Tab until the focus is where one wants to be, as people do. */
async function tabTo(page: Page, wanted: Locator, key = "Tab"): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press(key);
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${key} does not lead to ${wanted}`);
}

/** Whether what has the focus stands inside this. */
async function expectFocusIn(place: Locator): Promise<void> {
  await expect.poll(() => place.evaluate((place) => place.contains(document.activeElement))).toBe(true);
}

test.describe("with a script", { tag: "@javascript" }, () => {
  test("a member of staff signs in and invites a client with the keyboard alone", async ({ portal, visit, watch }) => {
    const client = await portal.client("Tessa");
    const page = await visit(portal);
    await page.goto("/login");
    await tabTo(page, field(page, "Email"));
    await page.keyboard.type(portal.owner.email);
    await tabTo(page, field(page, "Password"));
    await page.keyboard.type(portal.owner.password);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL("/dashboard");

    // The first stop leads past the navigation.
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to content" });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await expectFocusIn(page.getByRole("main"));

    await tabTo(page, page.getByRole("link", { name: "Clients", exact: true }), "Shift+Tab");
    await page.keyboard.press("Enter");
    await tabTo(page, field(page, "Name or email"));
    await page.keyboard.type(client.name);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/q=/);
    await tabTo(page, page.getByRole("link", { name: client.name, exact: true }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("link", { name: "Portal Access", exact: true }));
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/portal-access$/);

    // The dialog takes the focus, keeps it, and gives it back.
    const opener = button(page, "Send Portal Invite");
    const dialog = page.getByRole("dialog", { name: `Invite ${client.name}` });
    await tabTo(page, opener);
    await page.keyboard.press("Enter");
    await expect(dialog).toBeVisible();
    await expectFocusIn(dialog);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
    await page.keyboard.press("Enter");
    await tabTo(page, dialog.getByRole("link", { name: "Cancel" }));
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();

    // A wrong address: the summary has the focus, its line leads to the field, the note is kept.
    await page.keyboard.press("Enter");
    await tabTo(page, field(dialog, "Email"));
    await page.keyboard.press("Control+A");
    await page.keyboard.type("tessa at home");
    await tabTo(page, field(dialog, "Personal note"));
    await page.keyboard.type("See you on Friday.");
    await tabTo(page, button(dialog, "Send Invitation"));
    await watch.refusal(page, 422, () => page.keyboard.press("Enter"));
    await expect(dialog.getByRole("alert")).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(field(dialog, "Email")).toBeFocused();
    await expect(field(dialog, "Personal note")).toHaveValue("See you on Friday.");
    await page.keyboard.press("Control+A");
    await page.keyboard.type(client.email);
    await tabTo(page, button(dialog, "Send Invitation"));
    await page.keyboard.press("Enter");
    await expect(sheet(page, client).getByText("Pending", { exact: true })).toBeVisible();
    expect((await portal.mail(client, "invites you")).text).toContain("See you on Friday.");
  });

  test("a client sends a file and signs out with the keyboard alone", async ({ portal, visit, ready }) => {
    const client = await portal.activeClient("Folake");
    const page = await visit(portal, client);
    // From now on the browser asks us for files: asked for only at the key, it can be too late and open its own dialog.
    page.on("filechooser", () => {});
    await page.goto("/portal/documents");
    await ready(page);
    await tabTo(page, field(page, "Choose files"));
    const choosing = page.waitForEvent("filechooser");
    await page.keyboard.press("Enter");
    await (await choosing).setFiles({ name: "passport.txt", mimeType: "text/plain", buffer: Buffer.from("Passport") });
    await tabTo(page, button(page, "Remove passport.txt"));
    await page.keyboard.press("Enter");
    await expect(field(page, "Choose files")).toBeFocused();
    const again = page.waitForEvent("filechooser");
    await page.keyboard.press("Enter");
    await (await again).setFiles({ name: "passport.txt", mimeType: "text/plain", buffer: Buffer.from("Passport") });
    await tabTo(page, button(page, "Upload"));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have received one document");
    await tabTo(page, button(page, "Sign out"));
    await page.keyboard.press("Enter");
    await expect(page.getByText("You are signed out.")).toBeVisible();
  });

  test("somebody who mistyped is led from the summary to the field", async ({ portal, visit, watch }) => {
    const page = await visit(portal);
    await page.goto("/forgot-password");
    await tabTo(page, field(page, "Email"));
    await page.keyboard.type("mariam");
    await watch.refusal(page, 422, () => page.keyboard.press("Enter"));
    await expect(page.getByRole("alert")).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(field(page, "Email")).toBeFocused();
    await expect(field(page, "Email")).toHaveValue("mariam");
  });
});
