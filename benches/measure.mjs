// Measures what docs/PERFORMANCE.md shows: requests a second of the client list (and, beside it in the same run, of the
// bare health check, as the yardstick), and how much the server's memory grows while it takes a 1 GiB upload.
// Run by scripts/bench on a release build; prints one line a figure.
import { openSync, writeSync } from "node:fs";
import { Portal, STAFF, TUS, memory, percentile } from "./support.mjs";

const clients = process.env.BENCH_CLIENTS ?? "1000";

async function rate(portal, path, seconds) {
  const until = performance.now() + seconds * 1000;
  const times = [];
  const walk = async () => {
    while (performance.now() < until) times.push(await portal.time(path));
  };
  await Promise.all(Array.from({ length: 16 }, walk));
  return { perSecond: times.length / seconds, p95: percentile(times, 0.95) };
}

async function upload(portal, size) {
  const { pid } = portal.server;
  const list = await portal.request("GET", "/clients?q=mariam");
  const client = list.text.match(/\/clients\/([0-9a-f]{32})/)[1];
  const begun = await portal.act("begin_upload", { client, name: "bundle.pdf", size: String(size) });
  const { upload: id } = JSON.parse(begun.text);
  writeSync(openSync(`/proc/${pid}/clear_refs`, "w"), "5"); // resets the peak
  const before = memory(pid, "VmRSS");
  const piece = Buffer.alloc(1 << 20);
  const start = performance.now();
  const answer = await portal.request("PATCH", `/uploads/${id}`, { ...TUS, "content-length": size }, async (call) => {
    call.write("%PDF-1.7\n" + " ".repeat((1 << 20) - 9));
    for (let sent = 1; sent < size / piece.length; sent += 1) {
      if (!call.write(piece)) await new Promise((drained) => call.once("drain", drained));
    }
    call.end();
  });
  if (answer.status !== 204) throw new Error(`the upload answered ${answer.status}: ${answer.text}`);
  const seconds = (performance.now() - start) / 1000;
  return { grown: memory(pid, "VmHWM") - before, speed: size / seconds / 1e6 };
}

const portal = await Portal.open(clients);
try {
  await portal.signIn(STAFF);
  await rate(portal, "/clients", 1);
  const yardstick = await rate(portal, "/healthz", 4);
  const list = await rate(portal, "/clients", 8);
  console.log(`client list (${Number(clients) + 25} clients, 16 at a time): ${list.perSecond.toFixed(0)} requests/s, p95 ${list.p95.toFixed(1)} ms`);
  console.log(`health check, same run: ${yardstick.perSecond.toFixed(0)} requests/s; ratio ${(list.perSecond / yardstick.perSecond).toFixed(3)}`);
  const { grown, speed } = await upload(portal, 1 << 30);
  console.log(`1 GiB upload: memory grew by ${(grown / (1 << 20)).toFixed(1)} MiB at its peak, ${speed.toFixed(0)} MB/s`);
  if (grown > 64 << 20) throw new Error("memory grew by more than 64 MiB");
} finally {
  portal.close();
}
