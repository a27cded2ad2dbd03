// Every journey runs twice, with and without JavaScript. There is no webServer here: each worker starts a portal of
// its own, on a free port with an empty folder (see the fixtures), from the program that GK_NEXUS_BIN names.
import { defineConfig, devices } from "@playwright/test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

// A test may be started by hand or by `cargo leptos end-to-end`; then the program that was built last is tried.
// It must be that one, because both profiles write the same target/site.
const built = ["release", "debug"]
  .map((profile) => join(__dirname, "..", "target", profile, "gk-nexus"))
  .filter((program) => existsSync(program))
  .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
process.env.GK_NEXUS_BIN ||= built[0] ?? "";

// Unset or empty, and without Debian's package: the browser that Playwright itself has installed.
const chromium = process.env.CHROMIUM || (existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : undefined);

export default defineConfig({
  testDir: ".",
  outputDir: "results/artifacts",
  reporter: [["list"], ["json", { outputFile: "results/results.json" }]],
  // A test that passes only at the second try has found something.
  retries: 0,
  workers: 2,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    ...devices["Desktop Chrome"],
    locale: "en-GB",
    timezoneId: "UTC",
    // Pages that fade into one another cost each journey seconds; keyboard.spec.ts looks at what moves.
    contextOptions: { reducedMotion: "reduce" },
    // What a trace needs took a fifth of the time of all tests. Whoever wants one asks for it:
    // make e2e ARGS='--trace retain-on-failure --grep invitation'
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      // No sandbox: it can't be had as root; the only pages seen are our own. The rest keeps Chromium from calling home.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "with JavaScript", use: { javaScriptEnabled: true } },
    { name: "without JavaScript", use: { javaScriptEnabled: false }, grepInvert: /@javascript/ },
  ],
});
