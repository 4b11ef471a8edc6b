// Batches of signatures: small ones of one tag together, large ones in parts.
import { recordsOf } from "../../bindings/arguments.js";
import { isBytes, toHex } from "../../bindings/bytes.js";
import type { BatchItem, BatchOptions, BatchResult, BlsScheme, SchemeName } from "../bls/index.js";
import { type DomainTag, domainTagBytes } from "../curve/expand-message.js";
import { type Call, Tally } from "./calls.js";
import type { Dispatcher, Part } from "./dispatcher.js";
import { Gathering } from "./gathering.js";
import { type Outcome, type SignatureJob, settleWith } from "./messages.js";
import type { CheckedPoolOptions } from "./options.js";
import { packItems, sliceItems } from "./pack.js";
import { evenRanges } from "./split.js";

/** A batch of at most so many signatures waits for others. */
const SMALL = 8;
/** With fewer in a part of a large batch, its own final exponentiation begins to count. */
const IN_PART = { least: 32, most: 64 };

/** What batches must have in common to be checked as one. */
interface Kind {
  readonly scheme: SchemeName;
  readonly DST: DomainTag;
}

interface GatheredJob extends Kind {
  readonly call: Call;
  readonly job: SignatureJob;
  settle(outcome: Outcome): void;
}

export class Signatures {
  readonly #dispatcher: Dispatcher;
  readonly #gathering: Gathering<GatheredJob>;
  readonly #gathers: boolean;

  constructor(dispatcher: Dispatcher, { maxGathered, maxDelay }: CheckedPoolOptions) {
    this.#dispatcher = dispatcher;
    this.#gathers = maxGathered > 1;
    this.#gathering = new Gathering(maxGathered, maxDelay, (jobs) => this.#checkTogether(jobs));
  }

  /** Nothing waits for others any longer. */
  flush(): void {
    this.#gathering.flushAll();
  }

  /** `whole`: as one part, at once. */
  async batchVerify(
    call: Call,
    scheme: BlsScheme,
    given: readonly BatchItem[],
    options: BatchOptions,
    whole = false,
  ): Promise<BatchResult> {
    const { transcript, DST = scheme.DST } = options;
    const items = recordsOf<BatchItem>(given, "items", "item", ["signature", "message", "publicKey"], true);
    const job = items.length > 0 ? packItems(scheme, items) : undefined;
    const isPlain = transcript === undefined || isBytes(transcript);
    if (job === undefined || !isPlain) return scheme.batchVerify(items, options);
    domainTagBytes(DST);
    const count = items.length;
    if (!whole && this.#gathers && transcript === undefined && count <= SMALL) {
      const result = await this.#gather(call, { scheme: scheme.name, DST }, job);
      await new Tally(call, count).add(count);
      return result;
    }
    const part = (start: number, end: number): Part => ({
      request: {
        kind: "signatures",
        scheme: scheme.name,
        DST,
        transcript,
        job: sliceItems(scheme, job, start, end),
      },
      items: [start],
      size: end - start,
    });
    const ranges = evenRanges(count, whole ? 1 : this.#dispatcher.partsFor(count, IN_PART));
    const results = await this.#dispatcher.computeParts<BatchResult>(
      call,
      ranges.map(({ start, end }) => part(start, end)),
      () => part(0, count),
    );
    const invalid = results.flatMap(({ items: [start], value }) => value.invalid.map((position) => start! + position));
    return { valid: invalid.length === 0, invalid };
  }

  #gather(call: Call, kind: Kind, job: SignatureJob): Promise<BatchResult> {
    return new Promise((resolve, reject) => {
      const settle = settleWith<BatchResult>(resolve, reject);
      this.#gathering.add(`${kind.scheme} ${tagKey(kind.DST)}`, { ...kind, call, job, settle });
    });
  }

  #checkTogether(gathered: readonly GatheredJob[]): void {
    let sent: readonly GatheredJob[] = [];
    this.#dispatcher.threads.add({
      wanted: () => gathered.some(({ call }) => call.live),
      request: () => {
        sent = gathered.filter(({ call }) => call.live);
        const { scheme, DST } = gathered[0]!;
        return { kind: "gathered-signatures", scheme, DST, jobs: sent.map(({ job }) => job) };
      },
      settle: (outcome) => {
        // an error is about the work as a whole, which may not have begun
        if (outcome.error !== undefined) for (const { settle } of gathered) settle(outcome);
        else for (const [index, own] of (outcome.value as Outcome[]).entries()) sent[index]!.settle(own);
      },
    });
  }
}

function tagKey(DST: DomainTag): string {
  return typeof DST === "string" ? `text ${DST}` : `bytes ${toHex(DST)}`;
}
