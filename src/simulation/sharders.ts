// The sharders of a run: each is shown every block, and has its say.
import type { AppliedBlock } from "../node/replica.js";
import type { LedgerEntry } from "../view-change/entries.js";
import type { SchemeName, SharderIdentity } from "../view-change/identity.js";
import { EMPTY_SHARDER_MEMORY, Sharder, type SharderMemory } from "../view-change/sharder.js";

export class Sharders {
  private readonly all: readonly { readonly sharder: Sharder; memory: SharderMemory }[];

  constructor(
    scheme: SchemeName,
    identities: readonly SharderIdentity[],
    private readonly append: (entry: LedgerEntry) => void,
  ) {
    this.all = identities.map((identity) => {
      return { sharder: new Sharder(scheme, identity), memory: EMPTY_SHARDER_MEMORY };
    });
  }

  showBlock({ after }: AppliedBlock): void {
    for (const one of this.all) {
      const { memory, entries } = one.sharder.step(one.memory, after);
      one.memory = memory;
      for (const entry of entries) this.append(entry);
    }
  }
}
