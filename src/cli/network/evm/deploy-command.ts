// `feldspar evm deploy beacon|board|lottery`: creates a contract, or says what it would take.
import { existsSync } from "node:fs";
import { deployBeacon, deployBoard, deployLottery, type Hex, type Provider, probe } from "../../../evm/index.js";
import { type CommandResult, EXIT } from "../../result.js";
import { UsageError } from "../../usage-error.js";
import { hashOf, wholeOf } from "../arguments.js";
import { writeWhole } from "../files.js";
import { checkGenesisHash, readGenesisFile } from "../genesis-command.js";
import { type AccountFlags, readAccount } from "./account.js";
import { addressOnChain, BOARD_KIND } from "./board-file.js";
import { coins } from "./costs.js";
import { askChain, type ChainFlags, chainIdOf, providerOf } from "./node-of-chain.js";
import { feesOf, type Receipt, Sender } from "./sender.js";

export interface DeployFlags extends ChainFlags, AccountFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export interface BeaconFlags extends DeployFlags {
  readonly genesis: string;
  readonly genesisHash: string;
  readonly trust?: string;
  readonly clock?: string;
}

export interface BoardFlags extends DeployFlags {
  readonly out: string;
  readonly finality: string;
  readonly writers?: readonly string[];
}

export interface LotteryFlags extends DeployFlags {
  readonly beacon: string;
  readonly round: string;
  readonly closes: string;
  readonly price: string;
}

const LARGEST = Number.MAX_SAFE_INTEGER;
const whole = (text: string, name: string) => wholeOf(text, name, 0, LARGEST);

interface Deployed {
  readonly provider: Provider;
  readonly chainId: number;
  /** Null: it was only a question. */
  readonly receipt: Receipt | null;
  readonly result: CommandResult;
}

/** Creates it, or asks what it would take: then without a key. */
async function deploy(what: string, data: Hex, flags: DeployFlags, more: object = {}): Promise<Deployed> {
  const provider = providerOf(flags);
  const chainId = await chainIdOf(provider);
  if (flags.dryRun === true) {
    const gas = BigInt(await askChain<Hex>(provider, "eth_estimateGas", { data }));
    const { baseFee, maxPriorityFeePerGas } = await feesOf(provider);
    const wei = gas * (baseFee + maxPriorityFeePerGas);
    const said = { contract: what, chainId, bytes: (data.length - 2) / 2, gas: Number(gas), wei: String(wei), ...more };
    const lines = [
      `${what} on chain ${chainId}: not sent`,
      `bytes      ${said.bytes}`,
      `gas        ${said.gas}`,
      `cost now   ${coins(wei)} coins of the chain`,
    ];
    return { provider, chainId, receipt: null, result: resultOf(flags, said, lines) };
  }
  const sender = new Sender(provider, await readAccount(flags));
  const receipt = await sender.post({ to: null, data });
  const { contractAddress: address, blockNumber: block, gasUsed: gas, transactionHash: transaction, paid } = receipt;
  const said = { contract: what, chainId, address, block, gas, transaction, wei: String(paid), ...more };
  const lines = [
    `${what} on chain ${chainId}`,
    `address      ${address}`,
    `block        ${block}`,
    `transaction  ${transaction}`,
    `paid         ${gas} gas, ${coins(paid)} coins of the chain`,
  ];
  return { provider, chainId, receipt, result: resultOf(flags, said, lines) };
}

const resultOf = ({ json }: DeployFlags, said: object, lines: readonly string[]): CommandResult => ({
  output: json === true ? JSON.stringify(said, null, 2) : lines.join("\n"),
  exitCode: EXIT.good,
});

export async function deployBeaconCommand(flags: BeaconFlags): Promise<CommandResult> {
  const genesis = readGenesisFile(flags.genesis);
  checkGenesisHash(genesis, hashOf(flags.genesisHash, "--genesis-hash"), flags.genesis);
  const { chainId, mode } = genesis;
  const clock = flags.clock === undefined ? {} : { clock: { ...clockOf(flags.clock), roundTime: genesis.roundTime } };
  const trusted = () => ({ trustedHash: hashOf(flags.trust!, "--trust"), chainId, mode });
  const data = deployBeacon({ ...(flags.trust === undefined ? { genesis } : trusted()), ...clock });
  const { supported } = await probe(providerOf(flags));
  if (!supported) throw new UsageError("this chain cannot carry the contract: see feldspar evm probe");
  return (await deploy("FeldsparBeacon", data, flags, { genesisHash: flags.genesisHash })).result;
}

/** "600@1800000000": a round, and a time before which it was not there. */
function clockOf(text: string): { readonly round: number; readonly time: number } {
  const [round = "", time = ""] = text.split("@");
  return { round: whole(round, "--clock"), time: whole(time, "--clock") };
}

export async function deployBoardCommand(flags: BoardFlags): Promise<CommandResult> {
  const { out, dryRun } = flags;
  const isDepth = /^\d+$/.test(flags.finality);
  if (!isDepth && flags.finality !== "finalized" && flags.finality !== "safe")
    throw new UsageError("--finality: expected finalized, safe or a number of blocks");
  const writers = flags.writers?.map((address) => ({ address: addressOnChain(address, "--writers") }));
  // before anything is paid for
  if (dryRun !== true && existsSync(out)) throw new UsageError(`${out}: expected no such file: nothing is overwritten`);
  const { receipt, chainId, result } = await deploy("Board", deployBoard(), flags);
  if (receipt === null) return result;
  const file = {
    kind: BOARD_KIND,
    chainId,
    board: receipt.contractAddress,
    startBlock: receipt.blockNumber,
    finality: isDepth ? Number(flags.finality) : flags.finality,
    ...(writers === undefined ? {} : { writers }),
  };
  writeWhole(out, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o644 });
  return flags.json === true ? result : { ...result, output: `${result.output}\nwritten to   ${out}` };
}

export async function deployLotteryCommand(flags: LotteryFlags): Promise<CommandResult> {
  if (!/^\d{1,30}$/.test(flags.price))
    throw new UsageError(`--price: expected a whole number of wei, got ${JSON.stringify(flags.price.slice(0, 100))}`);
  const data = deployLottery({
    beacon: addressOnChain(flags.beacon, "--beacon"),
    round: whole(flags.round, "--round"),
    closes: whole(flags.closes, "--closes"),
    price: BigInt(flags.price),
  });
  return (await deploy("Lottery", data, flags)).result;
}
