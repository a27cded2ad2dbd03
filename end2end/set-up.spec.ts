import { PASSWORD, Portal, expect, test } from "./support";
import { field, fill, follow, notice, press, signIn } from "./support/acts";

test("whoever opens the one-time link makes the firm and its owner", async ({ visit, watch }) => {
  const portal = await (await Portal.empty()).start();
  try {
    const page = await visit(portal);
    await page.goto("/");
    await expect(page.getByText("Nobody has set up this portal yet.")).toBeVisible();

    // Looking at the link spends nothing.
    const link = await portal.setUpLink();
    for (let times = 0; times < 3; times += 1) await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Set up the portal");
    await fill(page, {
      "Firm name": "Baptiste & Söhne",
      "Firm email": "office@baptiste.example",
      "Firm phone": "+592 555 0147",
      "Your name": "Renée Baptiste",
      Email: "renee@baptiste.example",
      Password: PASSWORD,
    });
    await field(page, "Time zone").selectOption("America/Guyana");
    await press(page, "Set up the portal");

    await expect(page).toHaveURL("/clients");
    await expect(notice(page)).toHaveText("The portal is ready. Add your first client.");
    await expect(page.getByRole("link", { name: "Baptiste & Söhne" })).toBeVisible();
    await expect(page.getByText("Owner")).toBeVisible();
    await press(page, "Sign out");
    await expect(page.getByText("You are signed out.")).toBeVisible();

    await signIn(page, { email: "Renee@Baptiste.example", password: PASSWORD });
    await expect(page).toHaveURL("/dashboard");
    await follow(page, "Settings");
    await expect(field(page, "Name")).toHaveValue("Baptiste & Söhne");
    await expect(field(page, "Time zone")).toHaveValue("America/Guyana");

    await watch.refusal(page, 410, () => page.goto(link));
    await expect(page.getByText("The portal is set up already.")).toBeVisible();
  } finally {
    await portal.stop();
  }
});
