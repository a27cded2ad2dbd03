// A bad line to a portal: it lets bytes through, at most so many a second, counts them, and breaks where it is told to.
import { once } from "node:events";
import { type AddressInfo, createServer, connect, type Server, type Socket } from "node:net";

/** Bytes a millisecond: a quarter of a gigabit. Without it megabytes would wait between the programs when one is killed. */
const PACE = 32_000;

export class BadLine {
  /** Bytes that senders gave it. */
  carried = 0;
  /** How often it broke. */
  broken = 0;
  private readonly sockets = new Set<Socket>();
  private breaks: { at: number; act: () => Promise<void> }[] = [];

  private constructor(
    private readonly server: Server,
    private readonly to: number,
  ) {}

  static async to(address: string): Promise<BadLine> {
    const server = createServer();
    const line = new BadLine(server, Number(new URL(address).port));
    server.on("connection", (near) => line.join(near));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return line;
  }

  /** Where its near end is. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** As soon as so many bytes have gone through, everything that is open breaks, and `act` is done. */
  breakAt(at: number, act: () => Promise<void> = async () => {}): void {
    this.breaks.push({ at, act });
    this.breaks.sort((one, other) => one.at - other.at);
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    const far = connect(this.to, "127.0.0.1");
    for (const [from, to] of [[near, far], [far, near]] as const) {
      this.sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => this.sockets.delete(from) && to.destroy());
    }
    far.pipe(near);
    void this.carry(near, far);
  }

  private async carry(near: Socket, far: Socket): Promise<void> {
    try {
      for await (const bytes of near) {
        this.count((bytes as Buffer).length);
        if (!far.write(bytes)) await once(far, "drain");
        await new Promise((passed) => setTimeout(passed, (bytes as Buffer).length / PACE));
      }
      far.end();
    } catch {
      far.destroy(); // It broke.
    }
  }

  private count(bytes: number): void {
    this.carried += bytes;
    const next = this.breaks[0];
    if (!next || this.carried < next.at) return;
    this.breaks.shift();
    this.broken += 1;
    void next.act();
    this.cut();
  }

  private cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
