// What a party has signed of the history that it was shown, and what it has agreed to: stored before it is said, so
// that after a crash, too, it signs one history and no other.
import {
  decodeAs,
  encodeAs,
  equalBytes,
  type FeldsparError,
  fixed,
  nullable,
  record,
  toHex,
} from "../encoding/index.js";
import type { SchemeName } from "../magic-block/index.js";
import type { Edge } from "../node/log/attestation.js";
import { headFields } from "../node/log/head-format.js";
import { checkpointEntry } from "../node/log/statements.js";
import type { Clock, Store, Timers } from "../node/ports.js";
import { Ring, type RingMachine } from "../node/ring.js";
import { versioned } from "../node/versioned.js";
import type { LedgerEntry } from "../view-change/entries.js";
import type { SigningIdentity } from "../view-change/identity.js";
import type { CourseState } from "./course.js";
import { type Terms, termsFormat } from "./invitation.js";

export interface WitnessMemory {
  /** The latest edge that was signed: no other of its round, and none before it. */
  readonly edge: Edge | null;
  /** The latest terms that were agreed to. */
  readonly agreed: Terms | null;
}

const EMPTY: WitnessMemory = { edge: null, agreed: null };
const memoryFormat = record<WitnessMemory>({
  edge: nullable(record<Edge>({ ...headFields(1), stateHash: fixed(32) })),
  agreed: nullable(termsFormat),
});
/** How it is stored. */
export const memoryCodec = versioned<WitnessMemory>({
  name: "what the party has signed",
  initial: EMPTY,
  encode: (memory) => encodeAs(memoryFormat, memory),
  decode: (bytes) => decodeAs(memoryFormat, bytes, "what the party has signed"),
  longest: 1 << 24,
});

/** Where it lies in a store that it may share with other ceremonies. */
export function witnessKey(genesisHash: Uint8Array, id: string): string {
  return `ceremony/${toHex(genesisHash)}/${id}`;
}

type Event = { readonly type: "edge"; readonly edge: Edge | null } | { readonly type: "agree"; readonly terms: Terms };
type Effect =
  | { readonly type: "persist" }
  | { readonly type: "sign"; readonly edge: Edge }
  | { readonly type: "conflict"; readonly edge: Edge };

export interface WitnessOptions {
  readonly scheme: SchemeName;
  readonly identity: SigningIdentity;
  readonly genesisHash: Uint8Array;
  readonly store: Store;
  readonly clock: Clock | undefined;
  readonly timers: Timers | undefined;
  /** The edge that is to be signed now; null for none. */
  readonly edge: () => Edge | null;
  readonly append: (entry: LedgerEntry) => void;
  /** Another history than the one that was signed. */
  readonly onConflict: () => void;
  readonly onStopped: (error: FeldsparError) => void;
}

function step(memory: WitnessMemory, event: Event): { state: WitnessMemory; effects: Effect[] } {
  if (event.type === "agree") return { state: { ...memory, agreed: event.terms }, effects: [{ type: "persist" }] };
  const { edge } = event;
  const known = memory.edge;
  if (edge === null || (known !== null && known.round > edge.round)) return { state: memory, effects: [] };
  if (known === null || known.round < edge.round)
    return { state: { ...memory, edge }, effects: [{ type: "persist" }, { type: "sign", edge }] };
  return { state: memory, effects: [{ type: isSame(known, edge) ? "sign" : "conflict", edge }] };
}

function isSame(a: Edge, b: Edge): boolean {
  return a.position === b.position && equalBytes(a.logHash, b.logHash) && equalBytes(a.stateHash, b.stateHash);
}

export class Witness {
  private readonly ring: Ring<WitnessMemory, Event, Effect>;

  constructor(private readonly options: WitnessOptions) {
    const { store, clock, timers, genesisHash, identity, onStopped } = options;
    const ports = { transport: { send: () => {} }, store, key: witnessKey(genesisHash, identity.id), clock, timers };
    this.ring = new Ring(this.machine(), { ...ports, putTimeout: undefined, onLost: undefined, onStopped });
  }

  get memory(): WitnessMemory {
    return this.ring.state;
  }

  load(): Promise<void> {
    return this.ring.load();
  }

  stop(): Promise<void> {
    return this.ring.stop();
  }

  idle(): Promise<void> {
    return this.ring.idle();
  }

  /** Looks at the edge. Rejects with the reason for which it has stopped. */
  notify(): Promise<void> {
    return this.ring.notify("block");
  }

  /** Resolves when it is stored. */
  agree(terms: Terms): Promise<void> {
    return this.ring.give(() => [{ type: "agree", terms }]);
  }

  private machine(): RingMachine<WitnessMemory, Event, Effect> {
    const { scheme, identity, genesisHash, append, onConflict, edge } = this.options;
    return {
      name: "the witness",
      codec: memoryCodec,
      longest: 0,
      begin: (memory) => memory,
      noticed: () => [{ type: "edge", edge: edge() }],
      opened: () => [],
      step,
      sealed: async () => null,
      perform(effect) {
        if (effect.type === "sign") append(checkpointEntry(scheme, identity, genesisHash, effect.edge));
        else onConflict();
      },
      alarm: "latest",
    };
  }
}

/**
 * The edge that a party is to sign now: the latest, if it has a say in it, has not signed it, has been shown all that
 * it signed before, and holds its share where that is what the edge is about.
 */
export function edgeToSign(state: CourseState, id: string, signed: Edge | null, holds: () => boolean): Edge | null {
  const { edges, sealing, position } = state;
  const edge = edges.at(-1);
  if (edge === undefined || edge.signed.includes(id)) return null;
  if (signed !== null && signed.position > position) return null;
  if (![...edge.receivers, ...edge.dealers].some((one) => one.id === id)) return null;
  const seals = sealing?.edge.round === edge.round && sealing.members.includes(id);
  if (seals && !holds()) return null;
  const { round, logHash, stateHash } = edge;
  return { round, position: edge.position, logHash, stateHash };
}
