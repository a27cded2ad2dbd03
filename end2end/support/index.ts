// What every journey has: a portal of its worker, people at browsers, and a watch over them.
import { type Page, test as base, expect } from "@playwright/test";
import { Portal, type Cookies, type Person } from "./portal";
import { Watch } from "./watch";

export { expect, type Page };
export { PASSWORD, Portal, somebody, type Client, type Person } from "./portal";

interface Journey {
  /** Sits somebody down at a browser of their own: signed in if they are named, with other cookies as on another device. */
  visit: (portal: Portal, person?: Person, cookies?: Cookies) => Promise<Page>;
  /** Waits until a page's islands are alive; a page without one is ready as it comes. */
  ready: (page: Page) => Promise<void>;
  /** Fails the test on any console error, exception or policy breach that it did not provoke. */
  watch: Watch;
}

interface Office {
  /** A firm with its owner and no clients; every test brings its own people. */
  portal: Portal;
  /** The demo firm: pages with data on them. */
  demo: Portal;
}

export const test = base.extend<Journey, Office>({
  portal: [
    async ({}, use) => {
      const portal = await Portal.empty();
      try {
        await use(await (await portal.start()).openOffice());
      } finally {
        await portal.stop();
      }
    },
    { scope: "worker" },
  ],
  demo: [
    async ({}, use) => {
      const portal = await Portal.empty();
      try {
        await use(await (await portal.fillDemo()).start());
      } finally {
        await portal.stop();
      }
    },
    { scope: "worker", timeout: 60_000 },
  ],
  watch: [
    async ({}, use) => {
      const watch = new Watch();
      await use(watch);
      expect(watch.problems(), "errors in the browsers").toEqual([]);
    },
    { auto: true },
  ],
  visit: async ({ browser, watch }, use) => {
    const pages: Page[] = [];
    await use(async (portal, person, cookies) => {
      const storageState = cookies ?? (person && (await portal.session(person)));
      const context = await browser.newContext({ baseURL: portal.address, storageState });
      const page = await context.newPage();
      watch.over(page);
      pages.push(page);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
  ready: async ({ javaScriptEnabled }, use) => {
    await use(async (page) => {
      if (javaScriptEnabled && (await page.locator("script[data-wasm]").count()) > 0) {
        await expect(page.locator("html")).toHaveAttribute("data-hydrated", "");
      }
    });
  },
});
