// A name without a space must not push a page wide, nor be cut (WCAG 1.4.10), on a phone or at a desk.
import { type Page, expect, test } from "./support";
import { button, field, fill, press } from "./support/acts";

const LONG = "Bartholomew".repeat(14);

/** Fails if the page scrolls sideways, or if something in it is wider than what it stands in. */
async function expectRoom(page: Page): Promise<void> {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(wide, `${page.url()} at ${room} pixels`).toBeLessThanOrEqual(room);
}

for (const width of [390, 1280]) {
  test(`a name without a space keeps its place at ${width} pixels`, { tag: "@javascript" }, async ({ portal, visit }) => {
    const page = await visit(portal, portal.owner);
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/clients/new");
    await fill(page, { Name: LONG, Email: `long.${width}@mail.example`, Phone: "+592 555 0163" });
    await press(page, "Save client");
    await expect(page).toHaveURL(/portal-access$/);
    await expectRoom(page);

    await press(page, "Send Portal Invite");
    const heading = page.getByRole("heading", { name: `Invite ${LONG}` });
    await expect(heading).toBeVisible();
    const cut = await heading.evaluate((heading) => heading.scrollWidth > heading.clientWidth);
    expect(cut, "the dialog's heading is cut").toBe(false);
    await expectRoom(page);
    await press(page, "Send Invitation");
    await expect(button(page, "Resend Invitation")).toBeVisible();
    await expectRoom(page);

    const profile = page.url().replace(/\/portal-access$/, "");
    for (const path of [profile, `${profile}/documents`, `${profile}/activity`, `${profile}/edit`, "/clients", "/activity", "/dashboard"]) {
      await page.goto(path);
      await expectRoom(page);
    }
  });
}

test("walking through a list with the arrow keys loads no page", { tag: "@javascript" }, async ({ portal, visit }) => {
  const page = await visit(portal, portal.owner);
  await page.goto("/clients");
  const status = field(page, "Status");
  await status.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(status).toHaveValue("all");
  await expect(page).toHaveURL("/clients");
  await press(page, "Show");
  await expect(page).toHaveURL(/status=all/);
});
