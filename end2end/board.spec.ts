// The board: a card is moved by its button, by a key, and by dragging; each move can be undone. So can what is removed.
import type { Locator } from "@playwright/test";
import { type Page, type Portal, expect, test } from "./support";
import { button, follow, notice, press } from "./support/acts";

/** A matter type in use, with phases: those that the portal begins with bring some. */
async function aMatter(page: Page, portal: Portal, title: string): Promise<string> {
  const client = await portal.client("Board");
  await page.goto(`/clients/${client.id}/matters`);
  await page.getByRole("link", { name: "New matter" }).first().click();
  const kinds = page.getByLabel("Kind of matter");
  await kinds.selectOption({ index: 1 });
  const name = `${title} of ${client.name}`;
  await page.getByLabel("Title", { exact: true }).fill(name);
  await press(page, "Open matter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  return name;
}

function column(page: Page, heading: string): Locator {
  return page.locator(".board > section").filter({ has: page.getByRole("heading", { name: new RegExp(`^${heading}`) }) });
}

/** The card of this matter, wherever it stands. */
function card(place: Page | Locator, name: string): Locator {
  const page = "page" in place ? place.page() : place;
  return place.locator(".slip").filter({ has: page.getByRole("link", { name, exact: true }) });
}

/** The board of one's own matters, so that others' cards are in nobody's way. */
async function board(page: Page): Promise<void> {
  await page.goto("/matters?view=board&by=status&mine=yes");
}

test("a card is moved with its button, and the move is undone", async ({ portal, visit }) => {
  const staff = await visit(portal, await portal.staff("Renée", "staff"));
  const name = await aMatter(staff, portal, "Permit");
  await board(staff);
  const slip = card(column(staff, "New"), name);
  await slip.locator("summary").click();
  await slip.getByLabel("Move to").selectOption("On hold");
  await slip.getByRole("button", { name: /^Move matter/ }).click();
  await expect(notice(staff).filter({ hasText: `Moved ${name} to On hold.` })).toBeVisible();
  await expect(card(column(staff, "On hold"), name)).toBeVisible();
  await staff.getByRole("button", { name: /^Undo/ }).click();
  await expect(notice(staff).filter({ hasText: `Moved ${name} to New.` })).toBeVisible();
  await expect(card(column(staff, "New"), name)).toBeVisible();
});

test("a note that was removed is there again with one press", async ({ portal, visit }) => {
  const staff = await visit(portal, await portal.staff("Odile", "staff"));
  await aMatter(staff, portal, "Will");
  const note = staff.getByRole("paragraph").filter({ hasText: "Rang about the deeds." });
  await staff.getByRole("textbox", { name: "New note" }).fill("Rang about the deeds.");
  await press(staff, "Save note");
  await expect(note).toBeVisible();
  await staff.getByRole("button", { name: /^Remove note/ }).click();
  await expect(notice(staff)).toContainText("The note is removed.");
  await expect(note).toHaveCount(0);
  await press(staff, "Undo");
  await expect(notice(staff)).toContainText("The note is back.");
  await expect(note).toBeVisible();
});

test("the columns of phases are gone through, and the first step is taken back", async ({ portal, visit }) => {
  const staff = await visit(portal, await portal.staff("Thomas", "staff"));
  const name = await aMatter(staff, portal, "Estate");
  await board(staff);
  await follow(staff, "By phase");
  const slip = card(staff, name);
  await slip.locator("summary").click();
  await slip.getByRole("button", { name: /^Move matter/ }).click();
  await expect(notice(staff).filter({ hasText: `Moved ${name} to` })).toBeVisible();
  await staff.getByRole("button", { name: /^Undo/ }).click();
  await expect(notice(staff).filter({ hasText: `Moved ${name} to` })).toBeVisible();
  await expect(card(staff, name)).toBeVisible();
});

test("on paper a matter has the firm's name, its status and its checklist, and no controls", async ({ portal, visit }) => {
  const staff = await visit(portal, await portal.staff("Uriah", "staff"));
  const name = await aMatter(staff, portal, "Tax return");
  await staff.emulateMedia({ media: "print" });
  await expect(staff.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(staff.locator(".page-head .tag")).toBeVisible();
  await expect(staff.locator("form.on-paper .choice").first()).toBeVisible();
  await expect(button(staff, "Save checklist")).toBeHidden();
  await expect(staff.getByRole("link", { name: "Request documents" })).toHaveCount(0);
  const letterhead = await staff.locator("main").evaluate((main) => getComputedStyle(main, "::before").content);
  expect(letterhead).toMatch(/^".+"$/);
});

test.describe("with a script", { tag: "@javascript" }, () => {
  test("columns that do not fit fade at the edge behind which they go on", async ({ portal, visit }) => {
    const staff = await visit(portal, await portal.staff("Orla", "staff"));
    await aMatter(staff, portal, "Deed");
    await board(staff);
    const all = staff.getByRole("region", { name: "Board" });
    const fades = () =>
      all.evaluate((board) => {
        const look = getComputedStyle(board);
        const [before, after] = ["--more-before", "--more-after"].map((name) => look.getPropertyValue(name));
        return [look.maskImage.startsWith("linear-gradient"), before, after];
      });
    await staff.setViewportSize({ width: 1100, height: 800 });
    for (const colorScheme of ["light", "dark"] as const) {
      await staff.emulateMedia({ colorScheme });
      await expect.poll(fades).toEqual([true, "0px", "48px"]);
    }
    await all.evaluate((board) => board.scrollTo({ left: board.scrollWidth, behavior: "instant" }));
    await expect.poll(fades).toEqual([true, "48px", "0px"]);
    await staff.setViewportSize({ width: 1920, height: 800 });
    await expect.poll(fades).toEqual([true, "0px", "0px"]);
    // A keyboard's ring around the board is not faded away.
    await staff.setViewportSize({ width: 1100, height: 800 });
    await staff.keyboard.press("Tab");
    await all.focus();
    await expect(all).toHaveCSS("mask-image", "none");
  });

  test("a key opens a card's form, and keys alone move it", async ({ portal, visit, ready }) => {
    const staff = await visit(portal, await portal.staff("Quentin", "staff"));
    const name = await aMatter(staff, portal, "Will");
    await board(staff);
    await ready(staff);
    const slip = card(column(staff, "New"), name);
    await slip.getByRole("link", { name, exact: true }).focus();
    await staff.keyboard.press("m");
    await expect(slip.getByLabel("Move to")).toBeFocused();
    await staff.keyboard.press("Escape");
    await expect(slip.getByLabel("Move to")).toBeHidden();
    await expect(slip.locator("summary")).toBeFocused();
    await staff.keyboard.press("m");
    await slip.getByLabel("Move to").selectOption("Submitted");
    await staff.keyboard.press("Tab");
    await staff.keyboard.press("Enter");
    await expect(notice(staff).filter({ hasText: `Moved ${name} to Submitted.` })).toBeVisible();
    await expect(card(column(staff, "Submitted"), name)).toBeVisible();
  });

  test("a card is dragged into another column, and the move is undone", async ({ portal, visit, ready }) => {
    const staff = await visit(portal, await portal.staff("Devika", "staff"));
    const name = await aMatter(staff, portal, "Purchase");
    await board(staff);
    await ready(staff);
    const slip = card(column(staff, "New"), name);
    await expect(slip).toHaveAttribute("draggable", "true");
    await slip.dragTo(column(staff, "In progress"));
    await expect(notice(staff).filter({ hasText: `Moved ${name} to In progress.` })).toBeVisible();
    await expect(card(column(staff, "In progress"), name)).toBeVisible();
    await staff.getByRole("button", { name: /^Undo/ }).click();
    await expect(card(column(staff, "New"), name)).toBeVisible();
  });
});
