// Of a network whose beacon has halted: since when, which members are not there, and what to do about it.
import { FeldsparError, JsonReader } from "../../encoding/index.js";
import type { SharderClient } from "../../http/client/client.js";
import { genesisFromJson, MagicBlock } from "../../magic-block/index.js";
import { type BeaconStanding, beaconStanding } from "../../node/beacon-standing.js";
import { printable } from "../printable.js";
import { durationText } from "../timelock/duration.js";
import { askOnce, readinessIn } from "./asking.js";
import type { ChainProof } from "./chain-proof.js";
import type { PhaseSaid } from "./status-command.js";

export interface AskedMember {
  readonly index: number;
  readonly id: string;
  readonly url: string;
  /** null: it is there, and ready. */
  readonly problem: string | null;
}

export interface HaltedBeacon extends BeaconStanding {
  /** The view whose members make the next round. */
  readonly view: number;
  /** So many of them have to be there. */
  readonly threshold: number;
  readonly members: readonly AskedMember[];
  /** The next round is of this view, which is decided and waits for its hand-over; null: it does not wait. */
  readonly waitsForView: number | null;
  /** The next round is the first of its view, and waits until the one before it is on the ledger. */
  readonly waitsForLedger: boolean;
}

const PATIENCE = 3000;
const AT_ONCE = 16;
/** Milliseconds for all members together: a list of thousands that do not answer would take a quarter of an hour. */
const PATIENCE_FOR_ALL = 15_000;
/** Views before the one in office that may still owe rounds. */
const MOST_VIEWS_BACK = 64;

async function asked({ index, id, url }: MagicBlock["members"][number]): Promise<AskedMember> {
  const answer = await askOnce(url, "/readyz", PATIENCE);
  const { isReady, reasons } = readinessIn(new JsonReader(answer?.json, "readiness"));
  const problem = answer === null ? "does not answer" : isReady ? null : `is not ready: ${reasons}`;
  return { index, id, url, problem };
}

/**
 * The block whose members make a round: in office, or one before it that still owes rounds. Throws BAD_DOCUMENT for a
 * sharder that shows others than it is asked for, and would be asked for ever.
 */
async function makerOf(
  client: SharderClient,
  round: number,
  latest: MagicBlock,
  proof: ChainProof | null,
): Promise<MagicBlock> {
  let block = latest;
  while (block.number > 1 && round < block.startingRound) {
    const wanted = block.number - 1;
    const path = `/v1/magic-blocks/${wanted}`;
    block = MagicBlock.fromJson(await client.json(path));
    proof?.checkBlock(path, block);
    if (block.number !== wanted || latest.number - wanted > MOST_VIEWS_BACK)
      throw new FeldsparError("BAD_DOCUMENT", `${path}: this is not the view that makes round ${round}`);
  }
  return block;
}

/**
 * null: it goes on, or no round is due. Asks members only when it does not: of the lists of the chain where there is a
 * proof of it, else of those that the sharder shows. Throws what the client throws, and BAD_DOCUMENT.
 */
export async function haltedBeacon(
  client: SharderClient,
  { round, inOffice, step, startingRound, number }: PhaseSaid,
  latest: number | null,
  proof: ChainProof | null = null,
  now = Date.now(),
): Promise<HaltedBeacon | null> {
  if (inOffice.number === 0) return null;
  const genesis = genesisFromJson(await client.json("/v1/genesis"));
  const isChained = genesis.beacon.mode === "chained";
  const path = "/v1/magic-blocks/latest";
  const office = MagicBlock.fromJson(await client.json(path));
  proof?.checkBlock(path, office);
  const standing = beaconStanding({ genesis, round, firstRound: office.startingRound, latest, now });
  if (standing === null || !standing.halted) return null;
  const waits = isChained && step?.name === "hand over" && startingRound !== null && standing.next >= startingRound;
  const maker = isChained ? await makerOf(client, standing.next, office, proof) : office;
  const members: AskedMember[] = [];
  const end = performance.now() + PATIENCE_FOR_ALL;
  for (let from = 0; from < maker.members.length; from += AT_ONCE) {
    const some = maker.members.slice(from, from + AT_ONCE);
    if (performance.now() < end) members.push(...(await Promise.all(some.map(asked))));
    else members.push(...some.map(({ index, id, url }) => ({ index, id, url, problem: "was not asked: too many" })));
  }
  return {
    ...standing,
    ...{ view: maker.number, threshold: maker.t, members, waitsForView: waits ? number : null },
    waitsForLedger: isChained && maker.number > 1 && standing.next === maker.startingRound,
  };
}

/** What is to be done, for people; nothing where it goes on. */
export function haltedLines(halted: HaltedBeacon | null, isProven: boolean): string[] {
  if (halted === null) return [];
  const { next, behind, seconds, view, threshold, members, waitsForView, waitsForLedger } = halted;
  const missing = members.filter(({ problem }) => problem !== null);
  const there = members.length - missing.length;
  const lacking = threshold - there;
  const advice =
    lacking > 0
      ? `start these again, or ask their operators: with ${lacking} more of them the beacon goes on by itself`
      : "enough are there: whether they reach each other says `feldspar check`, why they do not sign their logs";
  return [
    `beacon    HALTED: round ${next} has been due for ${durationText(1000 * seconds)}, ${behind} rounds are due`,
    ...(waitsForView === null
      ? []
      : [`          it is of view ${waitsForView}, which waits until ${threshold} members of view ${view} hand over`]),
    ...(waitsForLedger
      ? [
          `          it is the first of view ${view}, which waits until round ${next - 1} is on the ledger, and final there`,
        ]
      : []),
    `          ${there} of ${members.length} members of view ${view} are there, ${threshold} are needed`,
    ...missing.map(({ index, id, url, problem }) => `          ${index}  ${id.slice(0, 16)}…  ${url}  ${problem}`),
    `          ${advice}`,
    ...(isProven ? [] : ["          who they are is the sharder's word: with --genesis-hash it is verified"]),
  ].map(printable);
}
