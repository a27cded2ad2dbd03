// A portal to be measured: the release build with its own folder, database and port, filled with invented clients.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import http from "node:http";

const binary = process.env.GK_NEXUS_BIN ?? "target/release/gk-nexus";
export const STAFF = { email: "anjali@persaudvale.example", password: "letterhead and ledger" };

export class Portal {
  /** Fills a database with so many clients beside the demo firm and serves it. Without an address: SQLite in a folder. */
  static async open(clients, database) {
    const portal = new Portal(database);
    const begun = performance.now();
    execFileSync(binary, ["demo", "--clients", String(clients)], { env: portal.settings, stdio: ["ignore", "ignore", "inherit"] });
    portal.filledIn = (performance.now() - begun) / 1000;
    portal.server = spawn(binary, ["serve"], { env: portal.settings, stdio: ["ignore", "ignore", "inherit"] });
    for (let tries = 0; ; tries += 1) {
      const up = await portal.request("GET", "/readyz").then((answer) => answer.status === 200, () => false);
      if (up) return portal;
      if (tries > 200) throw new Error("the server did not start");
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  constructor(database) {
    this.folder = mkdtempSync(join(tmpdir(), "gk-nexus-bench-"));
    const port = 20000 + Math.floor(Math.random() * 10000);
    this.base = `http://127.0.0.1:${port}`;
    this.settings = {
      ...process.env, DATA_DIR: this.folder, DATABASE_URL: database ?? `sqlite://${this.folder}/portal.db`, BASE_URL: this.base,
      BIND: `127.0.0.1:${port}`, RESEND_API_KEY: "", SMTP_URL: "", EMAIL_FROM: "", RUST_LOG: "error",
    };
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
    this.cookie = "";
  }

  request(method, path, headers = {}, body = undefined) {
    return new Promise((done, failed) => {
      const { agent, cookie } = this;
      const call = http.request(this.base + path, { method, agent, headers: { "sec-fetch-site": "same-origin", cookie, ...headers } }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }));
      });
      call.on("error", failed);
      if (typeof body === "function") body(call);
      else call.end(body);
    });
  }

  /** Calls a server function as an island does. */
  act(name, values) {
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
    return this.request("POST", `/api/${name}`, headers, new URLSearchParams(values).toString());
  }

  async signIn(person) {
    const answer = await this.act("sign_in", person);
    if (!answer.headers["set-cookie"]) throw new Error(`${person.email} can't sign in: ${answer.text}`);
    this.cookie = answer.headers["set-cookie"][0].split(";")[0];
  }

  /** Milliseconds of one GET that must succeed. */
  async time(path) {
    const start = performance.now();
    const answer = await this.request("GET", path);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    return performance.now() - start;
  }

  close() {
    this.server?.kill("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
    this.agent.destroy();
  }
}

/** What a piece of a file says of itself that begins at its beginning (tus 1.0). */
export const TUS = { "tus-resumable": "1.0.0", "upload-offset": "0", "content-type": "application/offset+octet-stream" };

/** A line of a process's memory, bytes: `VmRSS` now, `VmHWM` at its peak. */
export function memory(pid, line) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(status.match(new RegExp(`${line}:\\s+(\\d+) kB`))[1]) * 1024;
}

/** The value below which so many of all lie. */
export function percentile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The one in the middle. */
export function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

const filler = Buffer.alloc(1024 ** 2, "%PDF-1.7\n");

/** One request that carries `bytes` bytes of filler; gives the answer. */
export function pour(base, agent, method, path, headers, bytes = 0) {
  return new Promise((done, failed) => {
    const call = http.request(base + path, { method, agent, headers: { ...headers, "content-length": bytes } }, (answer) => {
      answer.resume().on("end", () => done(answer));
    });
    call.on("error", failed);
    const pouring = async () => {
      for (let left = bytes; left > 0; left -= filler.length) {
        const piece = left < filler.length ? filler.subarray(0, left) : filler;
        if (!call.write(piece)) await new Promise((drained) => call.once("drain", drained));
      }
      call.end();
    };
    pouring().catch(failed);
  });
}

/** A file of so many bytes by tus, piece by piece, as the person of this cookie. */
export async function sendInPieces(base, cookie, name, size, piece) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { cookie, "sec-fetch-site": "same-origin" };
  const metadata = `filename ${Buffer.from(name).toString("base64")}`;
  const made = await pour(base, agent, "POST", "/uploads", { ...headers, "tus-resumable": "1.0.0", "upload-length": size, "upload-metadata": metadata });
  if (made.statusCode !== 201) throw new Error(`${name} is refused: ${made.statusCode}`);
  const at = new URL(made.headers.location, base).pathname;
  for (let sent = 0; sent < size; sent += piece) {
    const answer = await pour(base, agent, "PATCH", at, { ...headers, ...TUS, "upload-offset": sent }, Math.min(piece, size - sent));
    if (answer.statusCode !== 204) throw new Error(`${at} answered ${answer.statusCode} at ${sent}`);
  }
  agent.destroy();
}

/** The same in one request. */
export function sendWhole(portal, name, size) {
  return sendInPieces(portal.base, portal.cookie, name, size, size);
}
