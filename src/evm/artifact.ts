// What is known of a compiled contract.
import type { Hex } from "./calldata.js";

type Item = { readonly type: string; readonly name?: string };
/** Names of an interface's items of one type. */
type Names<Abi extends readonly Item[], Type extends string> = Extract<
  Abi[number],
  { readonly type: Type; readonly name: string }
>["name"];

export interface Artifact<Abi extends readonly Item[]> {
  /** The interface: typed, for clients that know what to make of that. */
  readonly abi: Abi;
  /** Creation code, which the encoded arguments of the constructor follow. */
  readonly bytecode: Hex;
  /** Of each function the first four bytes of a call. */
  readonly selectors: Readonly<Record<Names<Abi, "function">, Hex>>;
  /** Of each event the first topic of its logs. */
  readonly topics: Readonly<Record<Names<Abi, "event">, Hex>>;
  /** Names of errors by the first four bytes of what a reverted call answers. */
  readonly errors: Readonly<Record<string, string>>;
}
