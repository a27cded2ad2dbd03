// Ten people send 1 GiB each at the same time, in pieces of 8 MiB, and others read pages. GK_UPLOAD_BYTES chooses the size.
// The senders run in a program of their own; on two processors they, the server and the reader share them.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Portal, STAFF, memory, percentile, sendInPieces } from "./support.mjs";

const size = Number(process.env.GK_UPLOAD_BYTES ?? 1024 ** 3);
const SENDERS = 10;
const GOAL = 2;
const PAGES = ["/dashboard", "/clients", "/matters", "/review"];
const PERSON = { email: "mariam.rahman@mail.example", password: "letterhead and ledger" };

/** p95 of the pages together, while `goes` says so, and of at least `least` of each. */
async function p95(portal, least, goes) {
  const times = [];
  for (let round = 0; round < least || goes(); round += 1) {
    for (const page of PAGES) times.push(await portal.time(page));
  }
  return { value: percentile(times, 0.95), count: times.length };
}

if (process.send) {
  // The senders' own program.
  const [base, cookie] = process.argv.slice(2);
  const all = Array.from({ length: SENDERS }, (_, number) => sendInPieces(base, cookie, `bundle ${number}.pdf`, size, 8 * 1024 ** 2));
  await Promise.all(all);
  process.send("done");
  process.exit();
}

const portal = await Portal.open(100);
try {
  await portal.signIn(PERSON);
  const sender = portal.cookie;
  portal.cookie = ""; // Whoever signs in ends the session that they come with.
  await portal.signIn(STAFF);
  await p95(portal, 10, () => false);
  const quiet = await p95(portal, 50, () => false);
  const before = memory(portal.server.pid, "VmRSS");
  const begun = performance.now();
  let running = true;
  const senders = fork(fileURLToPath(import.meta.url), [portal.base, sender]);
  const ended = new Promise((done, failed) => {
    senders.once("exit", (code) => ((running = false), code === 0 ? done() : failed(new Error(`the senders ended with ${code}`))));
  });
  const busy = await p95(portal, 1, () => running);
  await ended;
  const seconds = (performance.now() - begun) / 1000;
  const grown = (memory(portal.server.pid, "VmHWM") - before) / 1024 ** 2;
  console.log(`${SENDERS} × ${size / 1024 ** 2} MiB at once: ${((SENDERS * size) / seconds / 1e6).toFixed(0)} MB/s in all; pages' p95 ${quiet.value.toFixed(1)} ms before (${quiet.count}), ${busy.value.toFixed(1)} ms meanwhile (${busy.count}), ratio ${(busy.value / quiet.value).toFixed(2)} (goal ${GOAL}); memory grew by ${grown.toFixed(1)} MiB`);
} finally {
  portal.close();
}
