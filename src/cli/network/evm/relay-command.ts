// `feldspar evm relay`: runs a relay until it is ended, and remembers how far it came.
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { FeldsparError, JsonReader, parseJson } from "../../../encoding/index.js";
import { type CommandResult, EXIT } from "../../result.js";
import { UsageError } from "../../usage-error.js";
import { Asking, type FromFlags } from "../asking.js";
import { readText, writeWhole } from "../files.js";
import { failureFields, openLog } from "../node-log.js";
import { type AccountFlags, readAccount } from "./account.js";
import { addressOnChain } from "./board-file.js";
import { BeaconContract } from "./contract.js";
import { type ChainFlags, chainIdOf, providerOf } from "./node-of-chain.js";
import { Relay } from "./relay.js";
import { Sender } from "./sender.js";

export interface RelayFlags extends FromFlags, ChainFlags, AccountFlags {
  readonly contract: string;
  readonly every: number;
  readonly fromRound?: number;
  readonly progress: string;
  readonly poll: number;
  readonly patience: number;
  readonly once?: boolean;
}

interface Progress {
  readonly chainId: number;
  readonly contract: string;
  readonly round: number;
}

const KIND = "feldspar-relay";
const LONGEST_PAUSE = 60_000;

/** How far it came with this contract; null: it has not begun. Throws `UsageError` for a file about another one. */
function readProgress(path: string, chainId: number, contract: string): number | null {
  if (!existsSync(path)) return null;
  const fields = new JsonReader(parseJson(readText(path), path), path).object(["kind", "chainId", "contract", "round"]);
  fields.kind.oneOf([KIND]);
  const isOther = fields.chainId.integer(0, Number.MAX_SAFE_INTEGER) !== chainId || fields.contract.value !== contract;
  if (isOther) throw new UsageError(`${path}: it is about another contract: name another file by --progress`);
  return fields.round.integer(0, Number.MAX_SAFE_INTEGER);
}

const writeProgress = (path: string, progress: Progress): void =>
  writeWhole(path, `${JSON.stringify({ kind: KIND, ...progress }, null, 2)}\n`, { replace: true });

export async function relayCommand(flags: RelayFlags): Promise<CommandResult> {
  const asking = new Asking(flags);
  const contract = addressOnChain(flags.contract, "--contract");
  const provider = providerOf(flags);
  const account = await readAccount(flags);
  await asking.checkChain();
  const chainId = await chainIdOf(provider);
  const done = readProgress(flags.progress, chainId, contract);
  const log = await openLog("info", { role: "relay", contract });
  const ending = new AbortController();
  const end = () => ending.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, end);
  const total = { blocks: 0, rounds: 0, gas: 0, paid: 0n };
  let last = done;
  const relay = new Relay({
    ...{ client: asking.client, genesisHash: asking.genesisHash, every: flags.every, signal: ending.signal },
    contract: new BeaconContract(provider, contract),
    sender: new Sender(provider, account, { patience: 1000 * flags.patience, signal: ending.signal }),
    fromRound: done === null ? (flags.fromRound ?? null) : done + 1,
    onPosted(what, number, receipt) {
      if (receipt === null) return log.write("info", `${what} is there`, { number });
      total[`${what}s`]++;
      total.gas += receipt.gasUsed;
      total.paid += receipt.paid;
      const { transactionHash: transaction, gasUsed: gas, paid } = receipt;
      log.write("info", `${what} posted`, { number, transaction, gas, wei: String(paid) });
    },
    onRefused: (what, number, reason) => log.write("warn", `${what} passed over`, { number, reason }),
    onDone(round) {
      if (last !== null && round <= last) return;
      last = round;
      writeProgress(flags.progress, { chainId, contract, round });
    },
  });
  try {
    await run(relay, flags, ending.signal, (error) => log.write("warn", "tried again", failureFields(error)));
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, end);
  }
  const { blocks, rounds, gas, paid } = total;
  return {
    output: `${blocks} blocks and ${rounds} rounds posted, ${gas} gas, ${paid} wei`,
    exitCode: EXIT.good,
  };
}

/** Steps until it is told to end; what nobody answers is asked again, more and more slowly. */
async function run(
  relay: Relay,
  { once = false, poll }: RelayFlags,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  let wait = poll;
  while (!signal.aborted) {
    try {
      await relay.step();
      if (once) return;
      wait = poll;
    } catch (error) {
      if (signal.aborted) return;
      if (once || !(error instanceof FeldsparError) || error.code !== "LEDGER_UNAVAILABLE") throw error;
      failed(error);
      wait = Math.min(2 * wait, LONGEST_PAUSE);
    }
    await delay(wait, undefined, { signal }).catch(() => {});
  }
}
