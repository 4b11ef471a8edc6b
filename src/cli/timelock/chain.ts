// The network that a command of timelock is about: a public one by its name, or one's own by its chain information.
import { drand } from "../../beacon/index.js";
import { decodeText, toHex } from "../../encoding/index.js";
import { readBytes } from "../read-file.js";
import { NoAnswerError, UsageError } from "../usage-error.js";
import { addressOf, ask } from "./ask.js";

export interface ChainFlags {
  readonly network?: string;
  readonly chain?: string;
  readonly chainHash?: string;
}

/** What a clock, a name and a verdict need. */
export type NamedChain = drand.ChainInfo &
  drand.ChainTimes &
  Pick<drand.CompleteChainInfo, "hash"> &
  Partial<Pick<drand.CompleteChainInfo, "groupHash" | "beaconId">>;

export interface ChosenChain {
  readonly info: NamedChain;
  /** For people. */
  readonly name: string;
  /** Where its rounds are served, if that is known. */
  readonly address?: string;
}

const isAddress = (text: string) => /^[a-z]+:\/\//i.test(text);

/** The hash that the caller knows: a flag, or the end of an address, as in drand's. */
function knownHash({ chain = "", chainHash }: ChainFlags): string | undefined {
  if (chainHash !== undefined && !/^[0-9a-f]{64}$/i.test(chainHash))
    throw new UsageError(`--chain-hash: expected 64 hex digits, got ${JSON.stringify(chainHash)}`);
  const inAddress = isAddress(chain) ? /\/([0-9a-f]{64})\/*$/i.exec(chain)?.[1] : undefined;
  return (chainHash ?? inAddress)?.toLowerCase();
}

function publicNetwork(name: string): ChosenChain {
  if (!Object.hasOwn(drand.networks, name)) {
    const names = Object.keys(drand.networks).join(" or ");
    throw new UsageError(`--network: expected ${names}, got ${JSON.stringify(name)}`);
  }
  const info = drand.networks[name as drand.DrandNetwork];
  return { info, name, address: `https://api.drand.sh/${toHex(info.hash)}` };
}

/** Complete information; a hash that is not there was computed of the rest. */
function completeInfo(text: string, source: string): NamedChain {
  const info = drand.chainInfoFromJson(text);
  const { period, genesisTime, hash } = info;
  if (period === undefined || genesisTime === undefined || hash === undefined)
    throw new UsageError(`${source}: expected chain information with period, genesis_time and hash`);
  return { ...info, period, genesisTime, hash };
}

/** Throws `UsageError`, `NoAnswerError`, and what reading chain information throws. */
export async function chosenChain(flags: ChainFlags, signal: AbortSignal): Promise<ChosenChain> {
  const { network, chain } = flags;
  if (network !== undefined && chain !== undefined) throw new UsageError("expected either --network or --chain");
  const hash = knownHash(flags);
  const chosen = chain === undefined ? publicNetwork(network ?? "quicknet") : await givenChain(chain, hash, signal);
  if (hash !== undefined && toHex(chosen.info.hash) !== hash)
    throw new UsageError(`${chain ?? chosen.name}: its chain hash is ${toHex(chosen.info.hash)}, expected ${hash}`);
  return chosen;
}

async function givenChain(chain: string, hash: string | undefined, signal: AbortSignal): Promise<ChosenChain> {
  if (!isAddress(chain)) {
    const info = completeInfo(decodeText(readBytes(chain), chain), chain);
    return { info, name: info.beaconId || chain };
  }
  const address = addressOf(chain, "--chain");
  if (hash === undefined)
    throw new UsageError("--chain with an address: expected --chain-hash: whoever answers is not believed");
  const text = await ask(`${address}/info`, signal);
  if (text === undefined) throw new NoAnswerError(`${address}/info: there is no chain information`);
  const info = completeInfo(text, `${address}/info`);
  // the hash says nothing of a key unless it is computed from it
  if (info.groupHash === undefined) throw new UsageError(`${address}/info: expected chain information with groupHash`);
  return { info, name: info.beaconId || address, address };
}
