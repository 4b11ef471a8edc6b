// Where a simulation's randomness comes from: the CSPRNG, or SHAKE256 of a seed, one stream per purpose, so that
// adding a draw in one place changes nothing elsewhere. A seeded run is as secret as its seed: for simulations and
// tests only.
import { shake256 } from "@noble/hashes/sha3.js";
import { type RandomBytes, randomBytes } from "../../bindings/random.js";
import { concatBytes, FeldsparError, isBytes, utf8 } from "../encoding/index.js";

/** Gives every purpose its own source. */
export type RandomFactory = (purpose: string) => RandomBytes;

/** Without a seed: the CSPRNG for every purpose. Throws BAD_PARAMETER for an empty or oversized seed. */
export function randomFactory(seed: string | Uint8Array | undefined): RandomFactory {
  if (seed === undefined) return () => randomBytes;
  if (typeof seed !== "string" && !isBytes(seed))
    throw new FeldsparError("BAD_PARAMETER", "seed: expected text or bytes");
  const bytes = typeof seed === "string" ? utf8(seed) : seed;
  if (bytes.length === 0 || bytes.length > 1024)
    throw new FeldsparError("BAD_PARAMETER", "seed: expected 1 to 1024 bytes");
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return (purpose) => {
    const stream = shake256.create({}).update(concatBytes(utf8("feldspar simulation"), length, bytes, utf8(purpose)));
    return (count) => stream.xof(count);
  };
}
