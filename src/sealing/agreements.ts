// What a miner's key and its peers' agree on. A list's miners send to one another in both directions under the same
// keys: each is imported once and agreed with once.
import { checkBytes } from "../../bindings/bytes.js";
import { equalBytes, toHex } from "../encoding/index.js";
import { agree, importPublicKey, type X25519KeyPair, type X25519PublicKey } from "./keys.js";

/** Where a cipher has its peers' keys, and what its own agrees on with them. Miners of one process may share it. */
export interface Agreements {
  /** Rejects for a key of no use. */
  peer(publicKey: Uint8Array): Promise<X25519PublicKey>;
  /** 32 bytes, never zero, which the caller does not change. Rejects for a peer's key of low order. */
  between(own: X25519KeyPair, peer: X25519PublicKey): Promise<Uint8Array>;
}

/** Long-term keys and session keys of two lists of the largest size. */
const MOST_PEERS = 1 << 14;

/** Imported keys, each once; the least recently used is forgotten, with all that was agreed with it. */
export class Peers {
  private readonly known = new Map<string, Promise<X25519PublicKey>>();
  /** By the array in which a list has it: a list's keys are asked for again and again. */
  private readonly inLists = new WeakMap<Uint8Array, { readonly bytes: Uint8Array; key: Promise<X25519PublicKey> }>();

  constructor(private readonly most = MOST_PEERS) {}

  peer(publicKey: Uint8Array): Promise<X25519PublicKey> {
    checkBytes(publicKey, "X25519 public key", 32);
    const inList = this.inLists.get(publicKey);
    // the array is the caller's, who may have put another key into it
    if (inList !== undefined && equalBytes(inList.bytes, publicKey)) return inList.key;
    const bytes = Uint8Array.from(publicKey);
    const key = this.byBytes(bytes);
    this.inLists.set(publicKey, { bytes, key });
    return key;
  }

  private byBytes(publicKey: Uint8Array): Promise<X25519PublicKey> {
    const name = toHex(publicKey);
    const known = this.known.get(name);
    const key = known ?? importPublicKey(publicKey);
    if (known === undefined)
      key.catch(() => {}); // reported where it is awaited
    else this.known.delete(name);
    this.known.set(name, key); // the latest used stands last
    for (const oldest of this.known.keys()) {
      if (this.known.size <= this.most) break;
      this.known.delete(oldest);
    }
    return key;
  }
}

/** Those of one miner alone. Where miners of one process share the arithmetic of it, `shared` does it. */
export class OwnAgreements extends Peers implements Agreements {
  private readonly values = new WeakMap<X25519KeyPair, WeakMap<X25519PublicKey, Promise<Uint8Array>>>();

  constructor(
    private readonly shared: Agreements | null = null,
    most?: number,
  ) {
    super(most);
  }

  override peer(publicKey: Uint8Array): Promise<X25519PublicKey> {
    return this.shared?.peer(publicKey) ?? super.peer(publicKey);
  }

  between(own: X25519KeyPair, peer: X25519PublicKey): Promise<Uint8Array> {
    let ofOwn = this.values.get(own);
    if (ofOwn === undefined) {
      ofOwn = new WeakMap();
      this.values.set(own, ofOwn);
    }
    let value = ofOwn.get(peer);
    if (value === undefined) {
      value = this.shared?.between(own, peer) ?? agree(own, peer);
      value.catch(() => {});
      ofOwn.set(peer, value);
    }
    return value;
  }
}
