// Reviewing: by buttons alone, by keys alone, and beside a colleague.
import { type Page, type Person, type Portal, expect, test } from "./support";
import { button, fill, notice, press } from "./support/acts";

/** Text files of this client's, one after the other, so that they wait in this order. */
async function send(page: Page, ready: (page: Page) => Promise<void>, names: string[]): Promise<void> {
  for (const name of names) {
    await page.goto("/portal/documents");
    await ready(page);
    const buffer = Buffer.from(`This is ${name}.`);
    await page.getByLabel("Choose files").setInputFiles({ name, mimeType: "text/plain", buffer });
    await press(page, "Upload");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have received one document");
  }
}

function queue(page: Page) {
  return page.getByRole("navigation", { name: "Waiting documents" });
}

/** Opens a document from the queue. */
async function open(page: Page, name: string): Promise<void> {
  await page.goto("/review");
  await queue(page).getByRole("link", { name: new RegExp(name) }).click();
  await expect(page.getByRole("heading", { name, level: 2 }).first()).toBeVisible();
}

async function waiting(portal: Portal, visit: (portal: Portal, person?: Person) => Promise<Page>, ready: (page: Page) => Promise<void>, first: string, names: string[]) {
  const client = await portal.activeClient(first);
  const files = names.map((name) => `${name} of ${client.name}.txt`);
  await send(await visit(portal, client), ready, files);
  return { client, files };
}

test("a reviewer accepts, sends back and takes back with buttons alone", async ({ portal, visit, ready, watch }) => {
  const { client, files } = await waiting(portal, visit, ready, "Priya", ["Letter", "Photo"]);
  const staff = await visit(portal, await portal.staff("Renée", "staff"));
  await open(staff, files[0]);
  await expect(staff.frameLocator("iframe").getByText(`This is ${files[0]}.`)).toBeVisible();
  await press(staff, "Accept");
  await expect(staff.getByRole("heading", { name: files[1], level: 2 }).first()).toBeVisible();
  await expect(notice(staff).filter({ hasText: `${files[0]}: accepted.` })).toBeVisible();

  await watch.refusal(staff, 422, () => press(staff, "Send back"));
  await expect(staff.getByRole("alert")).toContainText("Choose a reason or write what is wrong");
  await fill(staff, { "In your own words": "The other side, please." });
  await press(staff, "Send back");
  await expect(notice(staff).filter({ hasText: `${files[1]}: rejected.` })).toBeVisible();
  await staff.getByRole("button", { name: /^Undo/ }).click();
  await expect(notice(staff).filter({ hasText: "The decision is taken back." })).toBeVisible();
  await expect(queue(staff)).toContainText(files[1]);

  const shelf = await visit(portal, client);
  await shelf.goto("/portal/documents");
  await expect(shelf.getByRole("main")).toContainText(files[0]);
});

test.describe("with a script", { tag: "@javascript" }, () => {
  test("ten documents are decided with keys alone, and fast", async ({ portal, visit, ready }) => {
    const names = [...Array(10).keys()].map((number) => `Page ${number}`);
    const { files } = await waiting(portal, visit, ready, "Keisha", names);
    const staff = await visit(portal, await portal.staff("Quentin", "staff"));
    await open(staff, files[0]);
    const begun = Date.now();
    for (const [number, file] of files.entries()) {
      await expect(staff.getByRole("heading", { name: file, level: 2 }).first()).toBeVisible();
      await expect(staff.frameLocator("iframe").getByText(`This is ${file}.`)).toBeVisible();
      if (number % 3 !== 2) {
        await staff.keyboard.press("a");
      } else {
        await staff.keyboard.press("r");
        await expect(staff.getByLabel("Reason", { exact: true })).toBeFocused();
        await staff.keyboard.press("Tab");
        await expect(staff.getByLabel("In your own words")).toBeFocused();
        await staff.keyboard.type("arm: too dark"); // No letter decides while one types.
        await staff.keyboard.press("Control+Enter");
      }
      await expect(notice(staff).filter({ hasText: `${file}: ` })).toBeVisible();
    }
    expect(Date.now() - begun, "40 documents in 10 minutes are 15 s each").toBeLessThan(10 * 15_000);
    await staff.keyboard.press("u");
    await expect(notice(staff).filter({ hasText: "The decision is taken back." })).toBeVisible();
    await staff.keyboard.press("a");
    await expect(notice(staff).filter({ hasText: `${files[9]}: accepted.` })).toBeVisible();
  });

  test("keys go to the next and the previous document, are listed, and can be turned off", async ({ portal, visit, ready }) => {
    const { files } = await waiting(portal, visit, ready, "Marisol", ["One", "Two"]);
    const staff = await visit(portal, await portal.staff("Uriah", "staff"));
    await open(staff, files[0]);
    const shows = (name: string) => expect(staff.getByRole("heading", { name, level: 2 }).first()).toBeVisible();
    await staff.keyboard.press("j");
    await shows(files[1]);
    await staff.keyboard.press("k");
    await shows(files[0]);
    await press(staff, "Keys");
    const dialog = staff.getByRole("dialog", { name: "Keys" });
    await expect(dialog).toBeVisible();
    await dialog.getByLabel("Use these letters on this device").uncheck();
    await staff.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await staff.keyboard.press("j");
    await shows(files[0]);
    await press(staff, "Keys");
    await dialog.getByLabel("Use these letters on this device").check();
    await staff.keyboard.press("Escape");
    await staff.keyboard.press("j");
    await shows(files[1]);
  });

  test("a colleague sees who looks at a document, and comes too late", async ({ portal, visit, ready, watch }) => {
    const { files } = await waiting(portal, visit, ready, "Devika", ["Deed"]);
    const [renee, thomas] = [await portal.staff("Renée", "staff"), await portal.staff("Thomas", "manager")];
    const [first, second] = [await visit(portal, renee), await visit(portal, thomas)];
    await open(first, files[0]);
    await open(second, files[0]);
    await expect(async () => {
      await second.reload();
      await expect(second.getByText(`${renee.name} is looking at this.`).first()).toBeVisible({ timeout: 500 });
    }).toPass();
    await press(first, "Accept");
    await expect(notice(first).filter({ hasText: `${files[0]}: accepted.` })).toBeVisible();
    await watch.refusal(second, 409, () => press(second, "Accept"));
    await expect(second.getByRole("alert")).toContainText(`${renee.name} accepted this at`);
    await expect(button(second, "Accept")).toHaveCount(0);
  });
});
