// What is done to nodes of a devnet, and when: `kill:3@share` is kill -9 of miner 3 when the phase begins,
// `partition:2@publish` cuts miner 2 off while it lasts, `s1` is a sharder. Each comes once.
import { PHASES, type Phase } from "../../../magic-block/index.js";
import { UsageError } from "../../usage-error.js";
import type { NodeProcess } from "./node-process.js";

export interface NodeFault {
  readonly what: "kill" | "partition";
  readonly role: "miner" | "sharder";
  /** From 1. */
  readonly number: number;
  readonly phase: Phase;
  /** As it was written. */
  readonly text: string;
}

/** Throws `UsageError` for what is none, or of nobody. */
export function parseNodeFaults(
  text: string,
  counts: { readonly miner: number; readonly sharder: number },
): NodeFault[] {
  return text
    .split(",")
    .filter((part) => part !== "")
    .map((part) => {
      const [, what, letter, digits, phase] = /^(kill|partition):(s?)(\d{1,3})@([a-z]+)$/.exec(part) ?? [];
      if (what === undefined || !(PHASES as readonly string[]).includes(phase!))
        throw new UsageError(
          `--faults: expected such as kill:3@share or partition:s2@publish, got ${JSON.stringify(part)}`,
        );
      const role = letter === "s" ? "sharder" : "miner";
      const number = Number(digits);
      if (number < 1 || number > counts[role])
        throw new UsageError(`--faults: ${part}: expected a ${role} from 1 to ${counts[role]}, got ${digits}`);
      return { what: what as NodeFault["what"], role, number, phase: phase as Phase, text: part };
    });
}

/** A phase cannot end while time stands still. */
const LONGEST_CUT = 30_000;

/** Lets them happen as phases come. */
export class Faults {
  private readonly open: Set<NodeFault>;
  private readonly cut = new Map<NodeFault, NodeJS.Timeout>();
  /** Those that have happened, as they were written. */
  readonly done: string[] = [];

  constructor(
    faults: readonly NodeFault[],
    private readonly nodeOf: (fault: NodeFault) => NodeProcess,
  ) {
    this.open = new Set(faults);
  }

  get areDone(): boolean {
    return this.open.size === 0 && this.cut.size === 0;
  }

  /** The phase, with every round. */
  phase(phase: string): void {
    for (const [fault, timer] of this.cut) {
      if (fault.phase === phase) continue;
      clearTimeout(timer);
      this.heal(fault);
    }
    for (const fault of this.open) if (fault.phase === phase) this.happen(fault);
  }

  private happen(fault: NodeFault): void {
    this.open.delete(fault);
    this.done.push(fault.text);
    const node = this.nodeOf(fault);
    if (fault.what === "kill") node.kill();
    else {
      node.halt();
      const timer = setTimeout(() => this.heal(fault), LONGEST_CUT);
      this.cut.set(fault, timer);
    }
  }

  private heal(fault: NodeFault): void {
    this.cut.delete(fault);
    this.nodeOf(fault).go();
  }

  end(): void {
    for (const timer of this.cut.values()) clearTimeout(timer);
    this.cut.clear();
  }
}
