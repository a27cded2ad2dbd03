import { FileStore } from "@tus/file-store";
import { Server as TusServer } from "@tus/server";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Upload } from "tus-js-client";
import { expect, type Page, type Person, Portal, test } from "./support";
import { type Paper, paper, sha256 } from "./support/acts";
import { BadLine } from "./support/line";
import { broken, RULES } from "./support/tus";

/** `GK_LONG=1` (make audit) sends as much over as many breaks as the promise says; a common run a small part of it. */
const LONG = Boolean(process.env.GK_LONG);
const [BYTES, CUTS, KILLS] = LONG ? [200_000_000, 30, 5] : [20_000_000, 5, 1];

function encoded(words: string): string {
  return Buffer.from(words).toString("base64");
}

/** What a program sends along that works for this person. */
async function session(portal: Portal, person: Person): Promise<Record<string, string>> {
  const { cookies } = await portal.session(person);
  return { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "), Origin: portal.address };
}

async function listening(answer: RequestListener): Promise<{ address: string; server: Server }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/uploads`, server };
}

test.describe("programs", { tag: "@javascript" }, () => {
  test("the portal keeps every rule of tus 1.0 that there is for it", async ({ portal }) => {
    const client = await portal.activeClient("Tomasz");
    const metadata = `client ${encoded(client.id)},filename ${encoded("Žofia.txt")}`;
    const server = { address: `${portal.address}/uploads`, headers: await session(portal, client), metadata };
    expect(await broken(server)).toEqual({ asked: RULES.length, broken: [] });
  });

  test("the server of those who wrote the rules keeps those that it claims", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gk-nexus-tus-"));
    const tus = new TusServer({ path: "/uploads", datastore: new FileStore({ directory: folder, expirationPeriodInMilliseconds: 60_000 }), maxSize: 1_000_000 });
    const { address, server } = await listening((request, response) => void tus.handle(request, response));
    const said = await broken({ address, headers: {}, metadata: `filename ${encoded("Žofia.txt")}` });
    server.close();
    await rm(folder, { recursive: true });
    // Three it breaks: it answers 400 instead of 415 and 412, and does not hear what method is meant.
    expect(said.broken.map((must) => must.split(/[,:]/)[0])).toEqual(["PATCH", "another version is 412 with Tus-Version", "X-HTTP-Method-Override says what is meant"]);
    expect(said.asked).toBeGreaterThan(15);
  });

  test("a server that agrees to everything breaks nearly every rule", async () => {
    const { address, server } = await listening((_, response) => response.setHeader("tus-extension", "creation,checksum").end());
    const said = await broken({ address, headers: {}, metadata: "" });
    server.close();
    expect(said.broken.length).toBe(said.asked);
  });

  test("a file arrives whole and once over a line that breaks and a server that is killed", async ({ visit }) => {
    await overABadLine(visit, async ({ address, headers }, film) => {
      await new Promise<void>((resolve, reject) => {
        const upload = new Upload(film.buffer, {
          endpoint: address,
          headers,
          metadata: { filename: film.name },
          retryDelays: Array.from({ length: 100 }, () => 100),
          onSuccess: () => resolve(),
          onError: reject,
        });
        upload.start();
      });
    });
  });

  // `make audit` has a Python with tuspy.
  if (process.env.GK_TUSPY) {
    test("so it does from a program of another making", async ({ visit }) => {
      await overABadLine(visit, async ({ address, headers }, film) => {
        const path = test.info().outputPath(film.name);
        await writeFile(path, film.buffer);
        const program = join(__dirname, "..", "tests", "audit", "send.py");
        await promisify(execFile)(process.env.GK_TUSPY ?? "", [program, address, path, JSON.stringify(headers)]);
      });
    });
  }
});

/** Sends a file through `send` while the line breaks and the server is killed; it must be there whole and once. */
async function overABadLine(
  visit: (portal: Portal, person: Person) => Promise<Page>,
  send: (to: { address: string; headers: Record<string, string> }, film: Paper) => Promise<void>,
): Promise<void> {
  test.setTimeout(LONG ? 600_000 : 60_000);
  const portal = await (await (await Portal.empty()).start()).openOffice();
  const client = await portal.activeClient("Ingrid");
  const line = await BadLine.to(portal.address);
  for (let cut = 1; cut <= CUTS; cut += 1) line.breakAt((BYTES * cut) / (CUTS + 1));
  for (let kill = 1; kill <= KILLS; kill += 1) line.breakAt((BYTES * (kill - 0.37)) / KILLS, () => portal.killed());
  const film = paper("Bundle of evidence.pdf", BYTES);
  await send({ address: `${line.address}/uploads`, headers: await session(portal, client) }, film);
  const twice = (line.carried - BYTES) / BYTES;
  expect(twice, "share of bytes sent twice, headers among them").toBeLessThan(0.05);
  expect(line.broken, "times the line broke").toBe(CUTS + KILLS);
  await line.close();
  const page = await visit(portal, client);
  await page.goto("/portal/documents");
  await expect(page.getByRole("link", { name: `Download ${film.name}` })).toHaveCount(1);
  expect(await portal.sums()).toEqual([sha256(film.buffer)]);
  await portal.stop();
}
