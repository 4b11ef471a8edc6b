// What things cost on a chain, as docs/evm.md has it: transactions of a real run, their gas as the receipts say.
import { shake256 } from "@noble/hashes/sha3.js";
import { encodeFunctionData } from "viem";
import { drand } from "../../../src/beacon/index.js";
import { toHex, utf8 } from "../../../src/encoding/index.js";
import {
  BOARD,
  deployBeacon,
  deployBoard,
  deployDrandBeacon,
  deployLottery,
  encodeDrandRound,
  encodeHeader,
  encodeRound,
  type Hex,
  LOTTERY,
} from "../../../src/evm/index.js";
import type { Mode } from "../../../src/magic-block/index.js";
import type { ViewChangeResult } from "../../../src/simulation/report/report.js";
import type { Chain } from "./chain.js";
import { QUICKNET, QUICKNET_ROUND } from "./vectors.js";

/** What is done → its gas. */
export type Costs = ReadonlyMap<string, number>;

/** A transaction around a payload, in bytes: docs/wire-formats.md. */
const transaction = (payload: number) => 121 + payload;
const mpk = (t: number) => transaction(100 + 96 * t);
const ENTRIES: readonly (readonly [string, number])[] = [
  ["a confirmation or hand-over", transaction(48)],
  ["an MPK of t = 5, compressed", mpk(5)],
  ["an MPK of t = 67, compressed", mpk(67)],
  ["an MPK of t = 667, compressed", mpk(667)],
];

export async function measure(chain: Chain, runs: ReadonlyMap<Mode, ViewChangeResult>): Promise<Costs> {
  const costs = new Map<string, number>();
  let beacon: Hex = "0x";
  for (const [mode, { genesis, magicBlocks }] of runs) {
    const { address, gasUsed } = await chain.deploy(deployBeacon({ genesis }));
    const started = await chain.send(address, encodeHeader(magicBlocks[0]!, { genesis }));
    if (mode === "fresh") {
      costs.set("`FeldsparBeacon`: deployed", gasUsed);
      costs.set(`block 1, after a genesis of ${genesis.sharders.length} sharders`, started.gasUsed);
    }
    const { gasUsed: handedOver } = await chain.send(address, encodeHeader(magicBlocks[1]!));
    costs.set(`hand-over to the next view, mode \`${mode}\``, handedOver);
    if (mode === "fresh") beacon = address;
  }
  const { record } = runs.get("fresh")!.beacon[0]!;
  const send = async (what: string, data: Hex) => costs.set(what, (await chain.send(beacon, data)).gasUsed);
  await send("a round verified", encodeRound(record, "verify"));
  await send("a round verified and stored", encodeRound(record));
  await send("a round that is stored already", encodeRound(record));
  await ofDrand(chain, costs);
  await ofTheBoard(chain, costs);
  return costs;
}

async function ofDrand(chain: Chain, costs: Map<string, number>): Promise<void> {
  const { publicKey } = drand.networks.quicknet;
  const { address, gasUsed } = await chain.deploy(deployDrandBeacon({ publicKey, ...QUICKNET }));
  costs.set("`DrandBeacon`: deployed", gasUsed);
  costs.set(
    "a round of quicknet verified",
    (await chain.send(address, encodeDrandRound(QUICKNET_ROUND, "verify"))).gasUsed,
  );
  costs.set(
    "a round of quicknet verified and stored",
    (await chain.send(address, encodeDrandRound(QUICKNET_ROUND))).gasUsed,
  );
  // far ahead of what any machine's clock says, or the block would be of another time in every run
  const closes = 9_000_000_000;
  const round = (closes - QUICKNET.genesisTime) / QUICKNET.period + 2;
  const lottery = await chain.deploy(deployLottery({ beacon: address, round: Math.ceil(round), closes, price: 1n }));
  costs.set("`Lottery`: deployed", lottery.gasUsed);
  await chain.send(lottery.address, LOTTERY.selectors.enter, { value: 1n });
  costs.set("a ticket", (await chain.send(lottery.address, LOTTERY.selectors.enter, { value: 1n })).gasUsed);
}

async function ofTheBoard(chain: Chain, costs: Map<string, number>): Promise<void> {
  const { address, gasUsed } = await chain.deploy(deployBoard());
  costs.set("`Board`: deployed", gasUsed);
  const append = (length: number) => {
    // as random as what is appended
    const entry = shake256(utf8(`entry of ${length} bytes`), { dkLen: length });
    const args = [1, `0x${toHex(entry)}`] as const;
    return chain.send(address, encodeFunctionData({ abi: BOARD.abi, functionName: "append", args }));
  };
  // the first entry pays for the counter
  await append(1);
  for (const [what, length] of ENTRIES) costs.set(`${what}: ${length} bytes`, (await append(length)).gasUsed);
}

/** The table of the document. */
export function tableOf(columns: ReadonlyMap<string, Costs>): string {
  const names = [...columns.keys()];
  const [first] = columns.values();
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const number = (value: number) => value.toLocaleString("en-US");
  const rows = [...first!.keys()].map((what) =>
    line([what, ...names.map((name) => number(columns.get(name)!.get(what)!))]),
  );
  return [line(["what", ...names]), line(["---", ...names.map(() => "---:")]), ...rows].join("\n");
}
