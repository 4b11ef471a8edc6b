// What a miner found against others and can prove, or a sharder was shown, for its operator: `evidence.jsonl` in the
// node's folder, to which lines are only ever appended. Each is a file of evidence as `feldspar verify` reads it, and
// public: sharders serve it as well, for a time.
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Observer, silent } from "../../processes/observer.js";
import { type EvidenceFile, evidenceFromJson } from "../../view-change/evidence-file.js";
import { oneLine } from "../usage-error.js";
import type { NodeLog } from "./node-log.js";

export const EVIDENCE_FILE = "evidence.jsonl";
/** What is found beyond is written down nowhere: the sharders have it. */
const MOST_BYTES = 64 << 20;

/** One against each dealer and attempt, and of each type: whoever lies in many ways fills no disk. */
function subjectOf({ number, attempt, evidence }: EvidenceFile): string {
  const accused = evidence.type === "share" ? evidence.dealer : evidence.first.sender;
  return `${number}.${attempt} ${evidence.type} ${accused}`;
}

export class EvidenceLog {
  private readonly path: string;
  private readonly known = new Set<string>();
  /** Does it end within a line, as after a crash? */
  private isTorn = false;
  private isFull = false;

  /** Reads what is there. What cannot be read is told, and appended to all the same. */
  constructor(
    folder: string,
    private readonly log: NodeLog,
    private readonly mostBytes = MOST_BYTES,
  ) {
    this.path = join(folder, EVIDENCE_FILE);
    this.load();
  }

  readonly observer: Observer = {
    ...silent,
    evidence: (_code, _against, file) => {
      if (file !== null) this.append(file);
    },
  };

  private load(): void {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8");
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT") this.tell("cannot be read", error);
      return;
    }
    this.isTorn = text !== "" && !text.endsWith("\n");
    for (const line of text.split("\n")) {
      try {
        if (line !== "") this.known.add(subjectOf(evidenceFromJson(line)));
      } catch {
        // a line that was torn, or that somebody else has written
      }
    }
  }

  /** How long it is now; its operator may have moved it, and a new one begins. */
  private lengthNow(): number {
    const length = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (length === 0) {
      this.known.clear();
      this.isTorn = false;
    }
    return length;
  }

  private append(file: string): void {
    const subject = subjectOf(evidenceFromJson(file));
    try {
      const length = this.lengthNow();
      if (this.known.has(subject)) return;
      const line = Buffer.from(`${this.isTorn ? "\n" : ""}${file}\n`);
      if (length + line.length > this.mostBytes) {
        if (!this.isFull)
          this.tell("is full", `it holds ${this.mostBytes} bytes at most: move it, and a new one is begun`);
        this.isFull = true;
        return;
      }
      this.isFull = false;
      const opened = openSync(this.path, "a", 0o600);
      try {
        writeFileSync(opened, line);
        fsyncSync(opened);
      } finally {
        closeSync(opened);
      }
    } catch (error) {
      // that there is evidence is in the log, and with the sharders: no reason to end
      this.tell("cannot be written", error);
      this.isTorn = true;
      return;
    }
    this.isTorn = false;
    this.known.add(subject);
  }

  private tell(what: string, error: unknown): void {
    this.log.write("warn", `${EVIDENCE_FILE} ${what}`, { reason: oneLine(error) });
  }
}
