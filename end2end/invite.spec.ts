// The seed's steps, word by word: shared/seed-client-portal-access.md.
import { type Page, expect, somebody, test } from "./support";
import { button, fact, field, fill, follow, notice, openTab, press, sheet } from "./support/acts";

/** The dialog that confirms the address. */
function dialog(page: Page, name: string) {
  return page.getByRole("dialog", { name: `Invite ${name}` });
}

test("staff invite a client, who opens the link, chooses a password and is in", async ({ portal, visit, watch }) => {
  const client = somebody("Mariam");
  const staff = await visit(portal, portal.owner);
  await staff.goto("/dashboard");

  // A client is made in one form; its first contact comes with it.
  await follow(staff.getByRole("navigation", { name: "Main" }), "Clients");
  await staff.getByRole("link", { name: "New client" }).first().click();
  await fill(staff, { Name: client.name, Email: client.email, Phone: client.phone });
  await press(staff, "Save client");
  await expect(notice(staff)).toHaveText("The client is saved. Invite them when you are ready.");

  // 1 Clients, 2 the client, 3 Portal Access, 4 Send Portal Invite, 5 confirm the address, 6 Send Invitation.
  await openTab(staff, client, "Portal Access");
  const card = sheet(staff, client);
  await expect(card.getByText("Not Invited", { exact: true })).toBeVisible();
  await expect(fact(card, "Last login")).toHaveText("never");
  await press(staff, "Send Portal Invite");
  const confirm = dialog(staff, client.name);
  await expect(field(confirm, "Email")).toHaveValue(client.email);
  await fill(confirm, { "Personal note": "As we said on the phone.\nI look forward to it." });
  await press(confirm, "Send Invitation");
  await expect(notice(staff)).toHaveText(`The invitation to ${client.email} is on its way. The link works for 7 days.`);
  await expect(card.getByText("Pending", { exact: true })).toBeVisible();
  await expect(card.getByText(`Invited by ${portal.owner.name}`)).toBeVisible();
  await expect(card.getByText("in 7 days")).toBeVisible();

  // What the client receives.
  const mail = await portal.mail(client, "invites you");
  expect(mail.subject).toContain(portal.firm.firm_name);
  for (const words of [client.name, "As we said on the phone.", "I look forward to it.", "valid for 7 days", "at least 8 characters"]) {
    expect(mail.text).toContain(words);
  }
  for (const reach of [portal.owner.name, portal.owner.email, portal.firm.firm_phone]) expect(mail.text).toContain(reach);
  const link = mail.link("/activate/");
  expect(new URL(link).origin).toBe(portal.address);

  // Opening the link spends nothing, not even the third time.
  const person = await visit(portal);
  for (let times = 0; times < 3; times += 1) {
    await person.goto(link);
    await expect(person.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${client.name.split(" ")[0]}`);
  }
  await expect(field(person, "Email")).toHaveValue(client.email);
  await expect(field(person, "Email")).not.toBeEditable();
  await fill(person, { Password: client.password });
  await press(person, "Activate account");
  await expect(person).toHaveURL("/portal");
  await expect(notice(person)).toHaveText("Your account is active. You are signed in.");
  const ways = person.getByRole("navigation", { name: "Portal" }).getByRole("link");
  await expect(ways).toHaveText(["Home", "Documents", "Appointments", "Account"]);
  expect((await portal.mail(client, "Welcome")).text).toContain(client.email);

  // The link has done its work.
  await watch.refusal(person, 410, () => person.goto(link));
  await expect(person.getByRole("heading", { level: 1 })).toHaveText("This link no longer works");
  await expect(button(person, "Ask for a new link")).toBeVisible();

  await staff.reload();
  await expect(card.getByText("Active", { exact: true })).toBeVisible();
  await expect(fact(card, "Invitation")).toContainText("Accepted");
  await expect(fact(card, "Last login")).toContainText("Today");
  await expect(fact(card, "Documents uploaded")).toHaveText("0");
  await expect(fact(card, "Activity")).toContainText("entries");
  const history = staff.getByRole("region", { name: "Activity" });
  await expect(history.getByRole("rowheader", { name: `Accepted the invitation of ${portal.owner.name}` })).toBeVisible();
  await expect(history.getByRole("rowheader", { name: `Invited ${client.name} at ${client.email}` })).toBeVisible();
});

test("staff correct the address while inviting, and the mail goes to the right one", async ({ portal, visit }) => {
  const client = await portal.client("Yusuf");
  const right = somebody("Yusuf");
  const staff = await visit(portal, portal.owner);
  await staff.goto(`/clients/${client.id}/portal-access`);
  await press(staff, "Send Portal Invite");
  await fill(dialog(staff, client.name), { Email: right.email });
  await press(dialog(staff, client.name), "Send Invitation");
  await expect(sheet(staff, client).getByText(right.email)).toBeVisible();
  await portal.mail(right, "invites you");
});

test("a second invitation ends the first one's link", async ({ portal, visit, watch }) => {
  const client = await portal.client("Daniel");
  const first = await portal.invite(client);
  const staff = await visit(portal, portal.owner);
  await staff.goto(`/clients/${client.id}/portal-access`);
  await press(staff, "Resend Invitation");
  await expect(notice(staff)).toContainText("the one before no longer does");
  await expect(sheet(staff, client).getByText("Pending", { exact: true })).toBeVisible();
  const second = (await portal.mail(client, "invites you")).link("/activate/");
  expect(second).not.toBe(first);

  const person = await visit(portal);
  await watch.refusal(person, 410, () => person.goto(first));
  await person.goto(second);
  await fill(person, { Password: client.password });
  await press(person, "Activate account");
  await expect(person).toHaveURL("/portal");
});

test("a revoked link leads to asking for a new one, and access is granted again", async ({ portal, visit, watch }) => {
  const client = await portal.client("Ibrahim");
  const revoked = await portal.invite(client);
  const staff = await visit(portal, portal.owner);
  await staff.goto(`/clients/${client.id}/portal-access`);
  await press(staff, "Revoke Invitation");
  await expect(notice(staff)).toHaveText(`The invitation of ${client.name} is revoked. Its link no longer works.`);
  const card = sheet(staff, client);
  await expect(card.getByText("Revoked", { exact: true })).toBeVisible();

  const person = await visit(portal);
  await watch.refusal(person, 410, () => person.goto(revoked));
  await press(person, "Ask for a new link");
  await expect(person.getByRole("heading", { level: 1 })).toHaveText("We have passed it on");
  const told = await portal.mail(portal.owner, `${client.name} asks for a new invitation link`);
  expect(told.link(`/clients/${client.id}/portal-access`)).toBeTruthy();

  await staff.reload();
  await expect(card.getByText(`${client.name.split(" ")[0]} asked for a new link`)).toBeVisible();
  await press(staff, "Send Portal Invite");
  await press(dialog(staff, client.name), "Send Invitation");
  await expect(card.getByText("Pending", { exact: true })).toBeVisible();
  await person.goto((await portal.mail(client, "invites you")).link("/activate/"));
  await fill(person, { Password: client.password });
  await press(person, "Activate account");
  await expect(person).toHaveURL("/portal");
  await staff.reload();
  await expect(card.getByText("Active", { exact: true })).toBeVisible();
});

test("the person at the sign-in page learns nothing about an address that was only invited", async ({ portal, visit, watch }) => {
  const client = await portal.client("Priya");
  await portal.invite(client);
  const page = await visit(portal);
  await page.goto("/login");
  await fill(page, { Email: client.email, Password: client.password });
  await watch.refusal(page, 422, () => press(page, "Sign in"));
  await expect(page.getByRole("alert")).toContainText("don’t open an account");
});
