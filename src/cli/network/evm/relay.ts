// Hands what a network makes to its contract on an EVM chain: headers in their order, and rounds of the beacon. All of
// it is verified before it is paid for, asked for on the chain before it is sent, and sent one after the other: nothing
// is posted twice, whatever ends in between.

import { LightClient, type RoundVerdict } from "../../../documents/index.js";
import { equalBytes, FeldsparError, JsonReader, parseJson } from "../../../encoding/index.js";
import { encodeHeader, encodeRound, type HeaderStart } from "../../../evm/index.js";
import type { SharderClient } from "../../../http/client/client.js";
import type { BeaconContract } from "./contract.js";
import type { Receipt, Sender } from "./sender.js";

export interface RelayOptions {
  readonly client: Pick<SharderClient, "ask" | "json">;
  readonly genesisHash: Uint8Array;
  readonly contract: BeaconContract;
  readonly sender: Pick<Sender, "post">;
  /** Every which round is posted; 0: none, headers alone. */
  readonly every: number;
  /** The first round that is wanted; null: those that come from now on. */
  readonly fromRound: number | null;
  /** A block or a round is on the chain: by this relay, or (null) by somebody. */
  readonly onPosted: (what: "block" | "round", number: number, receipt: Receipt | null) => void;
  /** Something does not verify, or the contract refuses it: it is passed over. */
  readonly onRefused: (what: "block" | "round", number: number, reason: string) => void;
  /** Rounds up to this one need not be looked at again: kept before the next one. */
  readonly onDone: (round: number) => void;
  readonly signal: AbortSignal;
}

const HEADERS = 100;
const ROUNDS = 100;

export class Relay {
  private light: LightClient | null = null;
  /** Number of the highest block that the contract knows; null: not asked yet. */
  private known: number | null = null;
  private next: number | null;

  constructor(private readonly options: RelayOptions) {
    this.next = options.fromRound;
  }

  /** Everything that is there now. Throws LEDGER_UNAVAILABLE: try again; BAD_OPTION for a contract of another chain. */
  async step(): Promise<void> {
    const light = await this.headers();
    await this.blocks(light);
    if (this.options.every > 0) await this.rounds(light);
  }

  private async headers(): Promise<LightClient> {
    const { client, genesisHash, contract } = this.options;
    if (this.light === null) {
      const { body } = await client.ask("/v1/genesis", { longest: 16 << 20 });
      const light = LightClient.begin(new TextDecoder().decode(body), genesisHash);
      const { anchor, sharders } = await contract.deployment();
      if (sharders > 0 && !equalBytes(anchor, genesisHash))
        throw new FeldsparError("BAD_OPTION", `${contract.address}: the contract is of another chain`);
      this.light = light;
    }
    const { light } = this;
    for (;;) {
      const from = light.headers.length + 1;
      const { body } = await client.ask(`/v1/headers?from=${from}&limit=${HEADERS}`, { longest: 16 << 20 });
      const text = new TextDecoder().decode(body);
      const verdict = light.takeHeaders(text);
      if (!verdict.valid)
        throw new FeldsparError("LEDGER_UNAVAILABLE", `what the sharders serve is not valid: ${verdict.reason}`);
      if (light.headers.length < from + HEADERS - 1) return light;
    }
  }

  private async blocks(light: LightClient): Promise<void> {
    const { contract, sender, onPosted, signal } = this.options;
    const last = light.headers.length;
    this.known ??= await this.highestKnown(last);
    const begin = this.known === 0 ? await this.firstOf(light) : { number: this.known + 1, start: {} };
    if (begin === null) return;
    for (let number = begin.number; number <= last && !signal.aborted; number++) {
      const header = light.headers[number - 1]!.block;
      let receipt: Receipt | null = null;
      if (!(await contract.hasBlock(number)))
        receipt = await sender.post({
          to: contract.address,
          data: encodeHeader(header, number === begin.number ? begin.start : {}),
        });
      this.known = number;
      onPosted("block", number, receipt);
    }
  }

  private async highestKnown(last: number): Promise<number> {
    for (let number = last; number > 0; number--) if (await this.options.contract.hasBlock(number)) return number;
    return 0;
  }

  /** Which block a contract that knows none begins with; null: it is not there yet. */
  private async firstOf(light: LightClient): Promise<{ readonly number: number; readonly start: HeaderStart } | null> {
    const { anchor, sharders } = await this.options.contract.deployment();
    if (sharders > 0) return { number: 1, start: { genesis: light.genesis.genesis } };
    const found = light.headers.find(({ hash }) => equalBytes(hash, anchor));
    return found === undefined ? null : { number: found.block.number, start: { trusted: true } };
  }

  /** Those that have a successor: the latest one may come out again, after a time-out. */
  private async rounds(light: LightClient): Promise<void> {
    const { client, every, onDone, signal } = this.options;
    const latest = await this.latestRound();
    if (latest === null) return;
    this.next ??= latest;
    this.next = Math.ceil(this.next / every) * every;
    while (this.next < latest && !signal.aborted) {
      const count = every === 1 ? Math.min(ROUNDS, latest - this.next) : 1;
      const path = `/v1/beacon?from=${this.next}&limit=${count}`;
      const served = new JsonReader(await client.json(path), path);
      const verdicts = light.takeRounds(JSON.stringify(served.peek("rounds")));
      for (const verdict of verdicts) {
        if (signal.aborted) return;
        if (verdict.round % every === 0) await this.round(verdict);
      }
      // where the sharders have none, there is none any more, or it is not ours to wait for
      const end = Math.max(this.next, ...verdicts.map(({ round }) => round));
      onDone(end);
      this.next = Math.ceil((end + 1) / every) * every;
    }
  }

  private async round({ round, record, valid, reason }: RoundVerdict): Promise<void> {
    const { contract, sender, onPosted, onRefused, onDone } = this.options;
    if (!valid) return onRefused("round", round, reason);
    // of a view before the contract's first block
    if (!(await contract.hasBlock(record.magicBlockNumber)))
      return onRefused("round", round, `the contract does not know view ${record.magicBlockNumber}`);
    try {
      const isThere = await contract.hasRound(round);
      const receipt = isThere ? null : await sender.post({ to: contract.address, data: encodeRound(record) });
      onDone(round);
      onPosted("round", round, receipt);
    } catch (error) {
      if (!(error instanceof FeldsparError) || error.code !== "BAD_OPTION") throw error;
      onRefused("round", round, error.message);
    }
  }

  private async latestRound(): Promise<number | null> {
    try {
      const { body } = await this.options.client.ask("/v1/beacon/latest", { longest: 4096 });
      return new JsonReader(
        new JsonReader(parseJson(new TextDecoder().decode(body), "latest"), "latest").peek("round"),
        "round",
      ).integer(0, Number.MAX_SAFE_INTEGER);
    } catch (error) {
      if (error instanceof FeldsparError && error.code === "NOT_FOUND") return null;
      throw error;
    }
  }
}
