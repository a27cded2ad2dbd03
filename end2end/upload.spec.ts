import { writeFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support";
import { button, download, fact, field, follow, openTab, type Paper, paper, press, row, sha256, sheet } from "./support/acts";

/** Names as clients give them. */
const PASSPORT = "Reisepass – Žofia Łuczak (Seite 1).pdf";
const STATEMENT = "銀行対帳單 2025 & “October” №3.pdf";

/** Where one says which files. */
function files(page: Page): Locator {
  return field(page, "Choose files");
}

/** What the uploader tells about a chosen file. */
function chosen(page: Page, name: string): Locator {
  return row(page.getByRole("list", { name: "Chosen files" }), name);
}

/** The fingerprint of a file as the receipt shows it, in groups of four. */
function fingerprint({ buffer }: Paper): string {
  return (sha256(buffer).match(/.{4}/g) ?? []).join(" ");
}

async function expectReceipt(page: Page, papers: Paper[]): Promise<void> {
  await expect(page).toHaveURL(/\/portal\/receipts\//);
  const receipt = page.getByRole("article", { name: "Receipt" });
  await expect(receipt.getByRole("listitem")).toHaveCount(papers.length);
  for (const paper of papers) await expect(row(receipt, paper.name)).toContainText(`SHA-256 ${fingerprint(paper)}`);
}

test("a client uploads two files and has a receipt, and staff hold the same bytes", async ({ portal, visit, ready }) => {
  const client = await portal.activeClient("Mariam");
  const papers = [paper(PASSPORT, 300_000), paper(STATEMENT)];
  const page = await visit(portal, client);
  await page.goto("/portal");
  await follow(page.getByRole("navigation", { name: "Portal" }), "Documents");
  await ready(page);
  await files(page).setInputFiles(papers);
  await press(page, "Upload");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have received two documents");
  await expectReceipt(page, papers);

  const mail = await portal.mail(client, "has received 2 files");
  for (const { name, buffer } of papers) {
    expect(mail.text).toContain(name);
    expect(mail.text).toContain(sha256(buffer));
  }
  const told = await portal.mail(portal.owner, `2 new files from ${client.name}`);
  expect(told.link(`/clients/${client.id}/documents`)).toBeTruthy();

  const staff = await visit(portal, portal.owner);
  await staff.goto("/dashboard");
  await openTab(staff, client, "Documents");
  for (const paper of papers) {
    await expect(row(staff, paper.name).getByText("New", { exact: true })).toBeVisible();
    await download(staff, paper);
  }
  await staff.reload();
  await expect(row(staff, PASSPORT)).toContainText("opened today");
  await openTab(staff, client, "Portal Access");
  await expect(fact(sheet(staff, client), "Documents uploaded")).toHaveText("2");

  // The client sees what they sent, that it was opened, and can have it back.
  await page.goto("/portal/documents");
  await expect(row(page.getByRole("region", { name: "From you" }), STATEMENT)).toContainText("opened by the firm today");
  await download(page, papers[1]);
});

test("whoever chooses no file, an empty one or a program is told beside the files", async ({
  portal,
  visit,
  ready,
  watch,
  javaScriptEnabled,
}) => {
  const client = await portal.activeClient("Daniel");
  const page = await visit(portal, client);
  const nothing = { name: "scan.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) };
  const program = { name: "invoice.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ\x90\0\x03\0\0\0This program", "latin1") };
  const empty = "The selected file is empty";
  const refused = "The selected file must be one of: PDF, pictures (JPG, PNG, HEIC), Office files, text, CSV or ZIP";
  await page.goto("/portal/documents");
  await ready(page);

  if (javaScriptEnabled) {
    await press(page, "Upload");
    await expect(files(page)).toHaveAccessibleDescription(/^Select a file/);
    await expect(files(page)).toBeFocused();
    await files(page).setInputFiles([nothing, program]);
    await expect(chosen(page, nothing.name)).toContainText(empty);
    await expect(chosen(page, program.name)).toContainText("not sent yet");
    // The server's answer is in the browser's console as well.
    watch.allow(/responded with a status of 422/);
    await press(page, "Upload");
    await expect(chosen(page, program.name)).toContainText(refused);
    await expect(page.getByRole("status").filter({ hasText: "No file was uploaded." })).toBeVisible();
    await button(page, `Remove ${program.name}`).click();
    await expect(chosen(page, program.name)).toHaveCount(0);
    await expect(button(page, `Remove ${nothing.name}`)).toBeFocused();
  } else {
    const cases = [
      [undefined, "Select a file"],
      [nothing, `${nothing.name}: ${empty}`],
      [program, `${program.name}: ${refused}`],
    ] as const;
    for (const [file, words] of cases) {
      if (file) await files(page).setInputFiles(file);
      await watch.refusal(page, 422, () => press(page, "Upload"));
      await expect(page).toHaveTitle(/^Error: Documents/);
      await expect(page.getByRole("alert").getByRole("link", { name: words })).toHaveAttribute("href", "#files");
      await expect(files(page)).toHaveAccessibleDescription(new RegExp(`^${words.replace(/[().]/g, "\\$&")}`));
    }
  }

  await page.goto("/portal/documents");
  await expect(page.getByText("You have not sent anything yet")).toBeVisible();
});

test.describe("with a script", { tag: "@javascript" }, () => {
  test("a client drops a file anywhere on the page", async ({ portal, visit, ready }) => {
    const client = await portal.activeClient("Sofia");
    const page = await visit(portal, client);
    await page.goto("/portal/documents");
    await ready(page);
    const carried = await page.evaluateHandle((name) => {
      const carried = new DataTransfer();
      carried.items.add(new File(["date;amount\n2026-01-02;5,00\n"], name, { type: "text/csv" }));
      return carried;
    }, STATEMENT.replace(".pdf", ".csv"));
    const heading = page.getByRole("heading", { level: 1 });
    await heading.dispatchEvent("dragover", { dataTransfer: carried });
    await heading.dispatchEvent("drop", { dataTransfer: carried });
    await expect(chosen(page, STATEMENT.replace(".pdf", ".csv"))).toContainText("not sent yet");
    await expect(page.getByRole("status").filter({ hasText: "1 file chosen. Press Upload to send it." })).toBeVisible();
    await press(page, "Upload");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("We have received one document");
  });

  test("a client sees how far a file is and cancels it, and the other one arrives", async ({ portal, visit, ready }) => {
    const client = await portal.activeClient("Hannah");
    const page = await visit(portal, client);
    await page.goto("/portal/documents");
    await ready(page);
    const line = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 200_000 };
    await line.send("Network.enable");
    await line.send("Network.emulateNetworkConditions", slow);

    const [large, small] = [paper("all payslips.pdf", 20_000_000), paper("passport.pdf", 1_000)];
    await files(page).setInputFiles([large, small]);
    await press(page, "Upload");
    const bar = page.getByRole("progressbar", { name: large.name });
    await expect(bar).toBeVisible();
    await expect(chosen(page, large.name)).toContainText(/Uploading, \d+% · [\d.]+ of 20 MB/);
    await expect.poll(() => bar.evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(0);
    await expect(chosen(page, small.name)).toContainText("Received");
    await press(page, `Cancel ${large.name}`);
    await expectReceipt(page, [small]);
  });

  test("a client whose connection breaks waits, and the file goes on by itself when it is back", async ({ portal, visit, ready, watch }) => {
    const client = await portal.activeClient("Walter");
    const page = await visit(portal, client);
    await page.goto("/portal/documents");
    await ready(page);
    const passport = paper(PASSPORT);
    await files(page).setInputFiles(passport);
    watch.allow(/net::ERR_INTERNET_DISCONNECTED/);
    await page.context().setOffline(true);
    await press(page, "Upload");
    await expect(chosen(page, PASSPORT)).toContainText("Waiting for the connection");
    await page.context().setOffline(false);
    await expectReceipt(page, [passport]);
  });

  test("a file that is paused, left and chosen again goes on where it was", async ({ portal, visit, ready, watch }) => {
    const client = await portal.activeClient("Nadia");
    const page = await visit(portal, client);
    await page.goto("/portal/documents");
    await ready(page);
    const line = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_500_000 };
    await line.send("Network.enable");
    await line.send("Network.emulateNetworkConditions", slow);
    const bundle = paper("bundle of evidence.pdf", 11_000_000);
    const path = test.info().outputPath(bundle.name);
    await writeFile(path, bundle.buffer);
    await files(page).setInputFiles(path);
    await press(page, "Upload");
    await press(page, `Pause ${bundle.name}`);
    await expect(chosen(page, bundle.name)).toContainText(/Paused · \d+% is there/);
    await press(page, `Resume ${bundle.name}`);
    await expect(chosen(page, bundle.name)).toContainText(/Uploading, (3[89]|[4-9]\d)%/);
    await press(page, `Pause ${bundle.name}`);

    // Nothing moves, so nothing is asked. On the new page the person chooses the file again.
    const pieces: number[] = [];
    page.on("request", (request) => {
      if (request.method() === "PATCH") pieces.push(Number(request.headers()["upload-offset"]));
    });
    watch.allow(/net::ERR_ABORTED/);
    await page.reload();
    await ready(page);
    await line.send("Network.emulateNetworkConditions", { ...slow, uploadThroughput: -1 });
    await files(page).setInputFiles(path);
    await press(page, "Upload");
    await expectReceipt(page, [bundle]);
    expect(Math.min(...pieces)).toBeGreaterThan(3_000_000);
  });

  test("a file that is on the list already is not put on it twice", async ({ portal, visit, ready }) => {
    const page = await visit(portal, await portal.activeClient("Oskar"));
    await page.goto("/portal/documents");
    await ready(page);
    const path = test.info().outputPath("lease.pdf");
    await writeFile(path, paper("lease.pdf").buffer);
    for (let time = 0; time < 2; time += 1) await files(page).setInputFiles(path);
    await expect(page.getByRole("list", { name: "Chosen files" }).getByRole("listitem")).toHaveCount(1);
    await expect(page.getByRole("status").filter({ hasText: "lease.pdf is on the list already." })).toBeVisible();
  });

  test("a client with one broken file finishes with the others", async ({ portal, visit, ready, watch }) => {
    const client = await portal.activeClient("Amara");
    const page = await visit(portal, client);
    await page.goto("/portal/documents");
    await ready(page);
    const right = paper("rental agreement.pdf");
    const wrong = { name: "setup.exe", mimeType: "application/octet-stream", buffer: Buffer.from("\x7fELF\x02\x01\x01\0", "latin1") };
    await files(page).setInputFiles([right, wrong]);
    watch.allow(/responded with a status of 422/);
    await press(page, "Upload");
    await expect(chosen(page, right.name)).toContainText("Received");
    await expect(page.getByRole("status").filter({ hasText: "1 of 2 files received. 1 was not uploaded" })).toBeVisible();
    await press(page, "Finish without the failed files");
    await expectReceipt(page, [right]);
  });
});
