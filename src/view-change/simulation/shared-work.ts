// Arithmetic that the miners of a simulation do together: what is equal for all receivers of one dealer is done once.
// Verdicts and signatures are those that every miner alone would come to.
import type { RawPoint } from "../../../bindings/point.js";
import { hashMessage } from "../../bls/equation.js";
import { signHashed } from "../../bls/hashed-message.js";
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { batchVerifyRevealed } from "../../dkg/index.js";
import { equalBytes, toHex } from "../../encoding/index.js";
import type { ProtocolCache } from "../caches.js";
import { identityDst } from "../identity.js";
import type { MinerWork, ReceivedShare } from "../miner-work.js";
import type { SchemeName } from "../parameters.js";
import type { FrozenMember } from "../session.js";

/** Shares that wait at one miner to be checked. */
export interface WaitingShares {
  readonly id: FrozenMember["partyId"];
  readonly items: readonly ReceivedShare[];
}

export interface SharedWorkOptions {
  readonly scheme: SchemeName;
  readonly cache: ProtocolCache;
  /** What waits at all the miners that share their work. */
  readonly waiting: () => Iterable<WaitingShares>;
}

interface Verdict {
  readonly share: Uint8Array;
  readonly valid: boolean;
}

/** More messages than this are not remembered: a list's dealers, in one session. */
const MOST_MESSAGES = 2048;

export class SharedWork implements MinerWork {
  private readonly bls: BlsScheme;
  /** By commitments and receiver; taken out by the receiver that asks. */
  private readonly verdicts = new Map<string, Verdict>();
  private readonly hashes = new Map<string, RawPoint>();

  constructor(private readonly options: SharedWorkOptions) {
    this.bls = schemeByName(options.scheme);
  }

  /**
   * The first miner that asks has everything checked that waits anywhere, all dealers and receivers in one random
   * combination; the others find their verdicts.
   */
  wrongShares(id: FrozenMember["partyId"], items: readonly ReceivedShare[]): readonly number[] {
    if (items.some((item) => this.known(id, item) === undefined))
      this.check([{ id, items }, ...this.options.waiting()]);
    return items.flatMap((item, position) => {
      const { valid } = this.known(id, item)!;
      this.verdicts.delete(nameOf(id, item));
      return valid ? [] : [position];
    });
  }

  private known(id: FrozenMember["partyId"], item: ReceivedShare): Verdict | undefined {
    const verdict = this.verdicts.get(nameOf(id, item));
    return verdict !== undefined && equalBytes(verdict.share, item.share) ? verdict : undefined;
  }

  private check(waiting: readonly WaitingShares[]): void {
    const { scheme, cache } = this.options;
    const unknown = new Map<string, ReceivedShare & { readonly id: FrozenMember["partyId"] }>();
    for (const { id, items } of waiting) {
      for (const item of items) {
        const name = nameOf(id, item);
        if (this.known(id, item) === undefined && !unknown.has(name)) unknown.set(name, { id, ...item });
      }
    }
    const shares = [...unknown.values()];
    const commitments = cache.decodeAll(
      scheme,
      shares.map((item) => item.commitments),
    );
    const items = shares.map(({ id, share }, position) => ({ commitments: commitments[position]!, id, share }));
    const wrong = new Set(batchVerifyRevealed({ scheme: this.bls, items }).invalid);
    [...unknown].forEach(([name, { share }], position) => {
      this.verdicts.set(name, { share, valid: !wrong.has(position) });
    });
  }

  /** The message is hashed to the curve once for all who sign it. */
  signAcknowledgement(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
    const name = toHex(message);
    let hash = this.hashes.get(name);
    if (hash === undefined) {
      if (this.hashes.size >= MOST_MESSAGES) this.hashes.clear();
      hash = hashMessage(this.bls, message, identityDst(this.options.scheme));
      this.hashes.set(name, hash);
    }
    return signHashed(this.bls, hash, secretKey);
  }
}

function nameOf(id: FrozenMember["partyId"], { commitments }: ReceivedShare): string {
  return `${toHex(commitments.hash)}:${id}`;
}
