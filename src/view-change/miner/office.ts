// This miner among the members in office, and its share of their key.
import { equalBytes } from "../../encoding/index.js";
import type { MagicBlock } from "../../magic-block/index.js";
import { positionsById } from "../contract/look-ups.js";
import type { MinerKey } from "./state.js";
import type { Turn } from "./turn.js";

/** The block in office, and this miner's position among its members. */
export interface Office {
  readonly block: MagicBlock;
  readonly position: number;
  readonly key: MinerKey;
}

/** Its share of the key of the block in office: of that very block, whatever others it has or had. */
export function keyInOffice({ chain, state }: Turn): MinerKey | undefined {
  const { number, hash } = chain.current;
  return state.keys.find((key) => key.number === number && equalBytes(key.blockHash, hash));
}

/** What this miner signs with as a member in office; null where it is none, or has no share. */
export function officeOf(turn: Turn): Office | null {
  const block = turn.chain.current.magicBlock;
  if (block === null) return null;
  const position = positionsById(block.members).get(turn.identity.id);
  const key = keyInOffice(turn);
  return position === undefined || key === undefined ? null : { block, position, key };
}
