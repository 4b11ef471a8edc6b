// Sealed shares in one process: what one miner sealed, another need not open by arithmetic, as long as it is the very
// same envelope between the same keys in the same place. Anything else is opened as usual.
import { concatBytes, equalBytes, toHex } from "../../encoding/index.js";
import { type EnvelopeContext, ShareCipher } from "../envelope.js";
import type { MinerIdentity } from "../identity.js";

type Keys = Pick<MinerIdentity, "encryptionKey" | "encryptionPrivateKey">;

interface Sealed {
  readonly envelope: Uint8Array;
  readonly share: Uint8Array;
}

/** What was sealed by one miner of the process for another, and the public keys that they import once together. */
export class SharedEnvelopes {
  private readonly sealed = new Map<string, Sealed>();
  private readonly peers = new Map<string, Promise<CryptoKey>>();

  /** Forgets what was sealed and never opened. */
  clear(): void {
    this.sealed.clear();
  }

  /** `encapsulation` as ShareCipher takes it. */
  cipher(keys: Keys, encapsulation: (session: Uint8Array) => Uint8Array): ShareCipher {
    return new SharingCipher(keys, encapsulation, this.peers, this.sealed);
  }
}

class SharingCipher extends ShareCipher {
  constructor(
    private readonly keys: Keys,
    encapsulation: (session: Uint8Array) => Uint8Array,
    peers: Map<string, Promise<CryptoKey>>,
    private readonly sealed: Map<string, Sealed>,
  ) {
    super(keys, encapsulation, peers);
  }

  override async seal(context: EnvelopeContext, receiverKey: Uint8Array, share: Uint8Array): Promise<Uint8Array> {
    const envelope = await super.seal(context, receiverKey, share);
    this.sealed.set(nameOf(context, this.keys.encryptionKey, receiverKey), { envelope, share });
    return envelope;
  }

  override async open(context: EnvelopeContext, dealerKey: Uint8Array, envelope: Uint8Array): Promise<Uint8Array> {
    const name = nameOf(context, dealerKey, this.keys.encryptionKey);
    const sealed = this.sealed.get(name);
    if (sealed === undefined || !equalBytes(sealed.envelope, envelope)) return super.open(context, dealerKey, envelope);
    this.sealed.delete(name);
    return sealed.share.slice();
  }
}

function nameOf(
  { session, dealer, receiver }: EnvelopeContext,
  dealerKey: Uint8Array,
  receiverKey: Uint8Array,
): string {
  return `${dealer}>${receiver}:${toHex(concatBytes(session, dealerKey, receiverKey))}`;
}
