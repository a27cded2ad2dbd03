// One portal: the real program on a free port, with an empty folder of its own, embedded SQLite and mail on its console.
import { type APIRequestContext, type APIResponse, request } from "@playwright/test";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Console, type Mail } from "./console";

const ROOT = join(__dirname, "..", "..");
const FIRM = {
  firm_name: "Persaud & Vale",
  firm_email: "office@persaudvale.example",
  firm_phone: "+592 555 0142",
  time_zone: "America/Guyana",
};
export const PASSWORD = "correct horse battery";
let people = 0;

/** Somebody who can sign in. */
export interface Person {
  name: string;
  email: string;
  password: string;
}

/** A client with one contact, who has the client's name. */
export interface Client extends Person {
  phone: string;
  /** The client's id in addresses. */
  id: string;
}

/** Cookies as a browser takes them over. */
export type Cookies = Awaited<ReturnType<APIRequestContext["storageState"]>>;

/** A made-up person whose name and address nobody else in this portal has. */
export function somebody(first: string): Client {
  const letters = "abcdefghij";
  const family = [...String((people += 1))].map((digit) => letters[Number(digit)]).join("");
  const name = `${first} van ${family[0].toUpperCase()}${family.slice(1)}estrand`;
  const email = `${name.normalize("NFD").replace(/[^A-Za-z]+/g, ".").toLowerCase()}@mail.example`;
  return { name, email, password: PASSWORD, phone: `+592 555 ${String(1000 + people)}`, id: "" };
}

export class Portal {
  readonly firm = FIRM;
  /** Who runs the firm, once `openOffice` or `fillDemo` made them. */
  owner: Person = { name: "Anjali Persaud", email: "anjali@persaudvale.example", password: PASSWORD };
  /** Client people that the demo's last words name. */
  clients: Person[] = [];
  readonly console = new Console();
  private server?: ChildProcess;
  private readonly sessions = new Map<string, Promise<Cookies>>();

  private constructor(
    /** Where it is: `http://127.0.0.1:port`. */
    readonly address: string,
    private readonly folder: string,
  ) {}

  /** A portal nobody has set up yet, not started. Passkeys belong to a name; other journeys do without one. */
  static async empty(host = "127.0.0.1"): Promise<Portal> {
    const port = await freePort();
    return new Portal(`http://${host}:${port}`, await mkdtemp(join(tmpdir(), "gk-nexus-e2e-")));
  }

  /** Starts the server and waits until it answers. */
  async start(): Promise<this> {
    const server = spawn(program(), ["serve"], { cwd: ROOT, env: this.environment(), stdio: ["ignore", "pipe", "pipe"] });
    this.server = server;
    process.once("exit", () => server.kill("SIGKILL"));
    this.console.listen(server);
    await this.console.says("The portal is at");
    const deadline = Date.now() + 20_000;
    while (!(await answers(`${this.address}/readyz`))) {
      if (server.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The portal did not start:\n${this.console.everything}`);
      }
    }
    return this;
  }

  /** Ends the server as an operator does, and forgets its data. It must end cleanly and have had nothing to complain of. */
  async stop(): Promise<void> {
    const code = await this.end();
    await rm(this.folder, { recursive: true, force: true });
    if (code !== 0 || this.console.complaints) throw new Error(`The portal ended with ${code}: ${this.console.complaints}`);
  }

  /** The server is killed in the middle of whatever it does, and another one started on the same data. */
  async killed(): Promise<void> {
    const server = this.server;
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server?.kill("SIGKILL");
    await ended;
    await this.start();
  }

  /** SHA-256 of every stored file, as it lies on the disk. */
  async sums(): Promise<string[]> {
    const blobs = join(this.folder, "blobs");
    const files = (await readdir(blobs, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    const sums = files.map(async (file) => createHash("sha256").update(await readFile(join(file.parentPath, file.name))).digest("hex"));
    return Promise.all(sums);
  }

  private async end(): Promise<number | null> {
    const server = this.server;
    if (!server || server.exitCode !== null) return server?.exitCode ?? 0;
    const ended = new Promise<number | null>((resolve) => server.once("exit", resolve));
    const impatient = setTimeout(() => server.kill("SIGKILL"), 15_000);
    server.kill("SIGTERM");
    const code = await ended;
    clearTimeout(impatient);
    return code;
  }

  /** Runs another command of the program on this portal's data; gives what it prints. */
  async run(act: string[], input = ""): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile(program(), act, { cwd: ROOT, env: this.environment() }, (error, out, complaint) =>
        error ? reject(new Error(`gk-nexus ${act.join(" ")}: ${complaint || error.message}`)) : resolve(out),
      );
      child.stdin?.end(input);
    });
  }

  /** The one-time link that the server prints while there is no account. */
  async setUpLink(): Promise<string> {
    const words = await this.console.says(`${this.address}/setup/`);
    return words.split("\n").find((line) => line.startsWith(`${this.address}/setup/`))?.trim() ?? "";
  }

  /** Sets up the firm with its owner. */
  async openOffice(): Promise<this> {
    const token = (await this.setUpLink()).split("/").pop() ?? "";
    const { name, email, password } = this.owner;
    const hand = await this.hand();
    await accepted(hand, "set_up", { token, ...FIRM, name, email, password });
    this.sessions.set(email, this.cookiesOf(hand));
    return this;
  }

  /** Fills the demo firm in; before `start`. */
  async fillDemo(): Promise<this> {
    const words = await this.run(["demo"]);
    const password = /password: (.+)/.exec(words)?.[1].trim() ?? "";
    const people = [...words.matchAll(/^ {2}(\S.*?) +(\S+@\S+) +(.+)$/gm)];
    const signIns = people.map(([, role, email, name]) => ({ role, email, name, password }));
    this.owner = signIns.find(({ role }) => role === "owner") ?? this.owner;
    this.clients = signIns.filter(({ role }) => role === "client");
    return this;
  }

  /** Makes an account for one more of the firm, as an operator does, beside the running server. */
  async staff(first: string, role: string): Promise<Person> {
    const { name, email, password } = somebody(first);
    await this.run(
      ["account", "create", "--email", email, "--name", name, "--role", role, "--password-stdin"],
      `${password}\n`,
    );
    return { name, email, password };
  }

  /** A client with its first contact, without access. */
  async client(first: string): Promise<Client> {
    const client = somebody(first);
    const { name, email, phone } = client;
    const answer = await accepted(await this.hand(this.owner), "create_client", { name, email, phone, contact_person: "", lead: "" });
    client.id = /\/clients\/([0-9a-f-]+)/.exec(answer.headers().location)?.[1] ?? "";
    return client;
  }

  /** The link of a fresh invitation for this client's contact. */
  async invite(client: Client): Promise<string> {
    const hand = await this.hand(this.owner);
    const tab = await (await hand.get(`/clients/${client.id}/portal-access`)).text();
    const contact = /name="invite" value="([^"]+)"/.exec(tab)?.[1] ?? "";
    await accepted(hand, "send_invitation", { client: client.id, contact, email: client.email, note: "" });
    return (await this.mail(client, "invites you")).link("/activate/");
  }

  /** A client whose contact has accepted the invitation and can sign in. */
  async activeClient(first: string): Promise<Client> {
    const client = await this.client(first);
    const token = (await this.invite(client)).split("/").pop() ?? "";
    const hand = await this.hand();
    await accepted(hand, "activate_account", { token, password: client.password });
    this.sessions.set(client.email, this.cookiesOf(hand));
    await this.mail(client, "Welcome");
    return client;
  }

  /** The next mail to somebody with these words in its subject. */
  mail(to: Person, about: string): Promise<Mail> {
    return this.console.mail(to.email, about);
  }

  /** The cookies of somebody's first sign-in of this run; each visit that shares them shares one session. */
  session(person: Person): Promise<Cookies> {
    let session = this.sessions.get(person.email);
    if (!session) {
      session = this.signIn(person);
      this.sessions.set(person.email, session);
    }
    return session;
  }

  /** The cookies of one more sign-in, as if from another device. */
  async signIn({ email, password }: Person): Promise<Cookies> {
    const hand = await this.hand();
    await accepted(hand, "sign_in", { email, password });
    return this.cookiesOf(hand);
  }

  /** Sends plain forms and opens pages without a browser, signed in as `person`. */
  async hand(person?: Person): Promise<APIRequestContext> {
    return request.newContext({
      baseURL: this.address,
      extraHTTPHeaders: { Accept: "text/html", Origin: this.address },
      maxRedirects: 0,
      storageState: person && (await this.session(person)),
    });
  }

  private async cookiesOf(hand: APIRequestContext): Promise<Cookies> {
    const { cookies } = await hand.storageState();
    await hand.dispose();
    return { cookies: cookies.filter(({ name }) => name === "session"), origins: [] };
  }

  private environment(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    return {
      PATH,
      HOME,
      RUST_LOG: "error",
      PORTAL_ENV: "development",
      DATABASE_URL: `sqlite://${join(this.folder, "portal.db")}`,
      DATA_DIR: this.folder,
      BASE_URL: this.address,
      BIND: `127.0.0.1:${new URL(this.address).port}`,
      // Said here, a developer's own `.env` can't say otherwise.
      RESEND_API_KEY: "",
      EMAIL_FROM: "",
      SMTP_URL: "",
      RESEND_WEBHOOK_SECRET: "",
      TRUSTED_PROXIES: "",
      SECRET_KEY_FILE: "",
      FIRM_TIME_ZONE: "UTC",
      MAX_UPLOAD_BYTES: "5368709120",
    };
  }
}

/** Posts a plain form to a server function; anything but being sent on is a failure. */
async function accepted(hand: APIRequestContext, action: string, form: Record<string, string>): Promise<APIResponse> {
  const answer = await hand.post(`/api/${action}`, { form: { _page: "/", ...form } });
  if (answer.status() !== 303) throw new Error(`${action} answered ${answer.status()}: ${await answer.text()}`);
  return answer;
}

async function answers(address: string): Promise<boolean> {
  return fetch(address).then(({ ok }) => ok, () => false);
}

function program(): string {
  const named = process.env.GK_NEXUS_BIN;
  if (!named) throw new Error("There is no program to try. Build it (make build) or name it in GK_NEXUS_BIN.");
  return named;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
