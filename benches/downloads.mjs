// How fast a large file goes out, side by side in one run: the portal, which asks again and again whether its reader still
// may, and nginx, which lets the kernel send the very same file. GK_DOWNLOAD_BYTES chooses the size, GK_ROUNDS how often.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Portal, memory, median, sendWhole } from "./support.mjs";

const size = Number(process.env.GK_DOWNLOAD_BYTES ?? 2 * 1024 ** 3);
const rounds = Number(process.env.GK_ROUNDS ?? 5);
const GOAL = 0.7;
const PERSON = { email: "mariam.rahman@mail.example", password: "letterhead and ledger" };

/** Where a stored file of this size lies. */
function blobOf(folder, bytes) {
  for (const part of readdirSync(join(folder, "blobs"))) {
    for (const name of readdirSync(join(folder, "blobs", part))) {
      if (statSync(join(folder, "blobs", part, name)).size === bytes) return join(folder, "blobs", part, name);
    }
  }
  throw new Error("the file is not there");
}

function nginx(folder, port, file) {
  mkdirSync(join(folder, "logs"), { recursive: true });
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ");
  const as = process.getuid() === 0 ? "user root;" : "";
  writeFileSync(join(folder, "nginx.conf"), `${as} worker_processes 1; pid ${folder}/pid; error_log stderr error; events {}
    http { access_log off; sendfile on; tcp_nopush on; ${temp}
      server { listen 127.0.0.1:${port}; location = /file { alias ${file}; } } }`);
  return spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-g", "daemon off;"], { stdio: "inherit" });
}

/** MB/s, by curl, which is quicker than either server. */
function speed(url, cookie) {
  const said = execFileSync("curl", ["-fsS", "--retry", "20", "--retry-connrefused", "--retry-delay", "0", "-H", `cookie: ${cookie}`, "-o", "/dev/null", "-w", "%{speed_download} %{size_download}", url], { encoding: "utf8" });
  const [bytes, whole] = said.split(" ").map(Number);
  if (whole !== size) throw new Error(`${url}: ${whole} bytes came`);
  return bytes / 1e6;
}

const portal = await Portal.open(1);
const folder = mkdtempSync(join(tmpdir(), "gk-nexus-nginx-"));
let other;
try {
  await portal.signIn(PERSON);
  await sendWhole(portal, "bundle.pdf", size);
  const list = (await portal.request("GET", "/portal/documents")).text;
  const place = list.indexOf("bundle.pdf");
  const ways = [...list.matchAll(/\/documents\/[0-9a-f]{32}\/download/g)];
  const way = ways.sort((one, other) => Math.abs(one.index - place) - Math.abs(other.index - place))[0][0];
  const port = 30000 + Math.floor(Math.random() * 10000);
  other = nginx(folder, port, blobOf(portal.folder, size));
  const [ours, theirs] = [[], []];
  const before = memory(portal.server.pid, "VmRSS");
  for (let round = 0; round < rounds; round += 1) {
    ours.push(speed(portal.base + way, portal.cookie));
    theirs.push(speed(`http://127.0.0.1:${port}/file`, ""));
  }
  const grown = (memory(portal.server.pid, "VmHWM") - before) / 1024 ** 2;
  const ratio = median(ours) / median(theirs);
  console.log(`${size / 1024 ** 2} MiB out: portal ${median(ours).toFixed(0)} MB/s, nginx ${median(theirs).toFixed(0)} MB/s, ratio ${ratio.toFixed(2)} (goal ${GOAL}); memory grew by ${Math.max(0, grown).toFixed(1)} MiB at its peak`);
} finally {
  portal.close();
  other?.kill();
  rmSync(folder, { recursive: true, force: true });
}
