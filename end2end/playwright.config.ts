// Every journey runs twice, with and without JavaScript. There is no webServer here: each worker starts a portal of
// its own, on a free port with an empty folder (see the fixtures), from the program that GK_NEXUS_BIN names.
import { defineConfig, devices } from "@playwright/test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { ARGUMENTS, installed } from "./support/whole-browser";

// A test may be started by hand or by `cargo leptos end-to-end`; then the program that was built last is tried.
// It must be that one, because both profiles write the same target/site.
const built = ["release", "debug"]
  .map((profile) => join(__dirname, "..", "target", profile, "gk-nexus"))
  .filter((program) => existsSync(program))
  .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
process.env.GK_NEXUS_BIN ||= built[0] ?? "";

// Chromium without its window starts and opens pages in half the time; its engine is the same. What it lacks is the PDF
// viewer: the tests that need it say so (support/whole-browser.ts).
const chromium = process.env.CHROMIUM_SHELL || process.env.CHROMIUM || installed("chromium-headless-shell", "chromium");

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
      args: ARGUMENTS,
    },
  },
  projects: [
    { name: "with JavaScript", use: { javaScriptEnabled: true } },
    { name: "without JavaScript", use: { javaScriptEnabled: false }, grepInvert: /@javascript/ },
  ],
});
