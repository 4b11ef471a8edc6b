// Finding A14, the wrong shape kept: acknowledgements travel as a bitmap and were kept as a list, so that every
// question about one entry walked through it. The end of the publish phase of 1000 miners asks a million of them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ContractState,
  type Entry,
  entryOf,
  publicationOf,
  qualify,
  type SessionState,
  ViewChangeContract,
  validateParameters,
} from "./shape-adapter.js";

/** Dealer by dealer, receiver by receiver; null: published nothing. */
type Matrix = readonly (readonly Entry[] | null)[];

const indicesOf = (row: readonly Entry[], wanted: Entry) =>
  row.flatMap((entry, position) => (entry === wanted ? [position + 1] : []));

/** A session that has come to the end of its publish phase with these entries. */
function sessionOf(matrix: Matrix, t: number): SessionState {
  const n = matrix.length;
  const id = (index: number) => index.toString(16).padStart(64, "0");
  return {
    id: new Uint8Array(32),
    number: 1,
    attempt: 1,
    thresholds: { n, t, k: t },
    list: matrix.map((_, position) => ({ id: id(position + 1), index: position + 1, partyId: position + 1 })),
    listHash: new Uint8Array(32),
    contributions: matrix.map(() => ({ commitments: [], proof: new Uint8Array(0), hash: new Uint8Array(32) })),
    shared: matrix.map(() => true),
    publications: matrix.map(
      (row) => row && publicationOf(indicesOf(row, "acknowledged"), indicesOf(row, "revealed"), n),
    ),
    confirmations: matrix.map(() => null),
    handOvers: {},
    removed: [],
    magicBlock: null,
    magicBlockHash: null,
    certified: false,
  } as unknown as SessionState;
}

function stateOf(session: SessionState): ContractState {
  const { n, t, k } = session.thresholds;
  return {
    chainId: "shapes",
    parameters: validateParameters({ miners: n, threshold: t, quorum: k }).parameters,
    round: 100,
    randomness: null,
    candidates: [],
    sharders: [],
    current: { number: 0, hash: new Uint8Array(32), startingRound: 0, magicBlock: null, minerIds: [] },
    phase: "publish",
    phaseStart: 100,
    attempt: 1,
    failures: 0,
    session,
  };
}

/** The rules of docs/protocol.md, word for word: all counts anew in every pass. */
function naive(rules: "seed" | "zus", threshold: number, matrix: Matrix) {
  let members = matrix.flatMap((row, position) => (row === null ? [] : [position + 1]));
  let qualified = members;
  const removed: { index: number; reveals: number }[] = [];
  const revealsOf = (receiver: number) =>
    qualified.filter((dealer) => matrix[dealer - 1]![receiver - 1] === "revealed").length;
  for (let before = -1; before !== members.length + qualified.length; ) {
    before = members.length + qualified.length;
    const list = members;
    if (rules === "seed") {
      const confirmed = (dealer: number) =>
        list.filter((one) => matrix[dealer - 1]![one - 1] === "acknowledged").length;
      qualified = qualified.filter((dealer) => confirmed(dealer) >= threshold);
    }
    const off = members.filter((receiver) => revealsOf(receiver) >= threshold);
    removed.push(...off.map((index) => ({ index, reveals: revealsOf(index) })));
    members = members.filter((index) => !off.includes(index));
    qualified = qualified.filter((index) => !off.includes(index));
  }
  return {
    members,
    qualified,
    disqualified: members.filter((index) => !qualified.includes(index)),
    removed: removed.sort((a, b) => a.index - b.index),
    exposed: members.filter((index) => qualified.length > 0 && revealsOf(index) === qualified.length),
  };
}

const ENTRIES = ["acknowledged", "revealed", "none"] as const;
/** Weights that make every rule apply now and then, and again in later passes. */
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
    const state = stateOf(sessionOf(matrix, t));
    const contract = new ViewChangeContract();
    const start = performance.now();
    const { events } = contract.apply(state, { round: 101, transactions: [] });
    const milliseconds = performance.now() - start;
    expect(events.at(-1)).toMatchObject({
      type: "restarted",
      code: "TOO_FEW_DEALERS",
      message: "666 dealers are qualified, at least t = 667 are needed",
    });
    expect(milliseconds).toBeLessThan(500);
  });

  it("every entry is what was published", () => {
    fc.assert(
      fc.property(matrices, (matrix) => {
        const session = sessionOf(matrix, 1);
        const indices = matrix.map((_, position) => position + 1);
        const entries = indices.map((dealer) => indices.map((receiver) => entryOf(session, dealer, receiver)));
        expect(entries).toEqual(matrix.map((row) => row ?? indices.map(() => "none")));
        expect([0, indices.length + 1].map((index) => entryOf(session, 1, index))).toEqual(["none", "none"]);
      }),
    );
  });

  it("counts kept up to date give the set of counts made anew in every pass", () => {
    fc.assert(
      fc.property(matrices, fc.constantFrom("seed", "zus"), fc.integer({ min: 1, max: 8 }), (matrix, rules, t) => {
        const session = sessionOf(matrix, t);
        const publishers = session.list.map(({ index }) => index).filter((index) => matrix[index - 1] !== null);
        const entry = (dealer: number, receiver: number) => entryOf(session, dealer, receiver);
        expect(qualify({ rules, threshold: t, publishers, entry })).toEqual(naive(rules, t, matrix));
      }),
      { numRuns: 1000 },
    );
  });
});
