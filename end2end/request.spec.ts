import type { Locator, Page } from "@playwright/test";
import { type Client, type Portal, expect, test } from "./support";
import { button, download, notice, paper, press, row } from "./support/acts";

const TITLE = "Documents for your 2025 tax return";
const BANK = "October bank statement";
const PAYSLIPS = "Payslips, January to December";
const RECEIPTS = "Receipts for donations";

/** A request to the client's contact, sent: a bank statement as PDF, payslips, receipts (optional). Gives its page. */
async function requested(portal: Portal, client: Client): Promise<string> {
  const staff = await portal.hand(portal.owner);
  const send = async (action: string, form: Record<string, string>) => {
    const answer = await staff.post(`/api/${action}`, { form: { _page: "/", ...form } });
    expect(answer.status(), `${action}: ${await answer.text()}`).toBe(303);
    return answer.headers().location;
  };
  const tab = await (await staff.get(`/clients/${client.id}/portal-access`)).text();
  const contact = /name="contact" value="([^"]+)"/.exec(tab)?.[1] ?? "";
  const due = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const draft = await send("draft_request", { client: client.id, title: TITLE, message: "", due_on: due, "contacts[]": contact });
  const request = /\/requests\/([0-9a-f]{32})/.exec(draft)?.[1] ?? "";
  const thing = { heading: "", instruction: "", condition: "", how_many: "1", checks: "" };
  await send("save_request_item", { request, title: BANK, need: "required", "kinds[]": "pdf", ...thing });
  await send("save_request_item", { request, title: PAYSLIPS, need: "required", ...thing });
  await send("save_request_item", { request, title: RECEIPTS, need: "optional", ...thing });
  await send("send_request", { request });
  await staff.dispose();
  return `/portal/requests/${request}`;
}

/** One thing asked for, wherever on the page it stands. */
function item(page: Page, title: string): Locator {
  return page.locator("[id^='item-']").filter({ has: page.getByText(new RegExp(`^${title}( \\(optional\\))?$`)) });
}

function files(page: Page, title: string): Locator {
  return item(page, title).getByLabel("Choose files");
}

/** Opens the form under an item. */
async function wantsToSay(page: Page, title: string, what: string): Promise<Locator> {
  const form = item(page, title).locator("details", { hasText: "I can’t send this" });
  await form.locator("summary").click();
  await form.getByLabel(what).check();
  return form;
}

test("a client sends what is asked item by item, and finishes with one receipt", async ({ portal, visit, ready }) => {
  const client = await portal.activeClient("Mariam");
  const path = await requested(portal, client);
  const [statement, payslips] = [paper("Kontoauszug – Oktober.pdf"), paper("payslips-2025.pdf", 200_000)];
  const page = await visit(portal, client);
  await page.goto("/portal");
  await expect(page.getByText("One thing is waiting for you.")).toBeVisible();
  await page.getByRole("link", { name: TITLE }).click();
  await expect(page).toHaveURL(new RegExp(path));
  await expect(page.getByText("0 of 3 done")).toBeVisible();
  for (const [title, file] of [[BANK, statement], [PAYSLIPS, payslips]] as const) {
    await ready(page);
    await files(page, title).setInputFiles(file);
    await press(page, `Upload for ${title}`);
    await expect(notice(page).filter({ hasText: `We have received your files for “${title}”` })).toBeVisible();
    await expect(item(page, title)).toContainText("Received, not yet read");
    await expect(item(page, title)).toContainText(file.name);
  }
  await expect(page.getByText("2 of 3 done")).toBeVisible();
  await download(page, payslips);
  await press(page, "Finish for now");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have received two documents");
  const receipt = await portal.mail(client, "has received 2 files");
  expect(receipt.text).toContain(statement.name);
  const told = await portal.mail(portal.owner, `${client.name} has finished for now`);
  expect(told.text).toContain(`${BANK}: ${statement.name}`);
  await page.goto("/portal");
  await expect(page.getByText("You are up to date")).toBeVisible();
});

test("a file of another kind is refused beside its own item", async ({ portal, visit, ready, watch, javaScriptEnabled }) => {
  const client = await portal.activeClient("Daniel");
  const path = await requested(portal, client);
  const text = { name: "statement.pdf", mimeType: "application/pdf", buffer: Buffer.from("date;amount\n2026-01-02;5,00\n") };
  const words = "The selected file must be a PDF";
  const page = await visit(portal, client);
  await page.goto(path);
  await ready(page);
  await files(page, BANK).setInputFiles(text);
  if (javaScriptEnabled) {
    watch.allow(/responded with a status of 422/);
    await press(page, `Upload for ${BANK}`);
    await expect(row(item(page, BANK), text.name)).toContainText(words);
    await expect(item(page, PAYSLIPS)).not.toContainText(words);
  } else {
    await watch.refusal(page, 422, () => press(page, `Upload for ${BANK}`));
    await expect(page).toHaveTitle(/^Error:/);
    await expect(files(page, BANK)).toHaveAccessibleDescription(new RegExp(words));
    await expect(files(page, PAYSLIPS)).not.toHaveAccessibleDescription(new RegExp(words));
  }
});

test("on a phone the box of each thing is one row until it is used", async ({ portal, visit, ready, javaScriptEnabled }) => {
  const client = await portal.activeClient("Noor");
  const page = await visit(portal, client);
  const path = await requested(portal, client);
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(path);
    await ready(page);
    for (const title of [BANK, PAYSLIPS, RECEIPTS]) {
      const box = await files(page, title).locator("xpath=ancestor::form").boundingBox();
      expect(box?.height, `${title} at ${width} pixels`).toBeLessThan(width === 390 ? 130 : 170);
      await expect(button(page, `Upload for ${title}`)).toBeVisible();
    }
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide).toBeLessThanOrEqual(room);
  }
  // By keyboard alone the field is reached, and its button shows it.
  await files(page, BANK).focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect(files(page, BANK)).toBeFocused();
  await expect(item(page, BANK).locator("label", { hasText: "Choose files" })).toHaveCSS("outline-style", "solid");
  const statement = paper("statement.pdf");
  await files(page, BANK).setInputFiles(statement);
  if (javaScriptEnabled) await expect(row(item(page, BANK), statement.name)).toContainText("not sent yet");
  await press(page, `Upload for ${BANK}`);
  await expect(item(page, BANK)).toContainText("Received, not yet read");
});

test("a client asks about what has come already", async ({ portal, visit, ready }) => {
  const client = await portal.activeClient("Idris");
  const page = await visit(portal, client);
  await page.goto(await requested(portal, client));
  await ready(page);
  await files(page, BANK).setInputFiles(paper("statement.pdf"));
  await press(page, `Upload for ${BANK}`);
  await expect(item(page, BANK)).toContainText("Received, not yet read");
  const form = item(page, BANK).locator("details", { hasText: "I have a question" });
  await form.locator("summary").click();
  await form.getByLabel("Your question").fill("Is September needed, too?");
  await press(page, `Send question about ${BANK}`);
  await expect(notice(page).filter({ hasText: "Your question is on its way." })).toBeVisible();
  await expect(item(page, BANK)).toContainText("Is September needed, too?");
  await expect(item(page, BANK)).toContainText("Received, not yet read");
});

test("a client says what does not apply, takes it back, promises a day and asks", async ({ portal, visit, ready, watch }) => {
  const client = await portal.activeClient("Sofia");
  const path = await requested(portal, client);
  const page = await visit(portal, client);
  await page.goto(path);
  await ready(page);

  let form = await wantsToSay(page, BANK, "It does not apply to me");
  await watch.refusal(page, 422, () => press(page, `Send answer about ${BANK}`));
  const refused = page.getByRole("alert").getByRole("link", { name: "Say in a few words why it does not apply" });
  await refused.click();
  await expect(item(page, BANK).getByLabel("Your words")).toBeFocused();
  await item(page, BANK).getByLabel("Your words").fill("No account any more.");
  await press(page, `Send answer about ${BANK}`);
  await expect(item(page, BANK)).toContainText("You said it does not apply: “No account any more.”");
  await press(page, `Undo your answer about ${BANK}`);
  await expect(item(page, BANK)).toContainText("Open");

  form = await wantsToSay(page, PAYSLIPS, "I’ll have it by");
  const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await form.getByLabel("By which day").fill(day);
  await press(page, `Send answer about ${PAYSLIPS}`);
  await expect(item(page, PAYSLIPS)).toContainText("You said: “I’ll have it by");

  form = await wantsToSay(page, RECEIPTS, "I have a question");
  await form.getByLabel("Your words").fill("Is a photo enough?");
  await press(page, `Send answer about ${RECEIPTS}`);
  await expect(item(page, RECEIPTS)).toContainText("Is a photo enough?");
  const asked = await portal.mail(portal.owner, `A question from ${client.name}`);
  expect(asked.text).toContain("Is a photo enough?");
});

test.describe("with a script", { tag: "@javascript" }, () => {
  test("a file goes to the item that it is dropped on", async ({ portal, visit, ready }) => {
    const client = await portal.activeClient("Hannah");
    const page = await visit(portal, client);
    await page.goto(await requested(portal, client));
    await ready(page);
    const carried = await page.evaluateHandle(() => {
      const carried = new DataTransfer();
      carried.items.add(new File(["date;amount\n2026-01-02;5,00\n"], "list.csv", { type: "text/csv" }));
      return carried;
    });
    const heading = item(page, PAYSLIPS).getByRole("heading", { name: PAYSLIPS });
    await heading.dispatchEvent("dragover", { dataTransfer: carried });
    await heading.dispatchEvent("drop", { dataTransfer: carried });
    await expect(row(item(page, PAYSLIPS), "list.csv")).toContainText("not sent yet");
    await expect(row(item(page, BANK), "list.csv")).toHaveCount(0);
    await press(page, `Upload for ${PAYSLIPS}`);
    await expect(item(page, PAYSLIPS)).toContainText("Received, not yet read");
  });

  test("a file that arrives does not break off another item's", async ({ portal, visit, ready }) => {
    const client = await portal.activeClient("Walter");
    const page = await visit(portal, client);
    await page.goto(await requested(portal, client));
    await ready(page);
    const line = await page.context().newCDPSession(page);
    await line.send("Network.enable");
    await line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 });
    const [large, small] = [paper("all payslips.pdf", 2_000_000), paper("statement.pdf", 1_000)];
    await files(page, PAYSLIPS).setInputFiles(large);
    await press(page, `Upload for ${PAYSLIPS}`);
    await expect(page.getByRole("progressbar", { name: large.name })).toBeVisible();
    await files(page, BANK).setInputFiles(small);
    await press(page, `Upload for ${BANK}`);
    await expect(row(item(page, BANK), small.name)).toContainText("Received");
    await expect(page.getByText("2 of 3 done")).toBeVisible({ timeout: 20_000 });
    await expect(item(page, PAYSLIPS)).toContainText(large.name);
    await expect(button(page, "Finish for now")).toBeVisible();
  });

  test("a chosen file and typed words are not lost without a word", async ({ portal, visit, ready }) => {
    const client = await portal.activeClient("Leila");
    const path = await requested(portal, client);
    const page = await visit(portal, client);
    await page.goto(path);
    await ready(page);
    const form = await wantsToSay(page, PAYSLIPS, "I have a question");
    await form.getByLabel("Your words").fill("Is a photo enough?");
    const statement = paper("statement.pdf");
    await files(page, BANK).setInputFiles(statement);
    await press(page, `Upload for ${BANK}`);
    await expect(item(page, BANK)).toContainText("Received, not yet read");
    await expect(item(page, PAYSLIPS).getByLabel("Your words")).toHaveValue("Is a photo enough?");
    await expect(item(page, PAYSLIPS).getByLabel("Your words")).toBeVisible();

    await ready(page);
    await files(page, PAYSLIPS).setInputFiles(paper("payslips.pdf"));
    await press(page, "Finish for now");
    await expect(page.getByText("1 file is chosen but not uploaded.")).toBeVisible();
    await expect(page).toHaveURL(new RegExp(path));
    await press(page, "Remove payslips.pdf");
    await press(page, "Finish for now");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have received one document");
  });
});
