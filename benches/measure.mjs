// Measures what docs/PERFORMANCE.md shows: requests a second of the client list (and, beside it in the same run, of the
// bare health check, as the yardstick), and how much the server's memory grows while it takes a 1 GiB upload.
// Run by scripts/bench on a release build; prints one line a figure.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import http from "node:http";

const binary = process.env.GK_NEXUS_BIN ?? "target/release/gk-nexus";
const folder = mkdtempSync(join(tmpdir(), "gk-nexus-bench-"));
const port = 20000 + Math.floor(Math.random() * 10000);
const base = `http://127.0.0.1:${port}`;
const settings = {
  ...process.env, DATA_DIR: folder, DATABASE_URL: `sqlite://${folder}/portal.db`, BASE_URL: base, BIND: `127.0.0.1:${port}`,
  RESEND_API_KEY: "", SMTP_URL: "", EMAIL_FROM: "", RUST_LOG: "error",
};
const clients = process.env.BENCH_CLIENTS ?? "1000";
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
let cookie = "";

function request(method, path, headers = {}, body = undefined) {
  return new Promise((done, failed) => {
    const call = http.request(base + path, { method, agent, headers: { "sec-fetch-site": "same-origin", cookie, ...headers } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }));
    });
    call.on("error", failed);
    if (typeof body === "function") body(call);
    else call.end(body);
  });
}

const form = (pairs) => new URLSearchParams(pairs).toString();
const asForm = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };

async function signIn() {
  const answer = await request("POST", "/api/sign_in", asForm, form({ email: "anjali@persaudvale.example", password: "letterhead and ledger" }));
  cookie = answer.headers["set-cookie"][0].split(";")[0];
}

async function rate(path, seconds) {
  const until = performance.now() + seconds * 1000;
  const times = [];
  const walk = async () => {
    while (performance.now() < until) {
      const start = performance.now();
      const answer = await request("GET", path);
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: 16 }, walk));
  times.sort((a, b) => a - b);
  return { perSecond: times.length / seconds, p95: times[Math.floor(times.length * 0.95)] };
}

function memory(pid, line) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(status.match(new RegExp(`${line}:\\s+(\\d+) kB`))[1]) * 1024;
}

async function upload(pid, size) {
  const list = await request("GET", "/clients?q=mariam");
  const client = list.text.match(/\/clients\/([0-9a-f]{32})/)[1];
  const begun = await request("POST", "/api/begin_upload", asForm, form({ client, name: "bundle.pdf", size: String(size) }));
  const { upload: id } = JSON.parse(begun.text);
  writeSync(openSync(`/proc/${pid}/clear_refs`, "w"), "5"); // resets the peak
  const before = memory(pid, "VmRSS");
  const piece = Buffer.alloc(1 << 20);
  const start = performance.now();
  const answer = await request("PUT", `/uploads/${id}`, { "content-length": size }, async (call) => {
    call.write("%PDF-1.7\n" + " ".repeat((1 << 20) - 9));
    for (let sent = 1; sent < size / piece.length; sent += 1) {
      if (!call.write(piece)) await new Promise((drained) => call.once("drain", drained));
    }
    call.end();
  });
  if (answer.status !== 201) throw new Error(`the upload answered ${answer.status}: ${answer.text}`);
  const seconds = (performance.now() - start) / 1000;
  return { grown: memory(pid, "VmHWM") - before, speed: size / seconds / 1e6 };
}

let server;
try {
  execFileSync(binary, ["demo", "--clients", clients], { env: settings, stdio: "ignore" });
  server = spawn(binary, ["serve"], { env: settings, stdio: ["ignore", "ignore", "inherit"] });
  for (let tries = 0; ; tries += 1) {
    const up = await request("GET", "/readyz").then((answer) => answer.status === 200, () => false);
    if (up) break;
    if (tries > 200) throw new Error("the server did not start");
    await new Promise((later) => setTimeout(later, 50));
  }
  await signIn();
  await rate("/clients", 1);
  const yardstick = await rate("/healthz", 4);
  const list = await rate("/clients", 8);
  console.log(`client list (${Number(clients) + 25} clients, 16 at a time): ${list.perSecond.toFixed(0)} requests/s, p95 ${list.p95.toFixed(1)} ms`);
  console.log(`health check, same run: ${yardstick.perSecond.toFixed(0)} requests/s; ratio ${(list.perSecond / yardstick.perSecond).toFixed(3)}`);
  const { grown, speed } = await upload(server.pid, 1 << 30);
  console.log(`1 GiB upload: memory grew by ${(grown / (1 << 20)).toFixed(1)} MiB at its peak, ${speed.toFixed(0)} MB/s`);
  if (grown > 64 << 20) throw new Error("memory grew by more than 64 MiB");
} finally {
  server?.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
  agent.destroy();
}
