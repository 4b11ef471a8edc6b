// What a verifier must check between one magic block and the next (protocol §7), a case for each rule in which
// everything else holds and everything is signed. Whole blocks and headers alone are told apart only where lists
// matter.
import { describe, expect, it } from "vitest";
import { minSig } from "../../../src/bls/index.js";
import {
  type ChainOptions,
  firstMessage,
  handOverMessage,
  headersFromJson,
  headersToJson,
  identityDst,
  MagicBlock,
  verifyHeaderChain,
  verifyMagicBlockChain,
} from "../../../src/magic-block/index.js";
import { changed, firstSignatures, makeChain } from "./block-support.js";
import { codeOf } from "./codes.js";

const chain = makeChain();
const other = makeChain({ genesis: { chainId: "another chain of tests" } });
const twin = makeChain({ views: 2 });
const pk = makeChain({ scheme: "min-pk" });
const reshare = makeChain({ mode: "reshare" });
const { genesis } = chain;
const [one, two, three] = chain.blocks as [MagicBlock, MagicBlock, MagicBlock];
const zeros = new Uint8Array(32);

/** The verdict of both verifiers, which must be one. */
function reasonOf(blocks: readonly MagicBlock[], options: ChainOptions = { genesis }): string {
  const whole = verifyMagicBlockChain(blocks, options);
  const headers = verifyHeaderChain(headersFromJson(headersToJson(blocks)), options);
  expect(headers.reason).toBe(whole.reason);
  expect([headers.valid, headers.trusted, headers.blocks]).toEqual([whole.valid, whole.trusted, whole.blocks]);
  expect(whole.valid).toBe(whole.reason === "");
  return whole.reason;
}

describe("a chain is followed", () => {
  it.each([
    ["min-sig, fresh", chain],
    ["min-pk, fresh", pk],
    ["min-sig, reshare", reshare],
    ["min-pk, reshare", makeChain({ scheme: "min-pk", mode: "reshare" })],
  ])("from its genesis: %s", (_, { genesis, blocks }) => {
    expect(reasonOf(blocks, { genesis })).toBe("");
    const verdict = verifyMagicBlockChain(blocks, { genesis });
    expect(verdict).toMatchObject({ valid: true, trusted: true });
    expect(verdict.head).toBe(blocks[2]);
    expect(verdict.blocks.map(({ number, valid }) => [number, valid])).toEqual([1, 2, 3].map((at) => [at, true]));
  });

  it("from a block whose hash is trusted, whatever its number", () => {
    for (const start of [0, 1, 2]) {
      const trustedHash = MagicBlock.hash(chain.blocks[start]!);
      expect(reasonOf(chain.blocks.slice(start), { trustedHash })).toBe("");
    }
    expect(reasonOf([two], { trustedHash: MagicBlock.hash(one) })).toMatch(/its hash is not the trusted/);
  });

  it("from nothing, and says so", () => {
    for (const blocks of [chain.blocks, [two, three]])
      expect(verifyMagicBlockChain(blocks)).toMatchObject({ valid: true, trusted: false });
  });

  it("from the genesis to a block that is named besides", () => {
    expect(reasonOf(chain.blocks, { genesis, trustedHash: MagicBlock.hash(one) })).toBe("");
    expect(reasonOf(chain.blocks, { genesis, trustedHash: zeros })).toMatch(/its hash is not the trusted/);
  });

  it("up to the first bad block; what follows is not looked at", () => {
    const bad = changed(chain, 2, { previousHash: zeros });
    const verdict = verifyMagicBlockChain([one, bad, three], { genesis });
    expect(verdict.blocks.map(({ valid }) => valid)).toEqual([true, false]);
    expect(verdict.head).toBe(one);
  });

  it("with every block once, in order, of one chain; EMPTY for none", () => {
    const lists = [
      [two, one],
      [one, three],
      [one, one],
      [one, two, two],
      [one, other.blocks[1]!],
      [other.blocks[0]!, two],
    ];
    for (const blocks of lists) expect(reasonOf(blocks, {})).not.toBe("");
    expect(codeOf(() => verifyMagicBlockChain([]))).toBe("EMPTY");
    expect(codeOf(() => verifyHeaderChain([]))).toBe("EMPTY");
  });

  it("from no genesis that is none", () => {
    const { sharders } = genesis;
    const bad = { ...genesis, sharders: [...sharders, sharders[0]!] };
    expect(verifyMagicBlockChain(chain.blocks, { genesis: bad })).toMatchObject({ valid: false, head: null });
  });
});

describe("a block that follows another is refused for", () => {
  const secretOf = (number: number) => chain.views[number - 1]!.secret;
  const signed = (secret: Uint8Array, message: Uint8Array) => minSig.sign(message, secret);
  const withCertificate = (change: Partial<MagicBlock["certificate"]>) => ({
    ...two,
    certificate: { ...two.certificate, ...change },
  });

  it.each<[string, () => MagicBlock, RegExp]>([
    ["a number that is left out", () => changed(chain, 2, { number: 3 }), /number 3 does not follow 1/],
    ["the number of the one before", () => changed(chain, 2, { number: 1 }), /number 1 does not follow 1/],
    ["another previous hash", () => changed(chain, 2, { previousHash: zeros }), /previous hash is another block's/],
    [
      "the same starting round",
      () => changed(chain, 2, { startingRound: 100 }),
      /after its predecessor's 100, got 100/,
    ],
    [
      "an earlier starting round",
      () => changed(chain, 2, { startingRound: 99 }),
      /after its predecessor's 100, got 99/,
    ],
    ["another chain", () => changed(chain, 2, { chainIdHash: zeros }), /of another chain/],
    ["no hand-over", () => withCertificate({ handOver: null }), /hand-over signature of the previous view is missing/],
    ["no confirmation", () => withCertificate({ confirmation: null }), /confirmation signature of the new view is mis/],
    [
      "a hand-over by another key",
      () => changed(chain, 2, {}, { previous: secretOf(3) }),
      /hand-over signature is not valid under the previous/,
    ],
    [
      "a confirmation by another key",
      () => changed(chain, 2, {}, { own: secretOf(3) }),
      /confirmation signature is not valid under the block's own/,
    ],
    [
      "each signature in the other's place",
      () => withCertificate({ handOver: two.certificate.confirmation, confirmation: two.certificate.handOver }),
      /hand-over signature is not valid/,
    ],
    [
      "a confirmation in the place of the hand-over, by the right key",
      () => withCertificate({ handOver: signed(secretOf(1), handOverMessage(MagicBlock.hash(three))) }),
      /hand-over signature is not valid/,
    ],
    ["a signature of another length", () => withCertificate({ handOver: new Uint8Array(3) }), /signature/],
    ["a signature that is no point", () => withCertificate({ confirmation: new Uint8Array(48) }), /signature/],
    [
      "signatures of the genesis' sharders",
      () => withCertificate({ first: firstSignatures(chain, MagicBlock.hash(two)) }),
      /it is not the first block/,
    ],
  ])("%s", (_, block, reason) => {
    const bad = block();
    const verdict = verifyMagicBlockChain([one, bad], { genesis });
    expect(verdict).toMatchObject({ valid: false, reason: expect.stringMatching(reason) });
    expect(verifyHeaderChain([one, bad], { genesis }).reason).toBe(verdict.reason);
    expect(MagicBlock.verify(bad, one).valid).toBe(false);
  });

  it("another scheme", () => {
    const pkBlock = changed(pk, 2, { previousHash: MagicBlock.hash(one), chainIdHash: one.chainIdHash });
    const handOver = signed(secretOf(1), handOverMessage(MagicBlock.hash(pkBlock)));
    const bad = { ...pkBlock, certificate: { ...pkBlock.certificate, handOver } };
    expect(verifyHeaderChain([one, bad], { genesis }).reason).toMatch(/scheme is min-pk, the chain's min-sig/);
  });

  it("another mode", () => {
    const bad = changed(reshare, 2, { mode: "fresh" });
    const options = { genesis: reshare.genesis };
    expect(reasonOf([reshare.blocks[0]!, bad], options)).toMatch(/mode is fresh, the chain's reshare/);
  });

  it("another group key in mode reshare, from number 2 on", () => {
    const { block, secret: own } = chain.views[1]!;
    const { groupPublicKey, body } = block;
    const { groupPolynomial } = body;
    const bad = changed(reshare, 2, { groupPublicKey, body: { groupPolynomial } }, { own });
    const [first] = reshare.blocks as [MagicBlock];
    expect(reasonOf([first, bad], { genesis: reshare.genesis })).toMatch(/the group key is another one/);
    expect(reasonOf([changed(reshare, 1, { groupPublicKey, body: { groupPolynomial } }, { own })], {})).toBe("");
  });

  it.each([
    ["t above k", { k: 2 }],
    ["k above the members", { k: 4 }],
    ["more members than n", { memberCount: 5 }],
    ["2t not above n", { n: 6 }],
    ["t of zero", { t: 0 }],
    ["no sharders", { sharderCount: 0 }],
    ["more sharders than there may be", { sharderCount: 1001 }],
    ["more miners than there may be", { n: 4097, t: 3000, k: 3000, memberCount: 3000 }],
  ])("thresholds and counts: %s", (_, change) => {
    const bad = changed(chain, 2, change);
    const { valid, reason } = verifyHeaderChain([one, bad], { genesis });
    expect(valid).toBe(false);
    expect(reason).toMatch(/expected 0 < t <= k <= members <= n < 2t|expected an integer from 1 to/);
  });
});

describe("the first block is refused after a genesis for", () => {
  const hash = MagicBlock.hash(one);
  const DST = identityDst("min-sig");
  const withFirst = (first: MagicBlock["certificate"]["first"]) => ({
    ...one,
    certificate: { ...one.certificate, first },
  });
  const good = firstSignatures(chain, hash);

  it.each<[string, () => MagicBlock, RegExp]>([
    ["another number", () => two, /expected number 1 after the genesis, got 2/],
    ["another genesis of the same chain id", () => twin.blocks[0]!, /previous hash is not that of the genesis/],
    ["another previous hash", () => changed(chain, 1, { previousHash: zeros }), /previous hash is not that of the gen/],
    ["a starting round before its own", () => changed(chain, 1, { startingRound: 1 }), /after the genesis' 1, got 1/],
    ["another chain id", () => changed(chain, 1, { chainIdHash: zeros }), /of another chain/],
    ["another mode", () => changed(chain, 1, { mode: "reshare" }), /mode is reshare, the chain's fresh/],
    ["no signatures of sharders", () => withFirst(null), /signatures of the genesis' sharders are missing/],
    [
      "those of a minority",
      () => withFirst(firstSignatures(chain, hash, [2])),
      /more than half of .* 3 sharders, got 1/,
    ],
    ["those of nobody", () => withFirst({ ...good, signers: Uint8Array.of(0) }), /more than half of .* got 0/],
    ["those of others", () => withFirst({ ...good, signers: Uint8Array.of(0b01100000) }), /sharders are not valid/],
    [
      "those of a sharder that is not",
      () => withFirst({ ...good, signers: Uint8Array.of(0b11010000) }),
      /bit 3 is set/,
    ],
    ["a bitmap of another size", () => withFirst({ ...good, signers: Uint8Array.of(0b11000000, 0) }), /1 bytes for 3/],
    [
      "those over another block",
      () => withFirst(firstSignatures(chain, MagicBlock.hash(two))),
      /sharders are not valid/,
    ],
    [
      "those under the tag of group keys",
      () => {
        const sign = (at: number) => minSig.sign(firstMessage(hash), chain.sharders[at]!.secretKey);
        return withFirst({ ...good, aggregate: minSig.aggregateSignatures([sign(0), sign(1)]) });
      },
      /sharders are not valid/,
    ],
    [
      "those over the hand-over message",
      () => {
        const sign = (at: number) => minSig.sign(handOverMessage(hash), chain.sharders[at]!.secretKey, { DST });
        return withFirst({ ...good, aggregate: minSig.aggregateSignatures([sign(0), sign(1)]) });
      },
      /sharders are not valid/,
    ],
    [
      "one sharder's signature twice",
      () => {
        const sign = minSig.sign(firstMessage(hash), chain.sharders[0]!.secretKey, { DST });
        return withFirst({ ...good, aggregate: minSig.aggregateSignatures([sign, sign]) });
      },
      /sharders are not valid/,
    ],
    [
      "a hand-over",
      () => ({ ...one, certificate: { ...one.certificate, handOver: two.certificate.handOver } }),
      /no view is before the first block/,
    ],
    ["no confirmation", () => ({ ...one, certificate: { ...one.certificate, confirmation: null } }), /is missing/],
    [
      "another's confirmation",
      () => changed(chain, 1, {}, { own: chain.views[1]!.secret }),
      /confirmation signature is not valid/,
    ],
  ])("%s", (_, block, reason) => {
    expect(reasonOf([block()])).toMatch(reason);
  });

  it("another scheme", () => {
    const block = changed(pk, 1, { previousHash: chain.hash, chainIdHash: one.chainIdHash });
    const first = firstSignatures(chain, MagicBlock.hash(block));
    const bad = { ...block, certificate: { ...block.certificate, first } };
    expect(verifyHeaderChain([bad], { genesis }).reason).toMatch(/scheme is min-pk, the chain's min-sig/);
  });

  it("nothing, where two of three or all three have signed", () => {
    for (const positions of [
      [0, 1],
      [1, 2],
      [0, 1, 2],
    ])
      expect(reasonOf([withFirst(firstSignatures(chain, hash, positions))])).toBe("");
  });

  it.each([2, 4])("the signatures of half of %i sharders, and not for those of one more", (count) => {
    const even = makeChain({ sharders: count, views: 1 });
    const [block] = even.blocks as [MagicBlock];
    const signedBy = (positions: readonly number[]) => {
      const first = firstSignatures(even, MagicBlock.hash(block), positions);
      return reasonOf([{ ...block, certificate: { ...block.certificate, first } }], { genesis: even.genesis });
    };
    const all = Array.from({ length: count }, (_, position) => position);
    expect(signedBy(all.slice(0, count / 2))).toMatch(/more than half of the genesis' . sharders, got/);
    expect(signedBy(all.slice(0, count / 2 + 1))).toBe("");
  });
});
