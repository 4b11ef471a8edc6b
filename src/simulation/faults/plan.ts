// What can go wrong, as a small language: a plan is a comma-separated list of
//     kind:who[>whom][@phase][#[view.]attempt]     crash:3@share   bad-share:5>7+8   no-ack:9   no-mpk:1#2.1
// `who` and `whom` are 1-based positions in the frozen list of receivers or candidates' names, several joined with "+",
// "*" for all others: in a reshare a member in office that is not on the new list has a name only. `@phase` says when
// (for kinds that can happen in any phase), `#attempt` limits a fault to one attempt, `#view.attempt` to one of a view.
import { reading } from "../../../bindings/arguments.js";
import { FeldsparError } from "../../encoding/index.js";
import { PHASES, type Phase } from "../../magic-block/index.js";

export interface FaultKind {
  /** Is a target (">whom") required, possible (default: everybody else), or meaningless? */
  readonly target: "required" | "optional" | "none";
  /** Is a phase ("@phase") required, or meaningless? */
  readonly phase: "required" | "none";
  /** Which part of the view change it disturbs. */
  readonly when: FaultTime;
  readonly about: string;
}

/** A phase, "beacon" for after the activation, or "any". */
export type FaultTime = Phase | "beacon" | "any";

const miner = (when: FaultTime, about: string): FaultKind => ({ target: "none", phase: "none", when, about });
const towards = (when: FaultTime, about: string): FaultKind => ({ target: "optional", phase: "none", when, about });
const against = (when: FaultTime, about: string): FaultKind => ({ target: "required", phase: "none", when, about });
const at = (about: string): FaultKind => ({ target: "none", phase: "required", when: "any", about });

/** Every kind of fault, with what the miner does. */
export const FAULT_KINDS = {
  // contribute
  "no-mpk": miner("contribute", "publishes no commitments; in a reshare it says that it is present"),
  "bad-mpk": miner("contribute", "publishes commitments of which one is not a point"),
  "wrong-length-mpk": miner("contribute", "publishes one commitment too few"),
  "identity-mpk": miner("contribute", "publishes the identity as its first commitment"),
  "bad-proof": miner("contribute", "publishes a proof of knowledge that does not verify"),
  "stolen-mpk": against("contribute", "publishes another miner's commitments and proof as its own"),
  "forged-mpk": against("contribute", "sends commitments in another miner's name before sending its own"),
  "double-mpk": miner("contribute", "publishes two different commitments"),
  "wrong-constant": miner(
    "contribute",
    "in a reshare deals another secret than its share, and says that it is present",
  ),
  "no-present": miner("contribute", "in a reshare does not say that it is present, where it publishes no commitments"),
  // share
  "no-share": towards("share", "sends no share"),
  "bad-share": towards("share", "sends a wrong share, and signs it"),
  "unsigned-share": towards("share", "sends a wrong share that it has not signed"),
  "replay-share": towards("share", "sends a share sealed for another session"),
  "double-share": towards("share", "sends two different shares, of which it has signed one"),
  "two-roots": towards("share", "sends two different shares, and signs both"),
  "no-ack": towards("share", "does not acknowledge"),
  "bad-ack": towards("share", "acknowledges with a signature of something else"),
  "replayed-ack": towards("share", "acknowledges with the signature of an earlier session"),
  // publish
  "no-publish": miner("publish", "publishes nothing"),
  "false-ack": towards("publish", "publishes an acknowledgement that it does not have instead of a reveal"),
  "replayed-publish-ack": towards("publish", "publishes acknowledgements of an earlier session"),
  "truncated-publish": miner("publish", "publishes a transaction with its last bytes missing"),
  "duplicated-publish": miner("publish", "publishes an entry twice"),
  "bad-reveal": towards("publish", "publishes a wrong share instead of the acknowledgement"),
  "both-entries": towards("publish", "publishes acknowledgement and share for one receiver"),
  "no-entry": towards("publish", "publishes neither acknowledgement nor share for one receiver"),
  // wait
  "no-confirm": miner("wait", "does not confirm the new key"),
  "bad-confirm": miner("wait", "confirms with a wrong partial signature"),
  "no-hand-over": miner("wait", "does not sign the hand-over as a member of the previous set"),
  "bad-hand-over": miner("wait", "signs the hand-over wrongly as a member of the previous set"),
  // any phase
  silent: at("sends nothing at all during the phase"),
  crash: at("stops for good when the phase begins"),
  restart: at("crashes when the phase begins and comes back from its stored state"),
  "forged-frames": miner("any", "sends messages in others' names, on the list or not"),
  spam: at("sends transactions of absurd size, shape and phase besides the right ones"),
  "no-lot": miner("start", "signs no lot as a member of the set in office"),
  "bad-partial": miner("beacon", "sends wrong partial signatures in the beacon's rounds"),
  lost: miner("beacon", "stops for good after the magic block is active"),
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof FAULT_KINDS;

/** One fault of a plan. Miners are list positions or names, as written. */
export interface Fault {
  readonly kind: FaultName;
  readonly who: string;
  /** Empty: everybody else. */
  readonly whom: readonly string[];
  readonly phase: Phase | null;
  /** null: in every view. */
  readonly view: number | null;
  /** null: in every attempt. */
  readonly attempt: number | null;
  /** As written, for reports. */
  readonly text: string;
}

function bad(message: string): never {
  throw new FeldsparError("BAD_FAULT", message);
}

/**
 * Reads a plan. Throws BAD_FAULT, saying what was expected.
 *
 * @example
 * const [crash, bad] = parseFaults("crash:3@share,bad-share:5>7+8");
 * [crash.kind, crash.phase, bad.whom]; //=> ["crash", "share", ["7", "8"]]
 * parseFaults("sleep:3"); //=> throws BAD_FAULT
 */
export function parseFaults(plan: string): Fault[] {
  return reading("parseFaults", (): Fault[] => {
    const faults: Fault[] = [];
    for (const part of plan.split(",")) {
      const text = part.trim();
      if (text === "") continue;
      const match = /^([a-z-]+):([^@#]+?)(?:@([a-z]+))?(?:#(?:(\d{1,6})\.)?(\d{1,6}))?$/.exec(text);
      if (match === null)
        bad(
          `fault ${JSON.stringify(text.slice(0, 60))}: expected kind:who[>whom][@phase][#[view.]attempt], for ` +
            "example crash:3@share",
        );
      const [, name, parties, phaseName, view, attempt] = match;
      const kind = name as FaultName;
      const rule: FaultKind | undefined = Object.hasOwn(FAULT_KINDS, kind) ? FAULT_KINDS[kind] : undefined;
      if (rule === undefined)
        bad(`fault ${JSON.stringify(name)}: expected one of ${Object.keys(FAULT_KINDS).join(", ")}`);
      const [left, right, ...rest] = parties!.split(">");
      if (rest.length > 0) bad(`fault ${text}: expected at most one ">"`);
      if (right !== undefined && rule.target === "none")
        bad(`fault ${text}: ${kind} has no target, leave out ">${right}"`);
      if (right === undefined && rule.target === "required")
        bad(`fault ${text}: ${kind} needs a target, for example ${kind}:5>7`);
      if (phaseName !== undefined && !(PHASES as readonly string[]).includes(phaseName)) {
        bad(`fault ${text}: expected a phase of ${PHASES.join(", ")}, got ${phaseName}`);
      }
      if (phaseName !== undefined && rule.phase === "none")
        bad(`fault ${text}: ${kind} belongs to one phase, leave out "@${phaseName}"`);
      if (phaseName === undefined && rule.phase === "required")
        bad(`fault ${text}: ${kind} needs a phase, for example ${kind}:3@share`);
      if (phaseName === "start" && kind !== "crash") bad(`fault ${text}: miners send nothing in the start phase`);
      const targets = right === undefined ? ["*"] : names(right, text);
      const whom = targets.includes("*") ? [] : targets;
      for (const who of names(left!, text)) {
        faults.push({
          kind,
          who,
          whom,
          phase: (phaseName as Phase | undefined) ?? null,
          view: view === undefined ? null : Number(view),
          attempt: attempt === undefined ? null : Number(attempt),
          text,
        });
      }
    }
    return faults;
  });
}

function names(list: string, text: string): string[] {
  const parts = list.split("+").map((name) => name.trim());
  if (parts.some((name) => name === "")) bad(`fault ${text}: expected miners as numbers or names joined with "+"`);
  return parts;
}
