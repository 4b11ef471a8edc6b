// What a sharder tells who asks (network.md §3): the contract's state in parts, as plain values for canonical JSON.
// None of it proves itself: an answer says of which round it is, and sharders' signatures of a round's state are
// beside.
import { FeldsparError, type JsonInput } from "../encoding/index.js";
import { parametersFormat } from "../magic-block/index.js";
import { type ContractState, entryOf, remaining, type SessionState } from "../view-change/contract/state.js";

/** Most items of one page. */
export const PAGE = 100;

/** Items from a place on, and where the next page begins; null where there is none. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: number | null;
}

/** A page of a list, from 0. Throws BAD_INDEX. */
export function pageOf<Item>(list: readonly Item[], from: number, limit = PAGE): Page<Item> {
  if (!Number.isSafeInteger(from) || from < 0) throw new FeldsparError("BAD_INDEX", "from: expected an integer >= 0");
  const end = from + Math.min(limit, PAGE);
  return { items: list.slice(from, end), next: end < list.length ? end : null };
}

/** Members of a list that are still to do something in the running phase, by id. */
export interface Missing {
  readonly index: number;
  readonly id: string;
  readonly url: string;
}

function missingIn({ phase, current, genesis }: ContractState, session: SessionState): Missing[] {
  const of = (role: "dealer" | "receiver", done: readonly unknown[]): Missing[] => {
    const left = new Set(remaining(session, role).filter((index) => !done[index - 1]));
    const list = role === "dealer" ? session.dealers : session.receivers;
    return list.filter(({ index }) => left.has(index)).map(({ index, id, url }) => ({ index, id, url }));
  };
  switch (phase) {
    case "contribute": {
      const dealers = of("dealer", session.contributions);
      const known = new Set(dealers.map(({ id }) => id));
      return [...dealers, ...of("receiver", session.encryptionKeys).filter(({ id }) => !known.has(id))];
    }
    case "share":
      return of("dealer", session.shared);
    case "publish":
      return of("dealer", session.publications);
    case "wait": {
      if (session.decided === null) return of("receiver", session.confirmations);
      if (session.certified) return [];
      const { magicBlock } = current;
      const signers =
        magicBlock === null
          ? genesis.sharders.map(({ url }, position) => ({ index: position + 1, id: "", url }))
          : magicBlock.members.map(({ index, id, url }) => ({ index, id, url }));
      const done = magicBlock === null ? session.firsts : session.handOvers;
      return signers.filter((_, position) => !done[position]);
    }
    default:
      return [];
  }
}

/** Of the wait phase: which of its steps is waited for, and how many of those whom it needs have done it. */
function stepOf({ phase, current, genesis }: ContractState, session: SessionState | null): JsonInput {
  if (phase !== "wait" || session === null) return null;
  const count = (given: readonly unknown[]): number => given.filter(Boolean).length;
  const { decided, certified, confirmations, least, firsts, handOvers } = session;
  if (decided === null) return { name: "confirm", done: count(confirmations), needed: least };
  const isFirst = current.magicBlock === null;
  const needed = isFirst ? Math.floor(genesis.sharders.length / 2) + 1 : current.magicBlock.t;
  return { name: certified ? "activate" : "hand over", done: count(isFirst ? firsts : handOvers), needed };
}

/** Where the view change is: phase, attempt, round, rounds left, who is missing. */
export function phaseOf(state: ContractState): { readonly [name: string]: JsonInput } {
  const { phase, round, phaseStart, session, attempt, failures, current, closing } = state;
  const { parameters } = session ?? state;
  const lasts = phase === "stopped" ? 0 : parameters.phaseRounds[phase];
  return {
    round,
    phase,
    number: current.number + 1,
    attempt: session?.attempt ?? attempt,
    failures,
    phaseStart,
    roundsLeft: phase === "stopped" ? null : Math.max(0, phaseStart + lasts - round),
    waitsForLot: closing !== null,
    decided: session?.decided?.round ?? null,
    step: stepOf(state, session),
    startingRound: session?.magicBlock?.startingRound ?? null,
    inOffice: { number: current.number, hash: current.hash, activatedAt: current.activatedAt },
    missing: session === null ? [] : missingIn(state, session).map((one) => ({ ...one })),
  };
}

/** In force, and what is taken when the next attempt begins. */
export function parametersOf({ parameters, nextParameters, round, authoritySerial }: ContractState): JsonInput {
  return {
    round,
    authoritySerial,
    parameters: parametersFormat.toJson(parameters),
    next: nextParameters === null ? null : parametersFormat.toJson(nextParameters),
  };
}

/** The frozen lists of the running attempt; null where none runs. */
export function listsOf({ session, round }: ContractState): JsonInput {
  if (session === null) return { round, session: null };
  const { id, number, attempt, mode, thresholds, frozenAt, dealers, receivers } = session;
  const shown = (list: SessionState["dealers"]) =>
    list.map(({ index, id: miner, partyId, stake, url }) => ({
      index,
      id: miner,
      partyId: String(partyId),
      stake,
      url,
    }));
  return {
    round,
    session: {
      id,
      number,
      attempt,
      mode,
      ...thresholds,
      frozenAt,
      dealers: shown(dealers),
      receivers: shown(receivers),
    },
  };
}

/** All registered miners with their stakes, in order of id. */
export function minersOf({ candidates, stakes }: ContractState): readonly { readonly [name: string]: JsonInput }[] {
  const byId = new Map(stakes.map(({ id, stake }) => [id, stake]));
  return candidates.map(({ id, url, serial, left, absent, suspension, publicKey, encryptionKey }) => {
    const kept = suspension === null ? null : { ...suspension };
    const stake = byId.get(id) ?? 0n;
    return { id, url, stake, serial, left, absent, suspension: kept, publicKey, encryptionKey };
  });
}

/** All registered sharders with their stakes, in order of id; and whether they want to go on. */
export function shardersOf({
  sharders,
  stakes,
  session,
}: ContractState): readonly { readonly [name: string]: JsonInput }[] {
  const byId = new Map(stakes.map(({ id, stake }) => [id, stake]));
  return sharders.map(({ id, url, serial, left, publicKey }) => {
    return { id, url, stake: byId.get(id) ?? 0n, serial, left, kept: session?.kept.includes(id) ?? false, publicKey };
  });
}

/** Commitments that were accepted in the running attempt, by dealer. */
export function contributionOf({ session, round }: ContractState, dealer: number): JsonInput | null {
  const contribution = session?.contributions[dealer - 1];
  if (!contribution) return null;
  const { commitments, proof, encryptionKey, hash } = contribution;
  return { round, session: session!.id, dealer, hash, commitments: [...commitments], proof, encryptionKey };
}

/** What a dealer published in the running attempt. */
export function publicationOf({ session, round }: ContractState, dealer: number): JsonInput | null {
  const publication = session?.publications[dealer - 1];
  if (!publication) return null;
  const { acknowledged, aggregate, reveals } = publication;
  const listed = reveals.map(({ index, share }) => ({ index, share }));
  return { round, session: session!.id, dealer, acknowledged, aggregate, reveals: listed };
}

/** Indices of dealers of whom there is something in the running attempt. */
export function dealersWith({ session }: ContractState, what: "contributions" | "publications"): readonly number[] {
  if (session === null) return [];
  return session.dealers.map(({ index }) => index).filter((index) => Boolean(session[what][index - 1]));
}

/** Dealer × receiver, a letter for each: a acknowledged, r revealed, - nothing. */
export function matrixOf({ session }: ContractState): readonly { readonly dealer: number; readonly row: string }[] {
  if (session === null) return [];
  return session.dealers.map(({ index }) => {
    const cells = session.receivers.map((receiver) => LETTERS[entryOf(session, index, receiver.index)]);
    return { dealer: index, row: cells.join("") };
  });
}

const LETTERS = { acknowledged: "a", revealed: "r", none: "-" } as const;
