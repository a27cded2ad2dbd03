// How fast a large file comes in, side by side in one run: the portal, which makes every byte durable and sums it, and
// @tus/server with its FileStore, which does neither. Each gets the same bytes from the same sender in the same way: in one
// request, and in pieces of 8 MiB. GK_UPLOAD_BYTES chooses the size, GK_ROUNDS how often.
import { spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Portal, TUS, median, memory, pour } from "./support.mjs";

const size = Number(process.env.GK_UPLOAD_BYTES ?? 2 * 1024 ** 3);
const rounds = Number(process.env.GK_ROUNDS ?? 3);
const WAYS = { "in one request": size, "in pieces of 8 MiB": 8 * 1024 ** 2 };
const PERSON = { email: "mariam.rahman@mail.example", password: "letterhead and ledger" };

/** What the others' server is, as a program of its own. */
const OTHERS = `
  const { createRequire } = require("node:module");
  const from = createRequire(process.argv[1] + "/package.json");
  const { Server } = from("@tus/server"), { FileStore } = from("@tus/file-store");
  const tus = new Server({ path: "/uploads", datastore: new FileStore({ directory: process.argv[2] }) });
  const server = require("node:http").createServer((request, response) => tus.handle(request, response));
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const request = (base, method, path, headers, bytes = 0) => pour(base, agent, method, path, headers, bytes);

/** One upload: MB/s from the first request to the last answer, and by how much the server's memory grew at its peak. */
async function upload({ base, pid, headers, metadata }, piece) {
  writeSync(openSync(`/proc/${pid}/clear_refs`, "w"), "5"); // resets the peak
  const before = memory(pid, "VmRSS");
  const begun = performance.now();
  const made = await request(base, "POST", "/uploads", { ...headers, "tus-resumable": "1.0.0", "upload-length": size, "upload-metadata": metadata });
  const at = new URL(made.headers.location, base).pathname;
  for (let sent = 0; sent < size; sent += piece) {
    const answer = await request(base, "PATCH", at, { ...headers, ...TUS, "upload-offset": sent }, Math.min(piece, size - sent));
    if (answer.statusCode !== 204) throw new Error(`${base}${at} answered ${answer.statusCode} at ${sent}`);
  }
  const seconds = (performance.now() - begun) / 1000;
  return { speed: size / seconds / 1e6, grown: memory(pid, "VmHWM") - before };
}

const folder = mkdtempSync(join(tmpdir(), "gk-nexus-bench-"));
const end2end = join(dirname(fileURLToPath(import.meta.url)), "..", "end2end");
const others = spawn("node", ["-e", OTHERS, end2end, folder], { stdio: ["ignore", "pipe", "inherit"] });
const port = await new Promise((said) => others.stdout.once("data", (line) => said(String(line).trim())));
const portal = await Portal.open(1);
try {
  await portal.signIn(PERSON);
  const name = `filename ${Buffer.from("bundle.pdf").toString("base64")}`;
  const ours = { base: portal.base, pid: portal.server.pid, headers: { cookie: portal.cookie, "sec-fetch-site": "same-origin" }, metadata: name };
  const theirs = { base: `http://127.0.0.1:${port}`, pid: others.pid, headers: {}, metadata: name };
  for (const [way, piece] of Object.entries(WAYS)) {
    const [mine, other] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      mine.push(await upload(ours, piece));
      other.push(await upload(theirs, piece));
    }
    const [speed, yardstick] = [mine, other].map((all) => median(all.map((one) => one.speed)));
    const [grown, grown2] = [mine, other].map((all) => Math.max(...all.map((one) => one.grown)) / 1024 ** 2);
    console.log(`${size / 1024 ** 2} MiB ${way}: portal ${speed.toFixed(0)} MB/s, @tus/server ${yardstick.toFixed(0)} MB/s, ratio ${(speed / yardstick).toFixed(2)}; memory grew by ${grown.toFixed(1)} MiB (@tus/server ${grown2.toFixed(1)} MiB)`);
    if (grown > 16) throw new Error("the portal's memory grew by more than 16 MiB");
  }
} finally {
  portal.close();
  others.kill();
  rmSync(folder, { recursive: true, force: true });
}
