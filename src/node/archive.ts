// What a sharder keeps for those who ask and a replica does not: where each round closed, every magic block, and the
// rounds of the beacon. All of it proves itself, or is what a replay of the log gives again.
import { type BeaconOutput, outputRecord, randomness, verifyRound } from "../beacon/index.js";
import { beaconOutputFormat } from "../beacon/output.js";
import { schemeByName } from "../bls/index.js";
import { decodeAs, encodeAs, equalBytes, list, record, toHex, unsigned } from "../encoding/index.js";
import { MagicBlock } from "../magic-block/index.js";
import type { ContractState } from "../view-change/contract/state.js";
import { headFields } from "./log/head-format.js";
import type { Head, Store } from "./ports.js";
import type { AppliedBlock } from "./replica.js";
import { Serial } from "./serial.js";

/** Outputs of one round under different time-outs: no more are kept. */
const MOST_OUTPUTS = 8;

const headFormat = record<Head>(headFields());

/** A round of the beacon with the number of the view that made it. */
export interface ArchivedOutput {
  readonly number: number;
  readonly output: BeaconOutput;
}

export interface ArchiveOptions {
  /** Everything lies under keys that begin with `archive/` and the hash of the genesis. */
  readonly store: Store;
  readonly genesisHash: Uint8Array;
}

/** The view that owns a round, of those that a state knows. */
function ownerOf({ beaconOwners }: ContractState, number: number, round: number): Uint8Array | null {
  const place = beaconOwners.findIndex((owner) => owner.number === number);
  const owner = beaconOwners[place];
  const successor = beaconOwners[place + 1];
  if (owner === undefined || round < owner.startingRound) return null;
  return successor !== undefined && round >= successor.startingRound ? null : owner.groupPublicKey;
}

export class Archive {
  private readonly prefix: string;
  private readonly turns = new Serial();
  private latest: ArchivedOutput | null = null;
  private readonly listeners = new Set<(made: ArchivedOutput) => void>();

  constructor(private readonly options: ArchiveOptions) {
    this.prefix = `archive/${toHex(options.genesisHash)}`;
  }

  /** The latest round of the beacon that this process has taken, or the stored one after `load`. */
  get latestOutput(): ArchivedOutput | null {
    return this.latest;
  }

  /** Finds the latest output again, after a restart. Throws what the store throws. */
  async load(state: ContractState): Promise<void> {
    const { store } = this.options;
    const at = await store.get(`${this.prefix}/beacon-latest`);
    if (at === undefined) return;
    const round = Number(decodeAs(unsigned(64), at, "latest round"));
    this.latest = await this.output(state, round);
  }

  /** Of a `LogChain`: called with every block. */
  async keep({ before, after }: AppliedBlock, head: Head): Promise<void> {
    const { store } = this.options;
    await store.put(`${this.prefix}/round/${head.round}`, encodeAs(headFormat, head));
    const { magicBlock } = after.current;
    if (magicBlock === null || magicBlock === before.current.magicBlock) return;
    await store.put(`${this.prefix}/magic/${magicBlock.number}`, MagicBlock.encode(magicBlock));
  }

  /** Where a round closed in the log; null for one that this sharder has not seen. */
  async headOf(round: number): Promise<Head | null> {
    const stored = await this.options.store.get(`${this.prefix}/round/${round}`);
    return stored === undefined ? null : decodeAs(headFormat, stored, "round");
  }

  /** A magic block that has been in office. */
  async magicBlock(number: number): Promise<MagicBlock | null> {
    const stored = await this.options.store.get(`${this.prefix}/magic/${number}`);
    return stored === undefined ? null : MagicBlock.decode(stored);
  }

  /**
   * Takes a round of the beacon from anybody, if it is one: the group's signature under the view that owns it. Resolves
   * with whether it is new. One check for each that is.
   */
  take(state: ContractState, { number, output }: ArchivedOutput): Promise<"new" | "known" | "wrong"> {
    return this.turns.run(async () => {
      const known = await this.outputsOf(state, output.round);
      if (known.some((one) => equalBytes(one.output.signature, output.signature))) return "known";
      const groupPublicKey = ownerOf(state, number, output.round);
      if (groupPublicKey === null || known.length >= MOST_OUTPUTS) return "wrong";
      const { scheme, chainId } = state.genesis;
      const view = { scheme, chainId, magicBlockNumber: number, groupPublicKey };
      if (!verifyRound(view, outputRecord(number, output))) return "wrong";
      await this.put(state, output.round, [...known, { number, output }]);
      if (this.latest === null || output.round >= this.latest.output.round) {
        this.latest = { number, output };
        await this.options.store.put(`${this.prefix}/beacon-latest`, encodeAs(unsigned(64), output.round));
      }
      for (const listener of [...this.listeners]) listener({ number, output });
      return "new";
    });
  }

  /** Calls with every round that is taken; the result ends it. A listener must not throw. */
  onOutput(listener: (made: ArchivedOutput) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * A round of the beacon. Of several under different time-outs the one that the next round builds upon; while there is
   * no next round, the one of the highest count.
   */
  async output(state: ContractState, round: number): Promise<ArchivedOutput | null> {
    const all = await this.outputsOf(state, round);
    if (all.length < 2) return all[0] ?? null;
    const after = await this.outputsOf(state, round + 1);
    const next = all.find(({ output }) =>
      after.some((one) => equalBytes(one.output.previousRandomness, randomness(output.signature))),
    );
    return next ?? all.reduce((a, b) => (b.output.timeoutCount > a.output.timeoutCount ? b : a));
  }

  private async outputsOf({ genesis }: ContractState, round: number): Promise<readonly ArchivedOutput[]> {
    const stored = await this.options.store.get(`${this.prefix}/beacon/${round}`);
    return stored === undefined ? [] : decodeAs(outputsFormat(genesis.scheme), stored, "beacon round");
  }

  private async put({ genesis }: ContractState, round: number, outputs: readonly ArchivedOutput[]): Promise<void> {
    const bytes = encodeAs(outputsFormat(genesis.scheme), outputs);
    await this.options.store.put(`${this.prefix}/beacon/${round}`, bytes);
  }
}

function outputsFormat(scheme: "min-sig" | "min-pk") {
  const output = beaconOutputFormat(schemeByName(scheme).signatureLength);
  return list(record<ArchivedOutput>({ number: unsigned(64, 1), output }), MOST_OUTPUTS);
}
