// The sharders in office: who closes rounds and attests states.
import { reading } from "../../encoding/index.js";
import { minerIdOf } from "../../magic-block/index.js";
import type { ContractState } from "../../view-change/contract/state.js";

/** A sharder in office, as its block or the genesis names it. */
export interface OfficeSharder {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly url: string;
}

/** The sharders in office by id. The same set is the same object. */
export type Office = ReadonlyMap<string, OfficeSharder>;

const offices = new WeakMap<object, Office>();

/**
 * After a block: an activation in round r counts from r + 1. Throws BAD_TYPE for what is no state.
 *
 * @example
 * officeOf(inOffice).get(sharder.id)!.url; //=> "https://sharder.example"
 */
export function officeOf(state: ContractState): Office {
  return reading("state", () => readOffice(state));
}

function readOffice({ current, genesis }: ContractState): Office {
  const owner = current.magicBlock ?? genesis;
  const known = offices.get(owner);
  if (known !== undefined) return known;
  const sharders = owner.sharders.map(({ publicKey, url }) => ({ id: minerIdOf(publicKey), publicKey, url }));
  const office = new Map(sharders.map((sharder) => [sharder.id, sharder]));
  offices.set(owner, office);
  return office;
}

/** Are these more than half of them? */
export function isMajority(count: number, office: Office): boolean {
  return 2 * count > office.size;
}
