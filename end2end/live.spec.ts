import type { Page } from "@playwright/test";
import { expect, test } from "./support";
import { field, paper, press } from "./support/acts";

/** The queue of documents to review on the dashboard, with its number. */
function toReview(page: Page, count: number) {
  const words = count === 1 ? "1 document to review" : `${count} documents to review`;
  return page.getByRole("main").getByRole("link", { name: words });
}

/** How many documents wait now. */
async function waiting(page: Page): Promise<number> {
  const words = await page.getByRole("main").getByRole("link", { name: /documents? to review/ }).innerText();
  return Number(/\d+/.exec(words)?.[0] ?? "0");
}

async function send(page: Page, ready: (page: Page) => Promise<void>, name: string): Promise<void> {
  await page.goto("/portal/documents");
  await ready(page);
  await field(page, "Choose files").setInputFiles(paper(name));
  await press(page, "Upload");
  await expect(page).toHaveURL(/\/portal\/receipts\//);
}

test("the dashboard shows an upload by itself @javascript", async ({ portal, visit, ready }) => {
  const client = await portal.activeClient("Mariam");
  const staff = await visit(portal, portal.owner);
  await staff.goto("/dashboard");
  await ready(staff);
  const before = await waiting(staff);
  // Where the reader is, they stay: focus and place on the page.
  const link = staff.getByRole("main").getByRole("link", { name: "All activity" });
  await link.focus();
  const page = await visit(portal, client);
  await send(page, ready, "kestrel by itself.pdf");
  await expect(toReview(staff, before + 1)).toBeVisible({ timeout: 15_000 });
  await expect(staff.getByRole("region", { name: "Uploads to review" })).toContainText("kestrel by itself.pdf");
  await expect(staff.getByRole("navigation", { name: "Main" })).toContainText(String(before + 1));
  await expect(staff.getByRole("status").filter({ hasText: "to review" })).toHaveCount(1);
  await expect(link).toBeFocused();
});

test("without a script a reload shows the same", async ({ portal, visit, ready }) => {
  const client = await portal.activeClient("Eloise");
  const staff = await visit(portal, portal.owner);
  await staff.goto("/dashboard");
  await ready(staff);
  const before = await waiting(staff);
  await send(await visit(portal, client), ready, "kestrel after a reload.pdf");
  await staff.reload();
  await expect(toReview(staff, before + 1)).toBeVisible();
});

test("the review queue grows by itself @javascript", async ({ portal, visit, ready }) => {
  const client = await portal.activeClient("Omar");
  const staff = await visit(portal, portal.owner);
  await staff.goto("/review");
  await ready(staff);
  await send(await visit(portal, client), ready, "kestrel in the queue.pdf");
  await expect(staff.getByRole("main")).toContainText("kestrel in the queue.pdf", { timeout: 15_000 });
});

test("a page that lost its line comes back @javascript", async ({ portal, visit, ready, watch }) => {
  const client = await portal.activeClient("Yusuf");
  const staff = await visit(portal, portal.owner);
  await staff.goto("/dashboard");
  await ready(staff);
  const before = await waiting(staff);
  watch.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|events/);
  await staff.context().setOffline(true);
  await send(await visit(portal, client), ready, "kestrel meanwhile.pdf");
  await staff.context().setOffline(false);
  await expect(toReview(staff, before + 1)).toBeVisible({ timeout: 30_000 });
});
