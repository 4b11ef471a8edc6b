// Who of a simulation's miners works with the others and who works alone. Work that is the same for many is done once;
// a few honest miners do all of theirs by themselves, as a real one must: what one miner spends is measured on them.

import type { SchemeName } from "../../magic-block/index.js";
import { HpkeCipher, type ShareCipher } from "../../sealing/cipher.js";
import type { ProtocolCache } from "../../view-change/caches.js";
import type { MinerIdentity } from "../../view-change/identity.js";
import { type MinerWork, OwnWork } from "../../view-change/miner/work.js";
import { SharedEnvelopes } from "./envelopes.js";
import { SharedWork, type WaitingShares } from "./work.js";

/** Miners that work alone: enough for a median. */
const MOST_ALONE = 3;

export interface WorkplacesOptions {
  readonly scheme: SchemeName;
  readonly cache: ProtocolCache;
  /** Is every run of this simulation to be the same to the byte? Then nobody may draw a fresh key for a message. */
  readonly seeded: boolean;
  /** What waits to be checked at this miner. */
  readonly waiting: (id: string) => WaitingShares | null;
}

/** What a miner works with: the state machine's arithmetic, and the cipher of its channels. */
export interface Workplace {
  readonly work: MinerWork;
  readonly cipher: ShareCipher;
}

export class Workplaces {
  private readonly ids: string[] = [];
  private alone = new Set<string>();
  private readonly envelopes = new SharedEnvelopes();
  private readonly shared: SharedWork;

  constructor(private readonly options: WorkplacesOptions) {
    const { scheme, cache } = options;
    this.shared = new SharedWork({ scheme, cache, waiting: () => this.waitingTogether() });
  }

  private *waitingTogether(): Iterable<WaitingShares> {
    for (const id of this.ids) {
      const waiting = this.alone.has(id) ? null : this.options.waiting(id);
      if (waiting !== null) yield waiting;
    }
  }

  /** A new session begins; `honest` are the miners of its list without faults, in the list's order. */
  begin(honest: readonly string[]): void {
    const count = Math.min(MOST_ALONE, honest.length);
    const spread = (place: number) => honest[Math.floor(((2 * place + 1) * honest.length) / (2 * count))]!;
    this.alone = new Set(Array.from({ length: count }, (_, place) => spread(place)));
    this.envelopes.clear();
  }

  /** Of these, the ones that work alone in the present session. */
  typical(ids: readonly string[]): string[] {
    return ids.filter((id) => this.alone.has(id));
  }

  /** `encapsulation` derives a miner's encapsulation key from a session. */
  of(identity: MinerIdentity, encapsulation: (session: Uint8Array) => Uint8Array): Workplace {
    const { scheme, cache, seeded } = this.options;
    const own = new OwnWork(scheme, cache);
    const work = (): MinerWork => (this.alone.has(identity.id) ? own : this.shared);
    const ciphers: { own?: ShareCipher; sharing?: ShareCipher } = {};
    const cipher = (): ShareCipher => {
      if (this.alone.has(identity.id)) {
        ciphers.own ??= new HpkeCipher(identity, seeded ? { encapsulation } : {});
        return ciphers.own;
      }
      ciphers.sharing ??= this.envelopes.cipher(identity, encapsulation);
      return ciphers.sharing;
    };
    this.ids.push(identity.id);
    return {
      work: {
        wrongShares: (id, items) => work().wrongShares(id, items),
        signAcknowledgement: (message, secretKey) => work().signAcknowledgement(message, secretKey),
        aggregateAcknowledgements: (signatures) => work().aggregateAcknowledgements(signatures),
      },
      cipher: {
        seal: (context, receiverKey, share) => cipher().seal(context, receiverKey, share),
        open: (context, dealerKey, envelope) => cipher().open(context, dealerKey, envelope),
      },
    };
  }
}
