// Faults that can do nothing in a run are refused before it begins: a plan that is read and then changes nothing looks
// like a protocol that withstood it.
import { FeldsparError } from "../../encoding/index.js";
import { FAULT_KINDS, type Fault, type FaultName } from "./plan.js";

/** What a plan is held against. */
export interface FaultScene {
  /** Every candidate, in any order. */
  readonly candidates: readonly { readonly name: string; readonly stake: bigint }[];
  /** Do candidates come and go? Then nobody knows beforehand who will have a seat. */
  readonly moving: boolean;
  /** Is there a view that is a reshare? */
  readonly reshares: boolean;
  /** Most miners that are selected. */
  readonly miners: number;
  readonly maxAttempts: number;
  readonly views: number;
  /** Rounds of the beacon. */
  readonly rounds: number;
}

function bad(fault: Fault, message: string): never {
  throw new FeldsparError("BAD_FAULT", `fault ${fault.text}: ${message}`);
}

/** Names of candidates that may be selected: those with fewer than `miners` others above them. */
function eligible({ candidates, miners, moving }: FaultScene): ReadonlySet<string> {
  const stakes = candidates.map(({ stake }) => stake).sort((a, b) => (a === b ? 0 : a > b ? -1 : 1));
  const least = stakes[Math.min(miners, stakes.length) - 1] ?? 0n;
  return new Set(candidates.filter(({ stake }) => moving || stake >= least).map(({ name }) => name));
}

/** What members in office do when there is a next view. */
const OF_OFFICE: readonly FaultName[] = ["no-hand-over", "bad-hand-over", "no-lot"];
const OF_RESHARES: readonly FaultName[] = ["wrong-constant", "no-present"];
/** What anybody can do who can send bytes. */
const OF_ANYBODY: readonly FaultName[] = ["forged-frames"];

/** Throws BAD_FAULT for the first fault that cannot do anything. */
export function checkFaults(faults: readonly Fault[], scene: FaultScene): void {
  const most = Math.min(scene.miners, scene.candidates.length);
  const names = new Set(scene.candidates.map(({ name }) => name));
  const selectable = eligible(scene);

  function checkParty(fault: Fault, party: string): void {
    if (party === "*" || selectable.has(party)) return;
    if (/^[1-9]\d*$/.test(party) && Number(party) <= most) return;
    if (names.has(party) && OF_ANYBODY.includes(fault.kind)) return;
    if (names.has(party)) bad(fault, `${party} cannot be selected: ${most} others have more stake`);
    bad(fault, `expected a position from 1 to ${most} or a candidate's name, got ${party}`);
  }

  for (const fault of faults) {
    const { kind, who, whom, view, attempt } = fault;
    for (const party of [who, ...whom]) checkParty(fault, party);
    if (whom.length > 0 && whom.every((party) => party === who))
      bad(fault, `${who} does nothing to itself: name another one after ">"`);
    if (FAULT_KINDS[kind].target !== "none" && most === 1) bad(fault, "there is nobody else on the list");
    if (view !== null && (view < 1 || view > scene.views))
      bad(fault, `expected a view from 1 to ${scene.views}, got ${view}`);
    if (attempt !== null && (attempt < 1 || attempt > scene.maxAttempts))
      bad(fault, `expected an attempt from 1 to ${scene.maxAttempts}, got ${attempt}`);
    if (OF_OFFICE.includes(kind) && scene.views < 2)
      bad(fault, "the first view has none before it: ask for two views or more");
    if (OF_RESHARES.includes(kind) && !scene.reshares)
      bad(fault, 'no view is a reshare: ask for mode "reshare" and two views or more');
    if (kind === "bad-partial" && scene.rounds === 0) bad(fault, "there are no rounds of the beacon: ask for some");
    if (kind === "lost" && scene.rounds === 0 && scene.views < 2)
      bad(fault, "nothing happens after the magic block is active: ask for rounds, or for another view");
  }
}
