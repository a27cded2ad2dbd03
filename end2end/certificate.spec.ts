// A document's certificate: on the screen for staff, on paper for whoever asks for proof.
import { expect, test } from "./support";
import { download, follow, paper, press, row, sha256 } from "./support/acts";

const DEED = "Deed of sale.pdf";

test("staff open a document's certificate and find on it what happened, also on paper", async ({ portal, visit, ready }) => {
  const client = await portal.activeClient("Amrita");
  const deed = paper(DEED, 40_000);
  const staff = await visit(portal, portal.owner);
  await staff.goto(`/clients/${client.id}/documents`);
  await ready(staff);
  await staff.getByLabel(client.name).check();
  await staff.getByLabel("Choose files").setInputFiles(deed);
  await press(staff, "Upload");
  await expect(row(staff, DEED)).toContainText(`Shared with ${client.name}`);
  await portal.mail(client, "has shared 1 document with you");
  const page = await visit(portal, client);
  await page.goto("/portal/documents");
  await download(page, deed);

  await staff.goto(`/clients/${client.id}/documents`);
  await follow(row(staff, DEED), `Certificate of ${DEED}`);
  await expect(staff.getByRole("heading", { level: 1 })).toHaveText("Certificate");
  const versions = staff.getByRole("region", { name: "Versions" });
  await expect(versions).toContainText((sha256(deed.buffer).match(/.{4}/g) ?? []).join(" "));
  const shares = staff.getByRole("region", { name: "Shared with" });
  for (const words of [client.name, portal.owner.name, "Taken by the console", "First opened by them"]) {
    await expect(shares).toContainText(words);
  }
  await expect(staff.getByRole("region", { name: "Opened and downloaded" })).toContainText(`${client.name}, client`);

  // On paper: the firm's name, the facts, no controls.
  await staff.emulateMedia({ media: "print" });
  for (const words of ["Version 1", client.name, "Downloaded it"]) {
    await expect(staff.getByRole("region", { name: /Versions|Shared with|Opened and downloaded/ }).getByText(words).first()).toBeVisible();
  }
  await expect(staff.getByRole("link", { name: "Back to the documents" })).toBeHidden();
  await expect(staff.getByRole("navigation", { name: "Main" })).toBeHidden();
  const letterhead = await staff.evaluate(() => getComputedStyle(document.querySelector("main")!, "::before").content);
  expect(letterhead.length, "the firm's name stands above").toBeGreaterThan(2);
});
