// Which browser. Most tests run in Chromium's headless shell; what shows a PDF needs the whole Chromium.
import { existsSync } from "node:fs";

/** The first of Debian's packages that is here; without one Playwright takes the browser that it has installed itself. */
export function installed(...programs: string[]): string | undefined {
  return programs.map((program) => `/usr/bin/${program}`).find((program) => existsSync(program));
}

/** No sandbox: it can't be had as root; the only pages seen are our own. The rest keeps Chromium from calling home. */
export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const chromium = process.env.CHROMIUM || installed("chromium");

/** For `test.use`: the whole Chromium, with its PDF viewer. The rest is as in playwright.config.ts. */
export const WHOLE_BROWSER = chromium ? { launchOptions: { executablePath: chromium, args: ARGUMENTS } } : { channel: "chromium" };
