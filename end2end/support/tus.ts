// The rules of tus 1.0 that a server must keep, as questions to any server: https://tus.io/protocols/resumable-upload.
// Each row is one MUST of the text; a row of an extension is asked only where the server claims that extension.
import { createHash } from "node:crypto";

/** A server that is asked. */
export interface Server {
  /** Where uploads are made. */
  address: string;
  /** What every request carries: the session, where there is one. */
  headers: Record<string, string>;
  /** What a new upload has to say of itself. */
  metadata: string;
}

interface Rule {
  must: string;
  extension?: string;
  keeps: (ask: Ask) => Promise<boolean>;
}

export const PIECE = "application/offset+octet-stream";
const TEN = Buffer.from("%PDF-1.7\n\n");

class Ask {
  constructor(private readonly server: Server) {}

  get metadata(): string {
    return this.server.metadata;
  }

  /** One request; a header without a value is left out. */
  async send(method: string, address: string, headers: Record<string, string | undefined> = {}, body?: Buffer): Promise<Response> {
    const all = { "Tus-Resumable": "1.0.0", ...this.server.headers, ...headers };
    const said = Object.fromEntries(Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined));
    const to = new URL(address, this.server.address);
    return fetch(to, { method, headers: said, body: body && new Uint8Array(body), redirect: "manual" });
  }

  options(): Promise<Response> {
    return this.send("OPTIONS", this.server.address, { "Tus-Resumable": undefined });
  }

  create(headers: Record<string, string | undefined> = {}, body?: Buffer): Promise<Response> {
    return this.send("POST", this.server.address, { "Upload-Length": "10", "Upload-Metadata": this.server.metadata, ...headers }, body);
  }

  /** A new upload of ten bytes; `some` of them are there. */
  async upload(some = 0): Promise<string> {
    const at = (await this.create()).headers.get("location") ?? "";
    if (some > 0) await this.piece(at, 0, TEN.subarray(0, some));
    return at;
  }

  piece(at: string, offset: number, bytes: Buffer, headers: Record<string, string | undefined> = {}): Promise<Response> {
    return this.send("PATCH", at, { "Content-Type": PIECE, "Upload-Offset": String(offset), ...headers }, bytes);
  }

  async offset(at: string): Promise<string | null> {
    return (await this.send("HEAD", at)).headers.get("upload-offset");
  }

  /** An upload that is not there, as this server writes addresses. */
  async nowhere(): Promise<string> {
    const at = await this.upload();
    return at.replace(/[0-9a-f]{12}(?=[^0-9a-f]*$)/, "0123456789ab");
  }
}

function sha1(bytes: Buffer): string {
  return `sha1 ${createHash("sha1").update(bytes).digest("base64")}`;
}

function isGone({ status }: Response): boolean {
  return status === 404 || status === 410 || status === 403;
}

export const RULES: Rule[] = [
  {
    must: "HEAD: says Upload-Offset, also when it is 0, and Upload-Length, and is not to be cached",
    keeps: async (ask) => {
      const answer = await ask.send("HEAD", await ask.upload());
      const { headers } = answer;
      const right = headers.get("upload-offset") === "0" && headers.get("upload-length") === "10";
      return answer.ok && right && (headers.get("cache-control") ?? "").includes("no-store");
    },
  },
  {
    must: "HEAD: what is not there is 404, 410 or 403, without Upload-Offset",
    keeps: async (ask) => {
      const answer = await ask.send("HEAD", await ask.nowhere());
      return isGone(answer) && !answer.headers.has("upload-offset");
    },
  },
  {
    must: "PATCH: a piece is answered 204 with the new Upload-Offset",
    keeps: async (ask) => {
      const at = await ask.upload(4);
      const answer = await ask.piece(at, 4, TEN.subarray(4, 9));
      return answer.status === 204 && answer.headers.get("upload-offset") === "9" && (await ask.offset(at)) === "9";
    },
  },
  {
    must: "PATCH: another offset than the upload's is 409, and changes nothing",
    keeps: async (ask) => {
      const at = await ask.upload(4);
      const [early, late] = [await ask.piece(at, 3, TEN.subarray(3)), await ask.piece(at, 5, TEN.subarray(5))];
      return early.status === 409 && late.status === 409 && (await ask.offset(at)) === "4";
    },
  },
  {
    must: "PATCH: another kind of body is 415, and changes nothing",
    keeps: async (ask) => {
      const at = await ask.upload(4);
      const answer = await ask.piece(at, 4, TEN.subarray(4), { "Content-Type": "application/octet-stream" });
      return answer.status === 415 && (await ask.offset(at)) === "4";
    },
  },
  {
    must: "PATCH: what is not there is 404, 410 or 403",
    keeps: async (ask) => isGone(await ask.piece(await ask.nowhere(), 0, TEN)),
  },
  {
    must: "PATCH: without a readable Upload-Offset it is refused",
    keeps: async (ask) => {
      const at = await ask.upload();
      const said = [undefined, "-1", "four"].map((offset) => ask.piece(at, 0, TEN, { "Upload-Offset": offset }));
      return (await Promise.all(said)).every(({ status }) => status >= 400 && status < 500) && (await ask.offset(at)) === "0";
    },
  },
  {
    must: "every answer but that to OPTIONS says Tus-Resumable",
    keeps: async (ask) => {
      const at = await ask.upload();
      const answers = [await ask.create(), await ask.send("HEAD", at), await ask.piece(at, 0, TEN.subarray(0, 4)), await ask.piece(at, 9, TEN)];
      return answers.every(({ headers }) => headers.get("tus-resumable") === "1.0.0");
    },
  },
  {
    must: "another version is 412 with Tus-Version, and nothing is done",
    keeps: async (ask) => {
      const at = await ask.upload(4);
      const answer = await ask.piece(at, 4, TEN.subarray(4), { "Tus-Resumable": "0.2.2" });
      return answer.status === 412 && answer.headers.has("tus-version") && (await ask.offset(at)) === "4";
    },
  },
  {
    must: "OPTIONS: 204 or 200 with Tus-Version, whatever version is asked with",
    keeps: async (ask) => {
      const answer = await ask.options();
      return answer.ok && (answer.headers.get("tus-version") ?? "").split(",").includes("1.0.0");
    },
  },
  {
    must: "X-HTTP-Method-Override says what is meant",
    keeps: async (ask) => {
      const at = await ask.upload();
      const headers = { "X-HTTP-Method-Override": "PATCH", "Content-Type": PIECE, "Upload-Offset": "0" };
      return (await ask.send("POST", at, headers, TEN.subarray(0, 4))).status === 204 && (await ask.offset(at)) === "4";
    },
  },
  {
    must: "creation: 201 with the Location of a new upload that is empty",
    extension: "creation",
    keeps: async (ask) => {
      const answer = await ask.create();
      const at = answer.headers.get("location");
      return answer.status === 201 && at !== null && (await ask.offset(at)) === "0" && at !== (await ask.upload());
    },
  },
  {
    must: "creation: without a readable Upload-Length (or Upload-Defer-Length) it is refused",
    extension: "creation",
    keeps: async (ask) => {
      const said = [undefined, "-10", "ten", ""].map((length) => ask.create({ "Upload-Length": length }));
      return (await Promise.all(said)).every(({ status }) => status >= 400 && status < 500);
    },
  },
  {
    must: "creation: more than Tus-Max-Size is 413",
    extension: "creation",
    keeps: async (ask) => {
      const most = (await ask.options()).headers.get("tus-max-size");
      return most !== null && (await ask.create({ "Upload-Length": String(BigInt(most) + 1n) })).status === 413;
    },
  },
  {
    must: "creation: HEAD gives Upload-Metadata back as it was",
    extension: "creation",
    keeps: async (ask) => {
      const at = (await ask.create()).headers.get("location") ?? "";
      return (await ask.send("HEAD", at)).headers.get("upload-metadata") === ask.metadata;
    },
  },
  {
    must: "creation: metadata that can't be read is refused",
    extension: "creation",
    keeps: async (ask) => {
      const twice = "filename YQ==,filename Yg==";
      const said = [await ask.create({ "Upload-Metadata": twice }), await ask.create({ "Upload-Metadata": "filename §" })];
      return said.some(({ status }) => status === 400);
    },
  },
  {
    must: "creation-with-upload: the answer says the Upload-Offset",
    extension: "creation-with-upload",
    keeps: async (ask) => {
      const answer = await ask.create({ "Content-Type": PIECE }, TEN.subarray(0, 4));
      const at = answer.headers.get("location") ?? "";
      return answer.status === 201 && answer.headers.get("upload-offset") === "4" && (await ask.offset(at)) === "4";
    },
  },
  {
    must: "expiration: an answer to PATCH says Upload-Expires, as HTTP writes dates, ahead of now",
    extension: "expiration",
    keeps: async (ask) => {
      const until = (await ask.piece(await ask.upload(), 0, TEN.subarray(0, 4))).headers.get("upload-expires") ?? "";
      return /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(until) && Date.parse(until) > Date.now();
    },
  },
  {
    must: "checksum: OPTIONS names the algorithms, sha1 among them",
    extension: "checksum",
    keeps: async (ask) => ((await ask.options()).headers.get("tus-checksum-algorithm") ?? "").split(",").includes("sha1"),
  },
  {
    must: "checksum: a piece that comes to something else is 460, and is not taken",
    extension: "checksum",
    keeps: async (ask) => {
      const at = await ask.upload(4);
      const answer = await ask.piece(at, 4, TEN.subarray(4, 8), { "Upload-Checksum": sha1(TEN) });
      return answer.status === 460 && (await ask.offset(at)) === "4";
    },
  },
  {
    must: "checksum: a piece that comes to what is said is taken",
    extension: "checksum",
    keeps: async (ask) => {
      const piece = TEN.subarray(0, 6);
      const answer = await ask.piece(await ask.upload(), 0, piece, { "Upload-Checksum": sha1(piece) });
      return answer.status === 204 && answer.headers.get("upload-offset") === "6";
    },
  },
  {
    must: "checksum: an algorithm that is not known is 400, and nothing is taken",
    extension: "checksum",
    keeps: async (ask) => {
      const at = await ask.upload();
      const answer = await ask.piece(at, 0, TEN, { "Upload-Checksum": "crc99 YWJj" });
      return answer.status === 400 && (await ask.offset(at)) === "0";
    },
  },
  {
    must: "termination: DELETE is 204, and the upload is gone for all that follows",
    extension: "termination",
    keeps: async (ask) => {
      const at = await ask.upload(4);
      const ended = (await ask.send("DELETE", at)).status === 204;
      return ended && isGone(await ask.send("HEAD", at)) && isGone(await ask.piece(at, 4, TEN.subarray(4)));
    },
  },
];

/** The rules that this server breaks, and how many it was asked. */
export async function broken(server: Server): Promise<{ asked: number; broken: string[] }> {
  const ask = new Ask(server);
  const claims = ((await ask.options()).headers.get("tus-extension") ?? "").split(",");
  const rules = RULES.filter(({ extension }) => !extension || claims.includes(extension));
  const broken: string[] = [];
  for (const { must, keeps } of rules) {
    if (!(await keeps(ask).catch(() => false))) broken.push(must);
  }
  return { asked: rules.length, broken };
}
