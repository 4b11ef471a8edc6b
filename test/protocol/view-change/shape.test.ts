// Finding A14, the wrong shape kept: acknowledgements travel as a bitmap and were kept as a list, so that every
// question about one entry walked through it. The end of the publish phase of 1000 miners asks a million of them. That
// counts kept up to date give the set of counts made anew is in contract/qualification.test.ts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ContractState,
  createSigningIdentity,
  type Entry,
  entryOf,
  makeGenesis,
  publicationOf,
  type SessionState,
  ViewChangeContract,
} from "./shape-adapter.js";

/** Dealer by dealer, receiver by receiver; null: published nothing. */
type Matrix = readonly (readonly Entry[] | null)[];

const indicesOf = (row: readonly Entry[], wanted: Entry) =>
  row.flatMap((entry, position) => (entry === wanted ? [position + 1] : []));

/** A chain whose first attempt has come to the end of its publish phase with these entries. */
function stateOf(matrix: Matrix, t: number): ContractState & { readonly session: SessionState } {
  const n = matrix.length;
  const { publicKey, proofOfPossession } = createSigningIdentity("min-sig");
  const parameters = { miners: n, threshold: t, quorum: t };
  const sharders = [{ publicKey, proofOfPossession, stake: 1n, url: "https://sharder.example" }];
  const before = new ViewChangeContract().genesis(makeGenesis({ chainId: "shapes", sharders, parameters }));
  const none = new Uint8Array(32);
  const list = matrix.map((_, position) => ({
    index: position + 1,
    id: (position + 1).toString(16).padStart(64, "0"),
    partyId: position + 1,
    publicKey: new Uint8Array(96),
    encryptionKey: none,
    stake: 1n,
    url: "",
  }));
  const contribution = { commitments: [], proof: new Uint8Array(0), encryptionKey: none, hash: none };
  const session: SessionState = {
    id: none,
    number: 1,
    attempt: 1,
    mode: "fresh",
    parameters: before.parameters,
    thresholds: { n, t, k: t },
    dealerThreshold: t,
    least: t,
    stateHash: none,
    dealers: list,
    receivers: list,
    frozenAt: 10,
    contributedAt: 20,
    sharedAt: 30,
    publishedAt: null,
    contributions: matrix.map(() => contribution),
    shared: matrix.map(() => true),
    publications: matrix.map(
      (row) => row && publicationOf(indicesOf(row, "acknowledged"), indicesOf(row, "revealed"), n),
    ),
    encryptionKeys: matrix.map(() => none),
    confirmations: matrix.map(() => null),
    handOvers: [],
    firsts: [null],
    kept: [],
    removed: [],
    magicBlock: null,
    magicBlockHash: null,
    decided: null,
    certified: false,
  };
  const phaseStart = 100 - before.parameters.phaseRounds.publish;
  return { ...before, round: 99, phase: "publish", phaseStart, opened: true, attempt: 1, session };
}

const ENTRIES = ["acknowledged", "revealed", "none"] as const;
const matrices = fc
  .record({ n: fc.integer({ min: 1, max: 14 }), mostly: fc.constantFrom(...ENTRIES) })
  .chain(({ n, mostly }): fc.Arbitrary<Matrix> => {
    const entry = fc.oneof({ weight: 2, arbitrary: fc.constant(mostly) }, fc.constantFrom(...ENTRIES));
    const row = fc.array(entry, { minLength: n, maxLength: n });
    return fc.array(fc.option(row, { freq: 10 }), { minLength: n, maxLength: n });
  });

describe("A14: entries are asked for in constant time", () => {
  it("the end of the publish phase of 1000 miners, but for its curve arithmetic, takes less than half a second", () => {
    const [n, t] = [1000, 667];
    // everybody reveals a third; 666 dealers keep just enough confirmations, one too few for a key: the attempt starts
    // over when the qualified set is known, before the group polynomial is summed
    const matrix = Array.from({ length: n }, (_, dealer) => {
      const revealed = dealer < t - 1 ? n - t : n - t + 1;
      return Array.from({ length: n }, (_, receiver): Entry => {
        const distance = (receiver - dealer + n) % n;
        return distance > 0 && distance <= revealed ? "revealed" : "acknowledged";
      });
    });
    const state = stateOf(matrix, t);
    const contract = new ViewChangeContract();
    const start = performance.now();
    const { events } = contract.apply(state, { round: 100, entries: [] });
    const milliseconds = performance.now() - start;
    expect(events.at(-1)).toMatchObject({
      type: "restarted",
      code: "TOO_FEW_DEALERS",
      message: "666 dealers are qualified, at least 667 are needed",
    });
    expect(milliseconds).toBeLessThan(500);
  });

  it("every entry is what was published", () => {
    fc.assert(
      fc.property(matrices, (matrix) => {
        const { session } = stateOf(matrix, Math.ceil((matrix.length + 1) / 2));
        const indices = matrix.map((_, position) => position + 1);
        const entries = indices.map((dealer) => indices.map((receiver) => entryOf(session, dealer, receiver)));
        expect(entries).toEqual(matrix.map((row) => row ?? indices.map(() => "none")));
        expect([0, indices.length + 1].map((index) => entryOf(session, 1, index))).toEqual(["none", "none"]);
      }),
    );
  });
});
