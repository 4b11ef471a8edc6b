// `feldspar evm probe`: can a chain carry the contracts, when is a block final there, and what would it cost?
import { type ProbeReport, type Provider, probe } from "../../../evm/index.js";
import { printable } from "../../printable.js";
import { type CommandResult, EXIT } from "../../result.js";
import { formatTable } from "../../text.js";
import { coins, GAS, gwei } from "./costs.js";
import { askChain, type ChainFlags, chainIdOf, providerOf } from "./node-of-chain.js";
import { feesOf } from "./sender.js";

export interface ProbeFlags extends ChainFlags {
  readonly json?: boolean;
}

interface Block {
  readonly number: `0x${string}`;
  readonly timestamp: `0x${string}`;
}

/** How far behind the latest block a tag is, in blocks and seconds; null: the chain does not know it. */
interface Finality {
  readonly blocks: number;
  readonly seconds: number;
}

async function blockOf(provider: Provider, tag: string): Promise<Block | null> {
  return askChain<Block | null>(provider, "eth_getBlockByNumber", tag, false).catch(() => null);
}

async function finalities(provider: Provider): Promise<Record<"safe" | "finalized", Finality | null>> {
  const latest = await blockOf(provider, "latest");
  const behind = async (tag: string): Promise<Finality | null> => {
    const block = await blockOf(provider, tag);
    if (block === null || latest === null) return null;
    return {
      blocks: Number(latest.number) - Number(block.number),
      seconds: Number(latest.timestamp) - Number(block.timestamp),
    };
  };
  return { safe: await behind("safe"), finalized: await behind("finalized") };
}

const PRICED = {
  "a round verified and stored": GAS.roundStored,
  "a hand-over, mode fresh": GAS.handOverFresh,
  "a hand-over, mode reshare": GAS.handOverReshare,
  "FeldsparBeacon deployed": GAS.beacon,
  "Board deployed": GAS.board,
} as const;

export async function probeCommand(url: string | undefined, flags: ProbeFlags): Promise<CommandResult> {
  const provider = providerOf({ ...flags, evm: url ?? null });
  const chainId = await chainIdOf(provider);
  const { supported, results }: ProbeReport = await probe(provider);
  const finality = await finalities(provider);
  const { baseFee, maxPriorityFeePerGas: tip } = await feesOf(provider);
  const price = baseFee + tip;
  const costs = Object.entries(PRICED).map(([what, gas]) => ({ what, gas, wei: String(BigInt(gas) * price) }));
  const exitCode = supported ? EXIT.good : EXIT.notValid;
  const problems = supported ? [] : ["this chain has not the precompiles of EIP-2537, or answers wrongly"];
  if (flags.json === true) {
    const said = { chainId, supported, results, finality, gasPrice: String(price), costs };
    return { output: JSON.stringify(said, null, 2), problems, exitCode };
  }
  const behind = (one: Finality | null) =>
    one === null ? "not known there" : `${one.blocks} blocks, ${one.seconds} s behind the latest`;
  const shown = (detail: string) => printable(detail.length > 60 ? `${detail.slice(0, 60)}…` : detail);
  const parts = [
    [
      `chain      ${chainId}`,
      `finalized  ${behind(finality.finalized)}`,
      `safe       ${behind(finality.safe)}`,
      `gas price  ${gwei(price)} (${gwei(baseFee)} and a tip of ${gwei(tip)})`,
    ].join("\n"),
    formatTable([
      ["precompile", "address", "", ""],
      ...results.map(({ name, address, verdict, detail }) => [
        ...[name, `0x${address.slice(-2)}`, verdict, shown(detail)],
      ]),
    ]),
    formatTable([
      ["what it would cost now", "gas", "coins of the chain"],
      ...costs.map(({ what, gas, wei }) => [what, String(gas), coins(BigInt(wei))]),
    ]),
  ];
  return { output: parts.join("\n\n"), problems, exitCode };
}
