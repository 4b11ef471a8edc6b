// What the tests of findings ask of a chain and its documents, in one place, so that the same tests can be run on
// another version of it.
import { sha256 } from "@noble/hashes/sha2.js";
import { schemeByName } from "../../../src/bls/index.js";
import { lotMessage } from "../../../src/magic-block/certificate.js";
import { candidatesHash } from "../../../src/view-change/contract/freeze.js";
import { selectMiners } from "../../../src/view-change/contract/selection.js";

export { publicFiles, verifyFiles } from "../../../src/documents/index.js";
export { runViewChange } from "../../../src/entry/view-change.js";

const scheme = schemeByName("min-sig");
const groupSecret = scheme.keygen(new Uint8Array(32).fill(3));

function select(ids: readonly string[], seats: number, lot: Uint8Array): string[] {
  const candidates = ids.map((id) => ({ id, stake: 1n, order: 0 }));
  return selectMiners(candidates, { seats, lot }).map(({ id }) => id);
}

const closedHash = (ids: readonly string[]) => candidatesHash([...ids].sort().map((id) => ({ id, stake: 1n })));

/** What the chain draws: the lot is the group's signature over the closed candidates. */
export function draw(ids: readonly string[], seats: number): string[] {
  const message = lotMessage({ chainId: "grinding", number: 2, attempt: 1, candidates: closedHash(ids) });
  return select(ids, seats, sha256(scheme.sign(message, groupSecret)));
}

/** The best guess of whoever chooses keys before the candidates are closed: all is known but the signature. */
export function predict(ids: readonly string[], seats: number): string[] {
  return select(ids, seats, closedHash(ids));
}
