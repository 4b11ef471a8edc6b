// The signatures of members' and the authority's entries. Entries of one block rest on one another (a registration on a
// stake, a leave on a registration), so that which of them are looked at follows from those before; but hardly one is
// wrong. All of a block are verified together, as if each were right, and one by one only where not all are.
import { wrongPositions } from "../../bls/wrong-positions.js";
import { Encoder, FeldsparError, TAG, toHex } from "../../encoding/index.js";
import { identityDst } from "../../magic-block/index.js";
import type { BlockRun } from "./run.js";

/** Whose signature something is: of a message under a long-term key, or of the key itself, which proves it. */
export interface Claim {
  readonly kind: "signed" | "proof";
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Is it right? Malformed bytes are not. */
export type Judge = (claim: Claim) => boolean;

const PURPOSES = { signed: "members", proof: "proofs" } as const;

function tagOf({ scheme, state }: BlockRun, kind: Claim["kind"]): string {
  return kind === "signed" ? identityDst(state.genesis.scheme) : scheme.POP_DST;
}

function verifies(run: BlockRun, { kind, signature, message, publicKey }: Claim): boolean {
  try {
    return run.scheme.verify(signature, message, publicKey, { DST: tagOf(run, kind) });
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}

/** Those of a kind that are right, in one batch; weights that all nodes agree on, as for transactions. */
function rightOnes(run: BlockRun, claims: readonly Claim[], kind: Claim["kind"]): readonly Claim[] {
  const items = claims.filter((claim) => claim.kind === kind);
  const { genesisHash, round } = run.state;
  const transcript = new Encoder(TAG.weights).text(PURPOSES[kind]).fixed(genesisHash, 32).u64(round).finish();
  const statements = items.map(({ signature, message, publicKey }) => ({ signature, message, publicKey }));
  const options = { DST: tagOf(run, kind), transcript };
  const wrong = wrongPositions(statements, (some) => run.scheme.batchVerify(some, options).invalid);
  return items.filter((_, position) => !wrong.has(position));
}

function nameOf({ kind, signature, message, publicKey }: Claim): string {
  return `${kind} ${toHex(new Encoder().bytes(signature).bytes(publicKey).bytes(message).digest())}`;
}

/**
 * Takes the entries with `take`, which asks its judge about each signature that it comes to. What the run becomes is
 * what it becomes when each is verified where it is come to.
 */
export function takeSigned(run: BlockRun, take: (run: BlockRun, judge: Judge) => void): void {
  const claims: Claim[] = [];
  const tried = run.fork();
  take(tried, (claim) => claims.push(claim) > 0);
  const right = claims.length < 2 ? [] : [...rightOnes(run, claims, "signed"), ...rightOnes(run, claims, "proof")];
  if (right.length === claims.length) {
    run.adopt(tried);
    return;
  }
  const names = new Set(right.map(nameOf));
  take(run, (claim) => names.has(nameOf(claim)) || verifies(run, claim));
}
