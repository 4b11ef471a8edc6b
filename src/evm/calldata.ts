// The few forms of the contract ABI that the contracts use: words of 32 bytes, and byte strings that stand behind the
// words and are found by an offset. Whoever has a client with an ABI coder gives it the interfaces instead.
import { concatBytes, fail, fromHex, integerToBytes, isBytes, toHex, utf8 } from "../encoding/index.js";

/** Hexadecimal digits after "0x": what Ethereum's clients take and give. */
export type Hex = `0x${string}`;

/** Whole words, or a byte string of any length. */
export type Argument = Uint8Array | { readonly bytes: Uint8Array };

const WORD = 32;

export function hexOf(bytes: Uint8Array): Hex {
  return `0x${toHex(bytes)}`;
}

/** The bytes of "0x…". Throws BAD_HEX for anything else. */
export function bytesOfHex(hex: unknown, subject: string): Uint8Array {
  if (typeof hex !== "string" || !hex.startsWith("0x"))
    fail("BAD_HEX", `${subject}: expected hexadecimal digits after 0x`);
  return fromHex(hex.slice(2));
}

/** An unsigned integer as a word. */
export function word(value: number | bigint): Uint8Array {
  return integerToBytes(BigInt(value), WORD);
}

/** A flag as a word. */
export function flagWord(value: boolean): Uint8Array {
  return word(value ? 1 : 0);
}

/** A text as an argument. */
export function textArgument(text: string): Argument {
  return { bytes: utf8(text) };
}

/** Arguments one after the other, byte strings behind them: of a call, of a constructor, or of a struct with such. */
export function encodeArguments(list: readonly Argument[]): Uint8Array {
  const words = list.reduce((sum, argument) => sum + (isBytes(argument) ? argument.length : WORD), 0);
  const tails: Uint8Array[] = [];
  let offset = words;
  const heads = list.map((argument) => {
    if (isBytes(argument)) return argument;
    const { bytes } = argument;
    const padded = new Uint8Array(WORD * Math.ceil(bytes.length / WORD));
    padded.set(bytes);
    const head = word(offset);
    tails.push(word(bytes.length), padded);
    offset += WORD + padded.length;
    return head;
  });
  return concatBytes(...heads, ...tails);
}

/** A call: the function's selector and its arguments. */
export function encodeCall(selector: Hex, list: readonly Argument[]): Hex {
  return `${selector}${toHex(encodeArguments(list))}`;
}

/** What creates a contract: its code and the constructor's arguments. */
export function encodeCreation(bytecode: Hex, encoded: Uint8Array): Hex {
  return `${bytecode}${toHex(encoded)}`;
}
