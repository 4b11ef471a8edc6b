// Who of a simulation's miners works with the others and who works alone. Work that is the same for many is done once;
// a few honest miners do all of theirs by themselves, as a real one must: what one miner spends is measured on them.

import { toHex } from "../../encoding/index.js";
import type { SchemeName } from "../../magic-block/index.js";
import { FrameChannel, type MessageChannel } from "../../sealing/channel.js";
import { HpkeCipher, type HpkeCipherOptions, type ShareCipher } from "../../sealing/cipher.js";
import type { ProtocolCache } from "../../view-change/caches.js";
import type { MinerIdentity } from "../../view-change/identity.js";
import { type MinerWork, OwnWork } from "../../view-change/miner/work.js";
import type { RandomFactory } from "../random.js";
import { SharedEnvelopes } from "./envelopes.js";
import { SharedWork, type WaitingShares } from "./work.js";

/** Miners that work alone: enough for a median. */
const MOST_ALONE = 3;

export interface WorkplacesOptions {
  readonly scheme: SchemeName;
  readonly chainId: string;
  readonly cache: ProtocolCache;
  /** Is every run of this simulation to be the same to the byte? Then nobody may draw a fresh key for a message. */
  readonly seeded: boolean;
  readonly random: RandomFactory;
  /** What waits to be checked at this miner. */
  readonly waiting: (id: string) => WaitingShares | null;
}

/** What a miner works with: the state machine's arithmetic, and the two ends of its channels. */
export interface Workplace {
  readonly work: MinerWork;
  readonly cipher: ShareCipher;
  readonly channel: MessageChannel;
}

/** What a seeded cipher draws: keys for sessions, and keys for what is sealed. */
type SeededSecrets = Required<Pick<HpkeCipherOptions, "random" | "encapsulation">>;

/** Either of a miner's two workplaces, made when it is needed. */
class Either<Tool> {
  private readonly made: { alone?: Tool; together?: Tool } = {};

  constructor(
    private readonly isAlone: () => boolean,
    private readonly make: (place: "alone" | "together") => Tool,
  ) {}

  get now(): Tool {
    const place = this.isAlone() ? "alone" : "together";
    this.made[place] ??= this.make(place);
    return this.made[place];
  }
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

  of(identity: MinerIdentity): Workplace {
    const { scheme, chainId, cache } = this.options;
    const { id } = identity;
    const isAlone = () => this.alone.has(id);
    const own = new OwnWork(scheme, cache);
    const work = (): MinerWork => (isAlone() ? own : this.shared);
    const secrets = this.secretsOf(id);
    const cipher = new Either<ShareCipher>(isAlone, (place) =>
      place === "alone"
        ? new HpkeCipher(identity, this.options.seeded ? secrets : {})
        : this.envelopes.cipher(identity, secrets.encapsulation, secrets.random),
    );
    const channel = new Either<MessageChannel>(isAlone, (place) =>
      place === "alone" ? new FrameChannel(identity, { chainId }) : this.envelopes.channel(identity, chainId),
    );
    this.ids.push(id);
    return {
      work: {
        wrongShares: (partyId, items) => work().wrongShares(partyId, items),
        signAcknowledgement: (message, secretKey) => work().signAcknowledgement(message, secretKey),
        aggregateAcknowledgements: (signatures) => work().aggregateAcknowledgements(signatures),
      },
      cipher: {
        seal: (context, keys, plaintext) => cipher.now.seal(context, keys, plaintext),
        open: (context, keys, envelope) => cipher.now.open(context, keys, envelope),
        sessionKeys: (session, stateHash) => cipher.now.sessionKeys(session, stateHash),
        forget: () => cipher.now.forget(),
      },
      channel: {
        seal: (frame, keys) => channel.now.seal(frame, keys),
        isAuthentic: (read, keys) => channel.now.isAuthentic(read, keys),
      },
    };
  }

  private secretsOf(id: string): SeededSecrets {
    const { random } = this.options;
    return {
      random: random(`session keys of ${id}`),
      encapsulation: (session) => random(`encapsulation by ${id} in ${toHex(session)}`)(32),
    };
  }
}
