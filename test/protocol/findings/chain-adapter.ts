// What the tests of findings ask of a chain and its documents, in one place, so that the same tests can be run on
// another version of it.
import { sha256 } from "@noble/hashes/sha2.js";
import { schemeByName } from "../../../src/bls/index.js";
import { FeldsparError } from "../../../src/encoding/index.js";
import { lotMessage } from "../../../src/magic-block/certificate.js";
import { MagicBlock } from "../../../src/magic-block/index.js";
import { candidatesHash } from "../../../src/view-change/contract/freeze.js";
import { selectMiners } from "../../../src/view-change/contract/selection.js";
import { Driven, people } from "../view-change/driven.js";

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

const { publicKey, proofOfPossession } = new Driven([]).sharder;
const sharder = { publicKey, proofOfPossession, stake: 1n, url: "https://sharder.example" };
const withUrl = (length: number) => [{ ...sharder, url: `https://${"x".repeat(length - 8)}` }];

export const longestUrl = withUrl(2048);
export const sharderLists: [string, (typeof sharder)[]][] = [
  ["one sharder twice", [sharder, sharder]],
  ["a URL of 2049 characters", withUrl(2049)],
  ["1001 sharders", Array(1001).fill(sharder)],
];

/** What becomes of a chain with these sharders: refused at once, or what its own verifier says of its first block. */
export async function fate(sharders: (typeof sharder)[]): Promise<"refused" | "verified" | "not verified"> {
  let driven: Driven;
  try {
    driven = await Driven.of(await people(5), {}, { sharders });
  } catch (error) {
    if (error instanceof FeldsparError) return "refused";
    throw error;
  }
  await driven.untilPhase("wait");
  const { magicBlock } = driven.session;
  try {
    MagicBlock.check(magicBlock!);
    return "verified";
  } catch {
    return "not verified";
  }
}
