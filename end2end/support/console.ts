// What a server prints, and the mail in it: the blocks of CONTRACT's console mail.
import type { ChildProcess } from "node:child_process";

const BLOCK = /--- mail ---\nTo: (.*)\nSubject: (.*)\n\n([^]*?)\n--- end ---\n/g;
const END = "\n--- end ---\n";
const PATIENCE = 10_000;

/** One mail, its text part. */
export class Mail {
  constructor(
    readonly to: string,
    readonly subject: string,
    readonly text: string,
  ) {}

  /** The link in it whose path begins like this. */
  link(path: string): string {
    const link = this.text.match(/https?:\/\/\S+/g)?.find((link) => new URL(link).pathname.startsWith(path));
    if (!link) throw new Error(`No link to ${path} in “${this.subject}”:\n${this.text}`);
    return link;
  }
}

export class Console {
  /** All that was printed, also on stderr. */
  everything = "";
  /** What was printed on stderr: with RUST_LOG=error only what must not happen. */
  complaints = "";
  private out = "";
  private readonly unread: Mail[] = [];
  private readonly waiting = new Set<() => void>();

  listen(program: ChildProcess): void {
    program.stdout?.setEncoding("utf8").on("data", (words: string) => {
      this.everything += words;
      this.out += words;
      for (const [, to, subject, text] of this.out.matchAll(BLOCK)) this.unread.push(new Mail(to, subject, text));
      if (this.out.includes(END)) this.out = this.out.slice(this.out.lastIndexOf(END) + END.length);
      for (const look of this.waiting) look();
    });
    program.stderr?.setEncoding("utf8").on("data", (words: string) => {
      this.everything += words;
      this.complaints += words;
    });
  }

  /** Waits until `words` were printed with the rest of their line; gives everything so far. */
  says(words: string): Promise<string> {
    const found = () => {
      const place = this.everything.indexOf(words);
      return place >= 0 && this.everything.includes("\n", place) ? this.everything : undefined;
    };
    return this.until(found, () => `The server did not say “${words}”:\n${this.everything}`);
  }

  /** The next mail to `to` with `about` in its subject. Each mail is handed out once. */
  mail(to: string, about: string): Promise<Mail> {
    const found = () => {
      const place = this.unread.findIndex((mail) => mail.to === to && mail.subject.includes(about));
      return place >= 0 ? this.unread.splice(place, 1)[0] : undefined;
    };
    const others = () => this.unread.map((mail) => `  ${mail.to}: ${mail.subject}`).join("\n");
    return this.until(found, () => `No mail to ${to} about “${about}”. Unread are:\n${others()}`);
  }

  private until<T>(found: () => T | undefined, complaint: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        this.waiting.delete(look);
        act();
      };
      const look = () => {
        const thing = found();
        if (thing !== undefined) end(() => resolve(thing));
      };
      const timer = setTimeout(() => end(() => reject(new Error(complaint()))), PATIENCE);
      this.waiting.add(look);
      look();
    });
  }
}
