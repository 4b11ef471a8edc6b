// An operation that takes a secret or makes one, and the two secrets that it is run with.
import { utf8 } from "../../support/bytes.js";
import type { Operation } from "./traces.js";

/** A uniform scalar, and a small one: many leading zeros, another number of digits. */
export const SECRETS: readonly [Uint8Array, Uint8Array] = [
  Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 0x2b : (index * 89 + 7) & 0xff)),
  Uint8Array.from({ length: 32 }, (_, index) => (index === 31 ? 6 : 0)),
];
export const message = utf8("message");

export interface SecretOperation {
  readonly name: string;
  /** Names of the surface. */
  readonly covers: readonly string[];
  readonly run: Operation;
  /** Why copies are not looked for: the secret is what was drawn, or a bigint. */
  readonly elsewhere?: "drawn" | "in bigints" | undefined;
}

export const operation = (
  name: string,
  covers: string,
  run: Operation,
  elsewhere?: SecretOperation["elsewhere"],
): SecretOperation => ({
  name,
  covers: covers.split(" ").filter((each) => each !== ""),
  run,
  elsewhere,
});
