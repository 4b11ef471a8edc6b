// bls-signatures: Chia's C++ library (on relic) as WebAssembly, keys in G1. Fetched on demand (fetch-chia.mjs).
import { createRequire } from "node:module";
import { join } from "node:path";

/** An object of its heap, which nothing but `delete` frees. */
interface Freed {
  delete(): void;
}
interface Element extends Freed {
  serialize(): Uint8Array;
}
type Reader<Value> = { from_bytes(bytes: Uint8Array): Value };

interface Module {
  readonly PrivateKey: { from_bytes(bytes: Uint8Array, reduced: boolean): Freed };
  readonly G1Element: Reader<Element>;
  readonly G2Element: Reader<Element>;
  readonly PopSchemeMPL: {
    sign(secretKey: Freed, message: Uint8Array): Element;
    verify(publicKey: Element, message: Uint8Array, signature: Element): boolean;
  };
}

/** With the tag of proofs of possession, from bytes to bytes; all that a call makes is freed. */
export interface Chia {
  /** A signer with this secret key, 32 bytes, read once. */
  signer(secretKey: Uint8Array): (message: Uint8Array) => Uint8Array;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

export async function loadChia(): Promise<Chia> {
  const load = createRequire(import.meta.url)(join(process.cwd(), "build/peers/bls-signatures"));
  const { PrivateKey, G1Element, G2Element, PopSchemeMPL } = (await load()) as Module;
  return {
    signer: (bytes) => {
      const secretKey = PrivateKey.from_bytes(bytes, false);
      return (message) => {
        const signature = PopSchemeMPL.sign(secretKey, message);
        const encoded = signature.serialize();
        signature.delete();
        return encoded;
      };
    },
    verify: (key, message, bytes) => {
      const [publicKey, signature] = [G1Element.from_bytes(key), G2Element.from_bytes(bytes)];
      const valid = PopSchemeMPL.verify(publicKey, message, signature);
      publicKey.delete();
      signature.delete();
      return valid;
    },
  };
}
