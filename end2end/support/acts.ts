// What people do again and again, and small helpers; everything is found by role and label.
import { type Locator, type Page, expect } from "@playwright/test";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Client, Person } from "./portal";

/** A field by its whole label. "(optional)" after it is not part of the name that people use. */
export function field(place: Page | Locator, label: string): Locator {
  return place.getByLabel(new RegExp(`^\\s*${label}\\s*(\\(optional\\)\\s*)?$`));
}

export async function fill(place: Page | Locator, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await field(place, label).fill(value);
}

export function button(place: Page | Locator, name: string): Locator {
  return place.getByRole("button", { name, exact: true });
}

export async function press(place: Page | Locator, name: string): Promise<void> {
  await button(place, name).click();
}

export async function follow(place: Page | Locator, name: string): Promise<void> {
  await place.getByRole("link", { name, exact: true }).click();
}

/** Fills in the sign-in page and sends it. */
export async function signIn(page: Page, { email, password }: Pick<Person, "email" | "password">): Promise<void> {
  await page.goto("/login");
  await fill(page, { Email: email, Password: password });
  await press(page, "Sign in");
}

/** From anywhere among staff's pages to a tab of a client: sidebar, list, profile, tab. */
export async function openTab(page: Page, client: Pick<Client, "name">, tab: string): Promise<void> {
  await follow(page.getByRole("navigation", { name: "Main" }), "Clients");
  await fill(page, { "Name or email": client.name });
  await press(page, "Show");
  await follow(page.getByRole("table"), client.name);
  await page.getByRole("navigation", { name: "Client" }).getByRole("link", { name: new RegExp(`^${tab}( \\d+)?$`) }).click();
}

/** The sheet of a contact on the Portal Access tab. */
export function sheet(page: Page, { name }: Pick<Person, "name">): Locator {
  return page.getByRole("article", { name: `Portal access of ${name}` });
}

/** A fact of a sheet: what stands beside its term. */
export function fact(place: Page | Locator, term: string): Locator {
  return place.locator(`dt:text-is("${term}") + dd`);
}

/** A file in memory, as a browser sends it. */
export interface Paper {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A PDF by its first bytes, with so many bytes in all that nobody can guess. */
export function paper(name: string, size = 2_000): Paper {
  let seed = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, size);
  const bytes = Buffer.alloc(size, "%PDF-1.7\n");
  for (let place = 9; place < size; place += 1) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    bytes[place] = seed >>> 16;
  }
  return { name, mimeType: "application/pdf", buffer: bytes };
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Presses a document's Download and checks name and bytes. */
export async function download(page: Page, { name, buffer }: Paper): Promise<void> {
  const begun = page.waitForEvent("download");
  await follow(page, `Download ${name}`);
  const download = await begun;
  expect(download.suggestedFilename()).toBe(name);
  expect(sha256(await readFile(await download.path())), `bytes of ${name}`).toBe(sha256(buffer));
}

/** The row of a list that names exactly this. */
export function row(place: Page | Locator, name: string): Locator {
  const page = "page" in place ? place.page() : place;
  return place.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
}

/** The notice that tells what has just been done. */
export function notice(page: Page): Locator {
  return page.getByRole("main").getByRole("status");
}
