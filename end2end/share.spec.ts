import { expect, test } from "./support";
import { download, fill, follow, notice, openTab, paper, press, row } from "./support/acts";

const LETTER = "Engagement letter – signé, 3½ pages.pdf";

test("staff share a document, and the client sees that it is new and downloads it", async ({ portal, visit, ready, watch }) => {
  const [client, stranger] = [await portal.activeClient("Grace"), await portal.activeClient("Savitri")];
  const letter = paper(LETTER, 150_000);
  const staff = await visit(portal, portal.owner);
  await staff.goto("/dashboard");
  await openTab(staff, client, "Documents");
  await ready(staff);
  await staff.getByLabel(client.name).check();
  await fill(staff, { Note: "Please read page 2 first." });
  await staff.getByLabel("Choose files").setInputFiles(letter);
  await press(staff, "Upload");
  await expect(notice(staff).filter({ hasText: `${LETTER} is added.` })).toBeVisible();
  await expect(row(staff, LETTER)).toContainText(`Shared with ${client.name} today`);
  await expect(row(staff, LETTER)).toContainText("not opened yet");

  const mail = await portal.mail(client, "has shared 1 document with you");
  for (const words of [LETTER, "Please read page 2 first.", portal.owner.name]) expect(mail.text).toContain(words);
  expect(mail.link("/portal/documents")).toBeTruthy();

  const page = await visit(portal, client);
  await page.goto("/portal");
  await expect(page.getByText("One document from us is new.")).toBeVisible();
  await follow(page.getByRole("navigation", { name: "Portal" }), "Documents");
  const shelf = page.getByRole("region", { name: "From the firm" });
  await expect(row(shelf, LETTER).getByText("New", { exact: true })).toBeVisible();
  await download(page, letter);
  await page.reload();
  await expect(row(shelf, LETTER)).toContainText("you opened it today");
  await expect(row(shelf, LETTER).getByText("New", { exact: true })).toHaveCount(0);
  await staff.reload();
  await expect(row(staff, LETTER)).toContainText("opened today");

  // Nobody else has it, and after the share has ended the client neither.
  // The bare page of a refused download names no icon (src/server/http/plain.rs), so browsers ask for the oldest one.
  watch.allow(/\/favicon\.ico\b/);
  const address = (await row(shelf, LETTER).getByRole("link").getAttribute("href")) ?? "";
  const other = await visit(portal, stranger);
  await other.goto("/portal/documents");
  await expect(other.getByText("Nothing from us yet")).toBeVisible();
  await watch.refusal(other, 404, () => other.goto(address));
  await press(row(staff, LETTER), `Stop sharing ${LETTER} with ${client.name}`);
  await expect(row(staff, LETTER)).not.toContainText("Shared with");
  await page.reload();
  await expect(page.getByText("Nothing from us yet")).toBeVisible();
  await watch.refusal(page, 404, () => page.goto(address));
});

test("a colleague adds a document for the firm alone and shares it later", async ({ portal, visit, ready }) => {
  const client = await portal.activeClient("Leroy");
  const colleague = await portal.staff("Thomas", "staff");
  const draft = paper("Draft tax return.pdf");
  const staff = await visit(portal, colleague);
  await staff.goto(`/clients/${client.id}/documents`);
  await ready(staff);
  await staff.getByLabel("Choose files").setInputFiles(draft);
  await press(staff, "Upload");
  await expect(row(staff, draft.name)).toBeVisible();
  const page = await visit(portal, client);
  await page.goto("/portal/documents");
  await expect(page.getByText("Nothing from us yet")).toBeVisible();

  const line = row(staff, draft.name);
  await line.getByText("Share", { exact: false }).first().click();
  await line.getByLabel(client.name).check();
  await press(line, `Share ${draft.name}`);
  await expect(line).toContainText(`Shared with ${client.name}`);
  expect((await portal.mail(client, "has shared 1 document")).subject).toContain(colleague.name);
  await page.reload();
  await download(page, draft);
});
