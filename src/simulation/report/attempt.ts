// What an attempt came to, read from its session as it ended.
import { minerIdOf } from "../../magic-block/index.js";
import { type ContractState, entryOf, remaining, type SessionState } from "../../view-change/contract/state.js";
import type { AttemptReport } from "./report.js";

/** What miners and sharders are called, and the texts of a miner's faults. */
export interface Naming {
  readonly nameOf: (id: string) => string;
  readonly faultsOf: (id: string) => readonly string[];
}

type FromSession = Omit<
  AttemptReport,
  "outcome" | "reason" | "selected" | "dealers" | "removed" | "refusals" | "evidence" | "phases"
>;

/** `state`: before the block that ended it. */
export function attemptOf(state: ContractState, session: SessionState | null, { nameOf }: Naming): FromSession {
  if (session === null) return neverFrozen(state);
  const { dealers, receivers, magicBlock, removed } = session;
  const dealt = (list: readonly unknown[]) => dealers.map(({ index }) => index).filter((index) => list[index - 1]);
  const office = state.current.magicBlock?.members ?? [];
  const qualified = new Set(magicBlock?.body.dealings.filter((dealing) => dealing.qualified).map(({ index }) => index));
  return {
    number: session.number,
    attempt: session.attempt,
    session: session.id,
    mode: session.mode,
    thresholds: session.thresholds,
    contributed: dealt(session.contributions),
    published: dealt(session.publications),
    // an attempt that failed after the rules were applied has no block that says whom they left
    qualified: magicBlock === null ? dealersLeft(session) : [...qualified],
    disqualified: removed.filter(({ code }) => code === "dealer-rule").map(({ index }) => index),
    members: magicBlock?.members.map(({ index }) => index) ?? [],
    off: removed.filter(({ role }) => role === "receiver").map(({ index }) => index),
    exposed: magicBlock?.body.exposed ?? 0,
    confirmed: receivers.map(({ index }) => index).filter((index) => session.confirmations[index - 1] !== null),
    handedOver: office.filter((_, position) => session.handOvers[position]).map(({ index }) => index),
    firsts: state.genesis.sharders
      .filter((_, position) => session.firsts[position])
      .map(({ publicKey }) => nameOf(minerIdOf(publicKey))),
    sharders: (magicBlock?.sharders ?? []).map(({ id, stake }) => ({ id, name: nameOf(id), stake })),
    matrix: dealers.map((dealer) => receivers.map((receiver) => entryOf(session, dealer.index, receiver.index))),
  };
}

/** Dealers that were qualified where publish had ended; nobody before. */
function dealersLeft(session: SessionState): readonly number[] {
  return session.publishedAt === null ? [] : remaining(session, "dealer");
}

function neverFrozen(state: ContractState): FromSession {
  return {
    number: state.current.number + 1,
    attempt: state.attempt + (state.closing === null ? 1 : 0),
    session: null,
    mode: state.current.magicBlock === null ? "fresh" : state.genesis.mode,
    thresholds: null,
    ...{ contributed: [], published: [], qualified: [], disqualified: [], members: [], off: [], exposed: 0 },
    ...{ confirmed: [], handedOver: [], firsts: [], sharders: [], matrix: [] },
  };
}
