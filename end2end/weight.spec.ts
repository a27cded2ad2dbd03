// What travels to a browser that comes for the first time: bytes on the wire, compressed as served, headers included.
import type { Page, Request } from "@playwright/test";
import { type Person, type Portal, expect, test } from "./support";

const KB = 1_000;
/** What a page sends, by kind. */
type Weight = Record<"page" | "styles" | "scripts" | "wasm" | "fonts" | "pictures", number>;

const LIVE = ["/dashboard", "/review"];

async function weigh(page: Page, path: string, ready: (page: Page) => Promise<void>): Promise<Weight> {
  const requests: Request[] = [];
  // What the browser's own PDF viewer is made of comes with the browser.
  const travels = (request: Request) => request.url().startsWith("http");
  page.on("requestfinished", (request) => travels(request) && requests.push(request));
  await page.goto(path);
  await ready(page);
  // A page that changes by itself keeps a line open: it is never idle.
  await page.waitForLoadState(LIVE.includes(path) ? "load" : "networkidle");
  const weight: Weight = { page: 0, styles: 0, scripts: 0, wasm: 0, fonts: 0, pictures: 0 };
  for (const request of requests) {
    const answer = await request.response();
    const kind = kindOf(request);
    if ((kind === "scripts" || kind === "wasm") && answer) {
      expect(await answer.headerValue("content-encoding"), request.url()).toBe("br");
    }
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    weight[kind] += responseBodySize + responseHeadersSize;
  }
  return weight;
}

function kindOf(request: Request): keyof Weight {
  const path = new URL(request.url()).pathname;
  if (path.endsWith(".wasm")) return "wasm";
  if (path.endsWith(".js")) return "scripts";
  if (path.endsWith(".css")) return "styles";
  if (path.startsWith("/fonts/")) return "fonts";
  return request.isNavigationRequest() ? "page" : "pictures";
}

function sum(weight: Weight): number {
  return Object.values(weight).reduce((sum, bytes) => sum + bytes, 0);
}

/** One line of the table that this spec prints. */
function tell(path: string, weight: Weight): void {
  const kinds = Object.entries(weight).map(([kind, bytes]) => `${kind} ${(bytes / KB).toFixed(1)}`);
  const all = (sum(weight) / KB).toFixed(1).padStart(6);
  console.log(`    ${path.replace(/[0-9a-f]{32}/, "{id}").padEnd(30)} ${all} kB: ${kinds.join(", ")}`);
}

/** Addresses of a client of the demo that has documents. */
async function someClient(demo: Portal): Promise<string> {
  const list = await (await (await demo.hand(demo.owner)).get("/clients")).text();
  return /(\/clients\/[^"/]+)"[^>]*>Mariam Rahman</.exec(list)?.[1] ?? "";
}

test.describe("with a script", { tag: "@javascript" }, () => {
  test("somebody who signs in, activates or resets on a slow line waits for at most 30 kB", async ({ demo, visit, ready, watch }) => {
    for (const [path, status] of [["/login", 200], ["/forgot-password", 200], ["/activate/x", 410], ["/reset-password/x", 410]] as const) {
      const page = await visit(demo);
      if (status !== 200) watch.allow(new RegExp(`status of ${status} .*${path}`));
      const weight = await weigh(page, path, ready);
      tell(path, weight);
      expect(weight.wasm, `WebAssembly of ${path}`).toBe(0);
      expect(sum(weight) - weight.fonts, `${path} without fonts`).toBeLessThanOrEqual(30 * KB);
    }
  });

  const pages: [string, (demo: Portal) => Promise<{ person: Person; paths: string[]; islands: string[]; most: number }>][] = [
    [
      "a client’s phone loads at most 130 kB of code and 220 kB in all",
      async (demo) => {
        const home = await (await (await demo.hand(demo.clients[0])).get("/portal")).text();
        const [matter, request] = ["matters", "requests"].map((path) => new RegExp(`/portal/${path}/[0-9a-f]{32}`).exec(home)?.[0] ?? "");
        expect([matter, request]).not.toContain("");
        return {
          person: demo.clients[0],
          paths: ["/portal", matter, request, "/portal/documents", "/portal/appointments", "/portal/account"],
          islands: [request, "/portal/documents"],
          most: 220,
        };
      },
    ],
    [
      "staff load WebAssembly only where files are sent and where a page changes by itself",
      async (demo) => {
        const client = await someClient(demo);
        const tabs = ["", "/documents", "/portal-access"].map((tab) => client + tab);
        const paths = ["/dashboard", "/clients", "/review", "/settings", ...tabs];
        return { person: demo.owner, paths, islands: [...LIVE, `${client}/documents`], most: 250 };
      },
    ],
  ];
  for (const [title, find] of pages) {
    test(title, async ({ demo, visit, ready }) => {
      const { person, paths, islands, most } = await find(demo);
      for (const path of paths) {
        const page = await visit(demo, person);
        const weight = await weigh(page, path, ready);
        tell(path, weight);
        expect(weight.wasm > 0, `WebAssembly of ${path}`).toBe(islands.includes(path));
        expect(weight.wasm + weight.scripts, `code of ${path}`).toBeLessThanOrEqual(130 * KB);
        expect(sum(weight), `all of ${path}`).toBeLessThanOrEqual(most * KB);
        await page.context().close();
      }
    });
  }
});
