// A document that somebody looks at in the browser's own viewer, beside its decision.
import { expect, test } from "./support";
import { download, field, paper, press } from "./support/acts";
import { WHOLE_BROWSER } from "./support/whole-browser";

test.use(WHOLE_BROWSER);

test("staff find what clients sent in the review queue, once", async ({ portal, visit, ready }) => {
  const client = await portal.activeClient("Eloise");
  const letter = paper(`Rückfrage von ${client.name}.pdf`);
  const page = await visit(portal, client);
  await page.goto("/portal/documents");
  await ready(page);
  await field(page, "Choose files").setInputFiles(letter);
  await press(page, "Upload");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have received one document");

  const staff = await visit(portal, portal.owner);
  await staff.goto("/dashboard");
  await staff.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Review" }).click();
  const waiting = staff.getByRole("navigation", { name: "Waiting documents" });
  await waiting.getByRole("link", { name: new RegExp(letter.name) }).click();
  await download(staff, letter);
  await press(staff, "Accept");
  await expect(staff.getByRole("main")).toContainText(`${letter.name}: accepted.`);
  await expect(waiting.getByRole("link", { name: new RegExp(letter.name) })).toHaveCount(0);
});
