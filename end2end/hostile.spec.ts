// Hostile names and texts, typed as people type and sent as forgers send, seen by a real browser: no dialog, no script, no
// request to elsewhere, no breach of the content security policy. The texts are those of the Rust tests.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, Portal, test } from "./support";
import { WHOLE_BROWSER } from "./support/whole-browser";

test.use(WHOLE_BROWSER);

const TEXTS: string[] = readFileSync(join(__dirname, "..", "tests", "hostile", "texts.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

/** What must not happen on a page, as it happens. */
function wary(page: Page, home: string): string[] {
  const seen: string[] = [];
  page.on("dialog", (dialog) => {
    seen.push(`a dialog says ${dialog.message()} on ${page.url()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (url.endsWith("/csp-reports")) seen.push(`a breach of the policy on ${page.url()}`);
    // The browser's own PDF viewer, in the review's preview.
    const ours = [home, "data:", "chrome:", "chrome-extension:"].some((begin) => url.startsWith(begin)) || url === "about:blank";
    if (!ours) seen.push(`${page.url()} asks for ${url}`);
  });
  return seen;
}

/** Elements and attributes that no page of ours has. */
async function foreign(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")].flatMap((element) =>
      [...element.attributes]
        .filter(({ name }) => name.startsWith("on") || ["style", "srcdoc", "data-hostile"].includes(name))
        .map(({ name, value }) => `<${element.localName} ${name}=${value}>`)
        .concat(element.localName === "x-hostile" ? ["<x-hostile>"] : [])
        .concat(/^\s*javascript:/i.test(element.getAttribute("href") ?? "") ? [`<${element.localName} href=javascript:>`] : []),
    ),
  );
}

/** Everything that a pointer and a key can touch off on this page. */
async function touch(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("main *")) {
      for (const name of ["mouseover", "focus", "pointerenter", "mouseenter"]) element.dispatchEvent(new Event(name, { bubbles: true }));
    }
  });
}

/** Posts a form that may be refused, but not break anything. */
async function post(hand: APIRequestContext, action: string, form: Record<string, string>): Promise<boolean> {
  const answer = await hand.post(`/api/${action}`, { form: { _page: "/", ...form } });
  expect(answer.status(), `${action} ${JSON.stringify(form)}: ${await answer.text()}`).toBeLessThan(500);
  return answer.status() === 303;
}

/** The demo firm with hostile texts wherever they are taken; the pages on which they stand. */
async function fill(portal: Portal, hand: APIRequestContext): Promise<string[]> {
  const pages = ["/dashboard", "/clients?sort=-created", "/activity", "/requests", "/matters", "/matters?view=board", "/templates", "/settings/review", "/settings/matter-types", "/review"];
  const people = await (await hand.get("/clients")).text();
  const profile = /href="(\/clients\/[0-9a-f]{32})"/.exec(people)?.[1] ?? "";
  const client = profile.split("/")[2];
  const list = await (await hand.get("/matters")).text();
  const matter = /href="\/matters\/([0-9a-f]{32})"/.exec(list)?.[1] ?? "";
  let taken = 0;
  for (const [place, text] of TEXTS.entries()) {
    const acts: [string, Record<string, string>][] = [
      ["create_client", { name: text, email: `hostile${place}@mail.example`, phone: "", contact_person: text, lead: "" }],
      ["add_matter_note", { matter, words: text }],
      ["add_task", { matter, task: text }],
      ["add_reason", { words: text }],
      ["save_template", { template: "", name: text, message: text, due_days: "7" }],
      ["draft_request", { client, title: text, message: text, due_on: "2030-01-01" }],
      ["add_contact", { client, name: text, email: `contact${place}@mail.example`, phone: "" }],
    ];
    // Each text goes two ways; together they go all of them.
    for (const at of [place, place + 3]) {
      const [action, form] = acts[at % acts.length];
      taken += Number(await post(hand, action, form));
    }
  }
  expect(taken, "texts that were taken").toBeGreaterThan(200);
  await post(hand, "change_sentence", { matter, sentence: TEXTS[0] });
  return pages.concat(["", "/portal-access", "/requests", "/documents", "/activity", "/matters"].map((tab) => profile + tab), `/matters/${matter}`);
}

test.describe("with a script", { tag: "@javascript" }, () => {
  // A demo firm of its own: nobody else wants these names.
  let demo: Portal;
  test.beforeAll(async () => {
    demo = await (await (await Portal.empty()).fillDemo()).start();
  });
  test.afterAll(() => demo.stop());

  test("a browser sees hostile names and texts as names and texts", async ({ visit }) => {
    test.setTimeout(180_000);
    const hand = await demo.hand(demo.owner);
    const page = await visit(demo, demo.owner);
    const seen = wary(page, demo.address);
    const pages = await fill(demo, hand);
    let shown = 0;
    for (const path of pages) {
      await page.goto(path);
      for (let turn = 0; turn < 8; turn += 1) {
        expect(await foreign(page), page.url()).toEqual([]);
        await touch(page);
        shown += Number((await page.locator("body").innerText()).includes("alert(1)"));
        const next = page.getByRole("link", { name: /^(Next|Show more|Older)/, disabled: false });
        if ((await next.count()) === 0) break;
        await next.first().click();
      }
    }
    expect(shown, "pages on which hostile texts stand").toBeGreaterThan(8);

    // What is asked for comes back in the field, and nowhere as markup.
    for (const text of TEXTS.filter((_, place) => place % 32 === 0)) {
      for (const path of ["/clients", "/matters", "/activity"]) {
        await page.goto(`${path}?q=${encodeURIComponent(text)}`);
        expect(await foreign(page), page.url()).toEqual([]);
      }
    }
    expect(seen).toEqual([]);
  });

  test("what looks for a dialog and for foreign markup finds them", async ({ browser }) => {
    // A page without our policy: here the same texts do what they were made for.
    const page = await (await browser.newContext()).newPage();
    const seen = wary(page, "about:");
    await page.setContent("<main><img src=x onerror=alert(1)><x-hostile></x-hostile><p onmouseover=alert(2)>x</p></main>");
    await touch(page);
    await expect.poll(() => seen.filter((words) => words.startsWith("a dialog")).length).toBeGreaterThanOrEqual(2);
    expect((await foreign(page)).length).toBeGreaterThanOrEqual(3);
    await page.context().close();
  });
});
