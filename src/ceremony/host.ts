// What the host of a ceremony signs, and nobody else may: who is invited to the next view, and that a phase is closed.
import { fail, listOf } from "../encoding/index.js";
import { resolveThresholds, type Threshold, validateParameters } from "../magic-block/index.js";
import type { Edge } from "../node/log/attestation.js";
import { tickEntry } from "../node/log/statements.js";
import { findById } from "../view-change/contract/sorted.js";
import type { ContractState } from "../view-change/contract/state.js";
import { authorityEntry, type LedgerEntry } from "../view-change/entries.js";
import { type SigningIdentity, signLongTerm } from "../view-change/identity.js";
import { type AuthorityAction, authorityMessage } from "../view-change/members.js";
import { HOST_STAKE, hostOf, invitedIds, MEMBER_STAKE } from "./course.js";
import {
  ceremonyParameters,
  type Invitation,
  readCards,
  signInvitation,
  type Terms,
  thresholdsOf,
} from "./invitation.js";

export interface NextOptions {
  /** Cards of the members of the next view; those of now for a refresh. */
  readonly members: readonly unknown[];
  readonly threshold?: Threshold;
  readonly quorum?: Threshold;
}

function checkHost({ genesis }: ContractState, identity: SigningIdentity): void {
  if (hostOf(genesis).id !== identity.id) fail("NOT_HOST", "only the host invites, and closes a phase");
}

/** Throws NOT_HOST, WRONG_PHASE. */
export function closing(chain: ContractState, edge: Edge | undefined, host: SigningIdentity): LedgerEntry {
  checkHost(chain, host);
  if (edge === undefined || chain.session === null)
    return fail("WRONG_PHASE", "no phase is running that can be closed");
  return tickEntry(chain.genesis.scheme, host, chain.genesisHash, edge);
}

/**
 * The invitation to the next view, and the entries that make it so: stakes, and last the parameters. Throws NOT_HOST,
 * WRONG_PHASE unless a view is in office and nothing else has begun; and what `readCards` and thresholds throw.
 */
export function invitationToNext(
  chain: ContractState,
  host: SigningIdentity,
  options: NextOptions,
): { readonly invitation: Invitation; readonly entries: LedgerEntry[] } {
  checkHost(chain, host);
  const { genesis, genesisHash, current, phase, attempt, stakes, authoritySerial } = chain;
  if (current.magicBlock === null || phase !== "start" || attempt > 0)
    fail("WRONG_PHASE", "another view is not to begin before the one that was begun is sealed");
  const guests = readCards(listOf(options.members, "members"), genesis.scheme);
  const { t, k } = thresholdsOf(guests.length, options.threshold, options.quorum);
  const ids = new Set(guests.map(({ id }) => id));
  const actions: AuthorityAction[] = [];
  for (const { id } of guests) {
    if (findById(stakes, id)?.stake !== MEMBER_STAKE) actions.push({ type: "stake", id, stake: MEMBER_STAKE });
  }
  for (const id of invitedIds(chain)) {
    if (!ids.has(id)) actions.push({ type: "stake", id, stake: id === host.id ? HOST_STAKE : 0n });
  }
  const { parameters } = validateParameters(ceremonyParameters(guests.length, t, k), genesis);
  actions.push({ type: "parameters", parameters });
  const entries = actions.map((action, at) => {
    const content = { genesisHash, serial: authoritySerial + 1 + at, action };
    const signature = signLongTerm(genesis.scheme, host, authorityMessage(content));
    return authorityEntry({ ...content, signatures: [{ admin: 0, signature }] });
  });
  const members = guests.map(({ id, name }) => ({ id, name }));
  const terms = { number: current.number + 1, previousHash: current.hash, t, k, members };
  return { invitation: signInvitation(genesis, host, terms), entries };
}

/** What the host proposes for the next view; null where it proposes nothing. */
export function proposalOf(chain: ContractState): Terms | null {
  const { current, nextParameters, parameters, attempt } = chain;
  if (current.number === 0 || (nextParameters === null && attempt === 0)) return null;
  const { threshold, quorum, miners } = nextParameters ?? parameters;
  const { t, k } = resolveThresholds({ threshold, quorum }, miners);
  const known = [...chain.candidates, ...chain.sharders];
  const members = invitedIds(chain).map((id) => ({ id, name: known.find((one) => one.id === id)?.url ?? "" }));
  return { number: current.number + 1, previousHash: current.hash, t, k, members };
}
