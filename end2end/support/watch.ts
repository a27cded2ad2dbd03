// Looks over the shoulder of every browser: an error on the console, an uncaught exception or a breach of the content
// security policy fails the test, wherever it happens.
import { type Page, type Response, expect } from "@playwright/test";

/** What Chromium writes on the console about an answer with 4xx or 5xx. */
const REFUSED = /^Failed to load resource: the server responded with a status of (\d+)/;
/** The browser breaks a view transition off when the window changes meanwhile; the page is there all the same. */
const TRANSITION = /^uncaught \w+: Transition was (aborted|skipped)/;
/** What Playwright itself would run in a document's preview, which lets no script run. */
const PREVIEW = /^Blocked script execution in '[^']*\/documents\/[0-9a-f]{32}\/preview'/;

export class Watch {
  private readonly seen: { words: string; url: string }[] = [];
  private readonly provoked: { status: number; url: string }[] = [];
  private readonly allowed = [TRANSITION, PREVIEW];

  /** Begins to watch this page. */
  over(page: Page): void {
    page.on("console", (message) => {
      const words = message.text();
      if (message.type() === "error" || /Content.Security.Policy/i.test(words)) {
        this.seen.push({ words, url: message.location().url });
      }
    });
    page.on("pageerror", (error) => this.seen.push({ words: `uncaught ${error}`, url: page.url() }));
    page.on("crash", () => this.seen.push({ words: "the page crashed", url: page.url() }));
  }

  /** Does something that the server refuses with this status; the page that says so is part of the story. */
  async refusal(page: Page, status: number, act: () => Promise<unknown>): Promise<void> {
    const refused = (answer: Response) => answer.status() >= 400 && answer.request().isNavigationRequest();
    const [answer] = await Promise.all([page.waitForResponse(refused, { timeout: 10_000 }), act()]);
    expect(answer.status(), `status of ${answer.url()}`).toBe(status);
    this.provoked.push({ status, url: answer.url() });
  }

  /** Errors with these words or from such an address are part of the story. */
  allow(words: RegExp): void {
    this.allowed.push(words);
  }

  /** What nobody provoked. */
  problems(): string[] {
    const provoked = [...this.provoked];
    const unexpected = this.seen.filter(({ words, url }) => {
      if (this.allowed.some((pattern) => pattern.test(`${words} (${url})`))) return false;
      const status = Number(REFUSED.exec(words)?.[1]);
      const place = provoked.findIndex((answer) => answer.status === status && answer.url === url);
      return place < 0 || !provoked.splice(place, 1);
    });
    return unexpected.map(({ words, url }) => `${words} (${url})`);
  }
}
