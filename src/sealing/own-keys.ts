// A miner's long-term X25519 keys: the one that it registers now, and those before it that a session or a view in
// office still names. Which of them is meant, the list says in which it is frozen.
import { recordOf, recordsOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { equalBytes, FeldsparError } from "../encoding/index.js";
import { importKeyPair, type X25519KeyPair } from "./keys.js";

/** An X25519 pair as raw bytes, 32 each, as a MinerIdentity has it. */
export interface EncryptionKeys {
  readonly encryptionKey: Uint8Array;
  readonly encryptionPrivateKey: Uint8Array;
}

/** All of a miner's. */
export interface LongTermKeys extends EncryptionKeys {
  /** Kept until no session and no view names them. */
  readonly previousEncryptionKeys?: readonly EncryptionKeys[] | undefined;
}

/** By the keys that a miner was given: what seals and what authenticates in its name share them. */
const known = new WeakMap<LongTermKeys, OwnKeys>();
const NAMES = ["encryptionKey", "encryptionPrivateKey"] as const;

/** The keys, read once; the pair of now comes first. Throws BAD_TYPE, BAD_LENGTH. */
export function pairsOf(keys: LongTermKeys): [EncryptionKeys, ...EncryptionKeys[]] {
  const now = recordOf<LongTermKeys>(keys, "keys", [...NAMES, "previousEncryptionKeys"]);
  const before = recordsOf<EncryptionKeys>(
    now.previousEncryptionKeys ?? [],
    "previous keys",
    "previous key",
    NAMES,
    true,
  );
  for (const pair of [now, ...before]) {
    checkBytes(pair.encryptionKey, "X25519 public key", 32);
    checkBytes(pair.encryptionPrivateKey, "X25519 private key", 32);
  }
  return [now, ...before];
}

/** Imported once. Keys of no use are refused when they are asked for. */
export class OwnKeys {
  /** Those of one object, which is not changed once it is in use. */
  static of(keys: LongTermKeys, pairs = pairsOf(keys)): OwnKeys {
    const own = known.get(keys) ?? new OwnKeys(pairs);
    known.set(keys, own);
    return own;
  }

  private readonly pairs: readonly { readonly publicKey: Uint8Array; readonly pair: Promise<X25519KeyPair> }[];

  private constructor(pairs: readonly EncryptionKeys[]) {
    this.pairs = pairs.map(({ encryptionKey, encryptionPrivateKey }) => {
      const pair = importKeyPair({ publicKey: encryptionKey, privateKey: encryptionPrivateKey });
      pair.catch(() => {}); // reported where it is awaited
      return { publicKey: encryptionKey.slice(), pair };
    });
  }

  /** The pair with this public key. Rejects with UNKNOWN_ID for a key that is not this miner's. */
  async pair(publicKey: Uint8Array): Promise<X25519KeyPair> {
    checkBytes(publicKey, "X25519 public key", 32);
    const own = this.pairs.find((one) => equalBytes(one.publicKey, publicKey));
    if (own === undefined) throw new FeldsparError("UNKNOWN_ID", "the X25519 key in the list is none of this miner's");
    return own.pair;
  }
}
