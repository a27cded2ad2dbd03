// Measures how long the pages of a large firm take, one at a time: lists, searches, dashboards, single things. With 10,000
// clients there are 50,000 matters, 200,000 documents and 1,000,000 lines of activity. On SQLite, and on Postgres where
// TEST_POSTGRES_URL names an empty database (scripts/with-postgres). Fails when a page's 95th percentile is above its goal.
import { readFileSync } from "node:fs";
import { Portal, STAFF, percentile } from "./support.mjs";

const clients = Number(process.env.BENCH_CLIENTS ?? "10000");
const times = Number(process.env.BENCH_TIMES ?? "60");
const goals = { SQLite: 50, Postgres: 80 };

/** Pages of staff; what stands in braces is looked up first. */
const PAGES = [
  "/dashboard",
  "/clients",
  "/clients?sort=-created",
  "/clients?status=all",
  "/clients?status=archived",
  "/clients?q=kowalski",
  "/clients?q=a",
  "/clients?q=liam%20lopez",
  "/clients?q=client7777",
  "/clients?q=nobody",
  "/clients?access=Active",
  "/clients?access=Pending",
  "/clients?access=Expired",
  "/clients?access=Not%20Invited",
  "/clients?access=Inactive&q=ada",
  "/clients/{client}",
  "/clients/{client}/matters",
  "/clients/{client}/documents",
  "/clients/{client}/requests",
  "/clients/{client}/portal-access",
  "/clients/{client}/activity",
  "/matters",
  "/matters?view=mine",
  "/matters?view=waiting",
  "/matters?view=overdue",
  "/matters?view=board&by=status",
  "/matters?view=board&by=phase",
  "/matters?q=tax",
  "/matters?q=kowalski%20permit",
  "/matters?q=tax%202026",
  "/matters?q=M-2026-0123",
  "/matters/{matter}",
  "/deadlines",
  "/deadlines?due=week",
  "/requests",
  "/requests?due=overdue",
  "/requests?state=complete",
  "/requests?q=kowalski",
  "/requests/{request}",
  "/review",
  "/templates",
  "/activity",
  "/activity?q=kowalski",
  "/activity?q=nothing%20like%20this",
  "/activity?act=client%20archived",
  "/activity?side=client&act=document%20received",
  "/activity?from=2020-01-01&to=2020-02-01",
  "/settings",
];
const OF_A_CLIENT = ["/portal", "/portal/documents", "/portal/account"];

async function idsOf(portal) {
  const first = async (path, kind) => {
    const { text } = await portal.request("GET", path);
    return text.match(new RegExp(`/${kind}/([0-9a-f]{32})`))?.[1] ?? "";
  };
  return {
    client: await first("/clients?q=client12", "clients"),
    matter: await first("/matters", "matters"),
    request: await first("/requests?due=overdue", "requests"),
  };
}

/** Waits until the machine is at rest: a firm of this size that comes to life at once is owed thousands of reminders. */
async function rest() {
  const idle = () => readFileSync("/proc/stat", "utf8").match(/^cpu +(.*)/)[1].split(" ").map(Number);
  for (let tries = 0, quiet = 0; quiet < 3 && tries < 180; tries += 1) {
    const before = idle();
    await new Promise((later) => setTimeout(later, 1000));
    const passed = idle().map((ticks, kind) => ticks - before[kind]);
    quiet = passed[3] / passed.reduce((sum, ticks) => sum + ticks) > 0.9 ? quiet + 1 : 0;
  }
}

async function measure(portal, path) {
  for (let warm = 0; warm < 3; warm += 1) await portal.time(path);
  const taken = [];
  for (let count = 0; count < times; count += 1) taken.push(await portal.time(path));
  return { median: percentile(taken, 0.5), p95: percentile(taken, 0.95) };
}

async function all(name, database) {
  const portal = await Portal.open(clients, database);
  const slow = [];
  try {
    console.log(`${name}: ${clients} clients filled in ${portal.filledIn.toFixed(0)} s; goal ${goals[name]} ms at the 95th percentile`);
    const walk = async (person, pages) => {
      await portal.signIn(person);
      await rest();
      const ids = person === STAFF ? await idsOf(portal) : {};
      for (const page of pages) {
        const path = page.replace(/\{(\w+)\}/, (_, kind) => ids[kind]);
        const { median, p95 } = await measure(portal, path).catch((error) => ({ median: NaN, p95: Infinity, error }));
        const late = !(p95 <= goals[name]);
        if (late) slow.push(page);
        console.log(`  ${page.padEnd(52)} median ${median.toFixed(1).padStart(7)} ms   p95 ${p95.toFixed(1).padStart(7)} ms${late ? "   ABOVE" : ""}`);
      }
    };
    await walk(STAFF, PAGES);
    // The first of each ten has portal access.
    await walk({ email: `client${Math.floor(clients / 20) * 10}@scale.example`, password: STAFF.password }, OF_A_CLIENT);
  } finally {
    portal.close();
  }
  return slow.map((page) => `${page} on ${name}`);
}

const slow = await all("SQLite");
if (process.env.TEST_POSTGRES_URL) slow.push(...(await all("Postgres", process.env.TEST_POSTGRES_URL)));
if (slow.length > 0) throw new Error(`above the goal: ${slow.join(", ")}`);
