// What operators of a network on an EVM chain agree on beside the genesis, as a file: the chain, the board, the block
// with which rounds begin, when a block is final, and whose entries are read.
import { JsonReader, parseJson } from "../../../encoding/index.js";
import type { EvmEngineOptions } from "../../../ledger/evm-options.js";
import { UsageError } from "../../usage-error.js";
import { readText } from "../files.js";

export const BOARD_KIND = "feldspar-board";

type Hex = `0x${string}`;

export interface BoardFile extends Pick<EvmEngineOptions, "board" | "startBlock" | "finality" | "writers"> {
  /** Of the EVM chain. */
  readonly chainId: number;
}

const MOST_WRITERS = 10_000;
const integer = (reader: JsonReader) => reader.integer(0, Number.MAX_SAFE_INTEGER);

/** An address on an EVM chain, in lower case. Throws `UsageError`. */
export function addressOnChain(text: string, name: string): Hex {
  if (!/^0x[0-9a-f]{40}$/i.test(text)) throw new UsageError(`${name}: expected 0x and 40 hex digits`);
  return text.toLowerCase() as Hex;
}

/** Throws `UsageError`, BAD_JSON. */
export function readBoardFile(path: string): BoardFile {
  const reader = new JsonReader(parseJson(readText(path), path), path);
  const fields = reader.object(["kind", "chainId", "board", "startBlock"], ["finality", "writers"]);
  fields.kind.oneOf([BOARD_KIND]);
  const { finality, writers } = fields;
  const isDepth = typeof finality?.value === "number";
  return {
    chainId: integer(fields.chainId),
    board: addressOnChain(fields.board.text(42), fields.board.path),
    startBlock: integer(fields.startBlock),
    ...(finality === undefined
      ? {}
      : { finality: isDepth ? integer(finality) : (finality.oneOf(["finalized", "safe"]) as "finalized" | "safe") }),
    ...(writers === undefined
      ? {}
      : {
          writers: writers.array(MOST_WRITERS, (item) => {
            const { address, from, through } = item.object(["address"], ["from", "through"]);
            return {
              address: addressOnChain(address.text(42), address.path),
              ...(from === undefined ? {} : { from: integer(from) }),
              ...(through === undefined ? {} : { through: integer(through) }),
            };
          }),
        }),
  };
}
