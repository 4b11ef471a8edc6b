// Who sits at the tests' tables: identities made once for all of them, from seeds.
import { sha256 } from "@noble/hashes/sha2.js";
import type { GenesisSharder, SchemeName } from "../../../../src/magic-block/index.js";
import { createSigningIdentity, type SigningIdentity } from "../../../../src/view-change/identity.js";

export interface Person extends SigningIdentity {
  readonly scheme: SchemeName;
  /** X25519; nothing is sealed at these tables, so any bytes do. */
  readonly encryptionKey: Uint8Array;
  readonly url: string;
}

/** Bytes from a text: the same text, the same bytes. */
export function seeded(seed: string): (length: number) => Uint8Array {
  let counter = 0;
  return (length) => {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 32) {
      const piece = sha256(new TextEncoder().encode(`${seed} ${counter++}`));
      out.set(piece.subarray(0, Math.min(32, length - at)), at);
    }
    return out;
  };
}

const known = new Map<string, Person>();
const byId = new Map<string, Person>();

/** The person of this name, such as "miner 3". */
export function person(name: string, scheme: SchemeName = "min-sig"): Person {
  const key = `${scheme} ${name}`;
  let found = known.get(key);
  if (found === undefined) {
    const signing = createSigningIdentity(scheme, seeded(key));
    const url = `https://${name.replace(" ", "-")}.example`;
    found = { ...signing, scheme, encryptionKey: seeded(`${key} x25519`)(32), url };
    known.set(key, found);
    byId.set(found.id, found);
  }
  return found;
}

/** `count` people of a role by ascending id. */
export function people(role: string, count: number, scheme: SchemeName = "min-sig"): Person[] {
  return Array.from({ length: count }, (_, index) => person(`${role} ${index + 1}`, scheme)).sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
}

export function personOf(id: string): Person {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`nobody has id ${id}`);
  return found;
}

/** As a genesis names a sharder. */
export function genesisSharder({ publicKey, proofOfPossession, url }: Person, stake = 10n): GenesisSharder {
  return { publicKey, proofOfPossession, stake, url };
}
