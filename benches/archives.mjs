// "Download all": how long until the first byte of a client's documents as one ZIP, how fast it goes on, and what memory that
// takes; small files and large ones. The goal of the first byte is 50 ms, whatever follows it.
import http from "node:http";
import { Portal, memory, percentile, sendWhole } from "./support.mjs";

const rounds = Number(process.env.GK_ROUNDS ?? 25);
const small = Number(process.env.GK_SMALL ?? 200);
const large = Number(process.env.GK_LARGE ?? 3);
const LARGE = 512 * 1024 ** 2;
const GOAL = { first: 50, memory: 16 };
const PERSON = { email: "mariam.rahman@mail.example", password: "letterhead and ledger" };

/** Milliseconds to the first byte of the body, and to the last; bytes. Without `whole` it is left after the first. */
function take(portal, path, whole) {
  return new Promise((done, failed) => {
    const begun = performance.now();
    const headers = { cookie: portal.cookie, "sec-fetch-site": "same-origin" };
    const call = http.get(portal.base + path, { headers, agent: false }, (answer) => {
      if (answer.statusCode !== 200) return failed(new Error(`${path} answered ${answer.statusCode}`));
      let first, bytes = 0;
      answer.on("data", (part) => {
        first ??= performance.now() - begun;
        bytes += part.length;
        if (!whole) {
          done({ first });
          call.destroy();
        }
      });
      answer.on("end", () => done({ first, took: performance.now() - begun, bytes }));
    });
    call.on("error", (error) => (whole ? failed(error) : undefined));
  });
}

const portal = await Portal.open(1);
try {
  await portal.signIn(PERSON);
  for (let number = 0; number < small; number += 1) await sendWhole(portal, `page ${number}.pdf`, 20_000 + number);
  for (let number = 0; number < large; number += 1) await sendWhole(portal, `bundle ${number}.pdf`, LARGE + number);
  const path = "/portal/documents.zip";
  await take(portal, path, false);
  const before = memory(portal.server.pid, "VmRSS");
  const firsts = [];
  for (let round = 0; round < rounds; round += 1) firsts.push((await take(portal, path, false)).first);
  const whole = await take(portal, path, true);
  const grown = Math.max(0, memory(portal.server.pid, "VmHWM") - before) / 1024 ** 2;
  console.log(`${small + large} files, ${(whole.bytes / 1024 ** 2).toFixed(0)} MiB as one: first byte p50 ${percentile(firsts, 0.5).toFixed(1)}, p95 ${percentile(firsts, 0.95).toFixed(1)} ms (goal ${GOAL.first}); ${(whole.bytes / 1e3 / whole.took).toFixed(0)} MB/s; memory grew by ${grown.toFixed(1)} MiB at its peak (goal ${GOAL.memory})`);
} finally {
  portal.close();
}
