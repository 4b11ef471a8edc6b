// Who comes and goes between views, and what the chain's authority changes: entries of the ledger.
import { authorityEntry, type LedgerEntry, memberEntry } from "../view-change/entries.js";
import { minerRegistration, signLongTerm, signMember } from "../view-change/identity.js";
import { type AuthorityAction, authorityMessage, type Leave } from "../view-change/members.js";
import type { Founding } from "./founding.js";
import type { Settings } from "./options.js";

export class Membership {
  /** Of the authority's last entry. */
  private serial = 0;

  constructor(
    private readonly settings: Settings,
    private readonly founding: Founding,
  ) {}

  /** What must be on the chain before the start phase of a view begins. */
  before(view: number): LedgerEntry[] {
    const { candidates, parametersAt } = this.settings;
    const { miners, genesis, genesisHash } = this.founding;
    const { scheme } = genesis;
    const parameters = parametersAt.get(view);
    const entries: LedgerEntry[] = [];
    if (parameters !== undefined) entries.push(this.authority({ type: "parameters", parameters }));
    for (const [position, { joins, leaves, stake }] of candidates.entries()) {
      const identity = miners[position]!;
      const { id } = identity;
      if (joins === view) {
        // a record is accepted only for an id that has stake
        if (stake > 0n) entries.push(this.authority({ type: "stake", id, stake }));
        entries.push(memberEntry(scheme, minerRegistration(scheme, identity, { genesisHash })));
      } else if (leaves === view) {
        const leave = { type: "leave", role: "miner", genesisHash, id, serial: 2 } as const;
        entries.push(memberEntry(scheme, signMember<Leave>(scheme, identity, leave)));
      }
    }
    return entries;
  }

  private authority(action: AuthorityAction): LedgerEntry {
    const { admin, genesis, genesisHash } = this.founding;
    const content = { genesisHash, serial: ++this.serial, action };
    const signature = signLongTerm(genesis.scheme, admin, authorityMessage(content));
    return authorityEntry({ ...content, signatures: [{ admin: 0, signature }] });
  }
}
