// The end of the start phase: candidates are closed, where a lot must decide between them it is waited for, and then
// the list of miners that receive shares is frozen and the attempt gets its name.
import { Encoder, FeldsparError, hexName, list, record, TAG, unsigned128 } from "../../encoding/index.js";
import {
  type MagicBlock,
  type Mode,
  parametersHash,
  partyIdOf,
  repeatedPartyIds,
  resolveThresholds,
  type Thresholds,
} from "../../magic-block/index.js";
import { listHash, type SessionMember, sessionId } from "../session.js";
import type { EndOfPhase, Failure } from "./events.js";
import { stakeOf } from "./members.js";
import type { BlockRun } from "./run.js";
import { needsLot, type SelectionOptions, selectMiners } from "./selection.js";
import { findById } from "./sorted.js";
import type { Candidate, Closing, ContractState, Stake } from "./state.js";
import { stateHash } from "./state-bytes.js";

const MOST_CANDIDATES = 0xffffffff;
const stakeFormat = record<Stake>({ id: hexName("bytes"), stake: unsigned128 });
const closedFormat = list(stakeFormat, MOST_CANDIDATES);

/** Who may be selected, with stakes, ascending by id; of two with one party id the later one is left out. */
export function selectable(state: ContractState): Stake[] {
  const { genesis, parameters, candidates } = state;
  const able = candidates
    .filter(({ left, suspension }) => !left && suspension === null)
    .map(({ id }) => ({ id, stake: stakeOf(state, id) }))
    .filter(({ stake }) => stake >= parameters.minStake);
  if (genesis.partyIds === "index") return able;
  const repeated = new Set(repeatedPartyIds(able.map(({ id }) => partyIdOf(genesis.partyIds, 0, id))));
  return able.filter((_, position) => !repeated.has(position));
}

/** What a lot is drawn over. */
export function candidatesHash(candidates: readonly Stake[]): Uint8Array {
  const encoder = new Encoder(TAG.candidates);
  closedFormat.write(encoder, candidates);
  return encoder.digest();
}

function withOrder(state: ContractState, closed: readonly Stake[]) {
  return closed.map(({ id, stake }) => ({ id, stake, order: findById(state.candidates, id)!.order }));
}

function selectionOf({ parameters, current }: ContractState): SelectionOptions {
  const members = current.magicBlock?.members ?? [];
  return {
    seats: parameters.miners,
    incumbents: new Set(members.map(({ id }) => id)),
    incumbency: parameters.incumbency,
  };
}

/**
 * Start's rounds are over: an attempt's number is used up, and the list is frozen unless a lot has to be waited for.
 */
export function close(run: BlockRun, why: EndOfPhase): Failure | null {
  run.update({ attempt: run.state.attempt + 1 });
  const { state } = run;
  const candidates = selectable(state);
  const { current, parameters } = state;
  const draws = parameters.tieBreak === "shuffle" && current.magicBlock !== null;
  if (!draws || !needsLot(withOrder(state, candidates), selectionOf(state))) return freeze(run, why, candidates, null);
  const closing: Closing = { round: state.round, candidates, hash: candidatesHash(candidates) };
  run.update({ closing });
  run.events.push({ type: "closed", number: current.number + 1, attempt: state.attempt, hash: closing.hash });
  return null;
}

/** Freezes the list and names the attempt. */
export function freeze(
  run: BlockRun,
  why: EndOfPhase,
  closed: readonly Stake[],
  lot: Uint8Array | null,
): Failure | null {
  run.update({ closing: null });
  const { state } = run;
  const { parameters, genesis } = state;
  const selected = selectMiners(withOrder(state, closed), { ...selectionOf(state), lot });
  const receivers = selected.map(({ id, stake }, position) => memberOf(state, id, stake, position + 1));
  const outcome = thresholdsFor(state, receivers.length);
  if ("code" in outcome) return outcome;
  const { thresholds, least } = outcome;
  const { current, attempt } = state;
  const number = current.number + 1;
  const mode: Mode = current.magicBlock === null ? "fresh" : genesis.mode;
  const dealers = mode === "reshare" ? membersInOffice(current.magicBlock!) : receivers;
  const { scheme } = genesis;
  const receiversHash = listHash(scheme, receivers);
  const id = sessionId({
    genesisHash: state.genesisHash,
    previousHash: current.hash,
    number,
    attempt,
    dealersHash: mode === "reshare" ? listHash(scheme, dealers) : receiversHash,
    receiversHash,
    parametersHash: parametersHash(parameters),
  });
  const places = Math.max(...dealers.map(({ index }) => index));
  const byDealer = Array.from({ length: places }, () => null);
  const byReceiver = receivers.map(() => null);
  run.update({
    session: {
      id,
      number,
      attempt,
      mode,
      parameters,
      thresholds,
      dealerThreshold: mode === "reshare" ? current.magicBlock!.t : thresholds.t,
      least,
      stateHash: stateHash(state),
      dealers,
      receivers,
      frozenAt: state.round,
      contributedAt: null,
      sharedAt: null,
      publishedAt: null,
      contributions: byDealer,
      shared: byDealer.map(() => false),
      publications: byDealer,
      encryptionKeys: byReceiver,
      confirmations: byReceiver,
      handOvers: (current.magicBlock?.members ?? []).map(() => null),
      firsts: current.magicBlock === null ? genesis.sharders.map(() => null) : [],
      kept: [],
      removed: [],
      magicBlock: null,
      magicBlockHash: null,
      decided: null,
      certified: false,
    },
  });
  run.events.push({ type: "frozen", number, attempt, session: id });
  run.begin("contribute", why);
  return null;
}

function thresholdsFor(state: ContractState, size: number): { thresholds: Thresholds; least: number } | Failure {
  const { parameters, highestThreshold } = state;
  let thresholds: Thresholds;
  try {
    thresholds = resolveThresholds(parameters, Math.max(size, 1));
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return { code: "TOO_FEW_CANDIDATES", message: `${size} candidates cannot meet the thresholds: ${error.message}` };
  }
  const least = Math.max(thresholds.k, parameters.minMiners ?? highestThreshold);
  if (size < least) return { code: "TOO_FEW_CANDIDATES", message: `${size} candidates, at least ${least} are needed` };
  return { thresholds, least };
}

function memberOf({ genesis, candidates }: ContractState, id: string, stake: bigint, index: number): SessionMember {
  const { publicKey, encryptionKey, url } = findById<Candidate>(candidates, id)!;
  const partyId = partyIdOf(genesis.partyIds, index, id);
  return { index, id, partyId, publicKey, encryptionKey, stake, url };
}

/** The dealers of a reshare, with the indices of the magic block in office. */
function membersInOffice({ members }: MagicBlock): SessionMember[] {
  return members.map(({ index, id, partyId, publicKey, encryptionKey, stake, url }) => {
    return { index, id, partyId, publicKey, encryptionKey, stake, url };
  });
}
