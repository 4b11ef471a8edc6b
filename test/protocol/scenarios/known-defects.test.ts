// Known defects of an earlier implementation of this protocol, each with a test that it is not here.
import { describe, expect, it } from "vitest";
import { rank, verifyRound } from "../../../src/beacon/index.js";
import { aggregateCommitments, publicShares } from "../../../src/dkg/index.js";
import {
  bitmapOfIndices,
  decodeMinerState,
  decodePublication,
  encodeContribution,
  encodeMinerState,
  encodePublication,
  indicesOfBitmap,
  MagicBlock,
  type Publication,
  qualify,
  signTransaction,
  type Transaction,
  verifyMagicBlockChain,
} from "../../../src/entry/view-change.js";
import { hex } from "../../support/bytes.js";
import { HandDriven, refusalCodes, refusals, sevenMiners } from "../view-change/support.js";

async function wanted(driven: HandDriven): Promise<Transaction[]> {
  await driven.everybody();
  const list = driven.pool;
  driven.pool = [];
  return list;
}

describe("known defects", () => {
  it("the payload's id overrides the sender's: payloads have no id, the sender is whose signature it is", async () => {
    const driven = await HandDriven.create({ phaseRounds: 1000 });
    await driven.until("contribute");
    const [first, second] = await wanted(driven);
    // what 2 would publish, sent by 1: taken as 1's, so the proof, bound to 2, fails
    const stolen = signTransaction("min-sig", driven.people[0]!, { ...second!, payload: second!.payload });
    const [event] = refusals(driven.block([stolen]));
    expect(event).toMatchObject({ code: "BAD_PROOF", culprits: [1] });
    expect(driven.session.contributions[1]).toBe(null);
    expect(refusalCodes(driven.block([first, second]))).toEqual([]);
  });

  it("null entries qualify a dealer that dealt to nobody: an entry for everybody is required", async () => {
    const driven = await HandDriven.create({ phaseRounds: 1000 });
    await driven.until("publish");
    const empty = encodePublication({ acknowledged: new Uint8Array(1), aggregate: new Uint8Array(0), reveals: [] }, 4);
    const transaction = signTransaction("min-sig", driven.people[0]!, {
      session: driven.session.id,
      phase: "publish",
      payload: empty,
    });
    expect(refusalCodes(driven.block([transaction]))).toEqual(["MISSING_ENTRY"]);
    // and a dealer without confirmations is not in the key, whatever it published
    const result = qualify({
      rules: "seed",
      threshold: 3,
      publishers: [1, 2, 3, 4],
      entry: (dealer) => (dealer === 1 ? "none" : "acknowledged"),
    });
    expect(result.qualified).toEqual([2, 3, 4]);
  });

  it("the dealer whose commitments check a published share is the attacker's choice: it is the sender", async () => {
    const driven = await HandDriven.create({ phaseRounds: 1000 });
    await driven.until("publish");
    const [first] = await wanted(driven);
    const own = decodePublication(first!.payload, 4, 48);
    const publication: Publication = {
      acknowledged: bitmapOfIndices(indicesOfBitmap(own.acknowledged, 4).slice(0, 1), 4),
      aggregate: driven.scheme.sign(new Uint8Array(1), driven.people[0]!.secretKey),
      // right shares, but of dealer 2's polynomial
      reveals: [2, 3, 4].map((index) => ({ index, share: driven.states[1]!.session!.shares[index - 1]! })),
    };
    const payload = encodePublication(publication, 4);
    const transaction = signTransaction("min-sig", driven.people[0]!, {
      session: driven.session.id,
      phase: "publish",
      payload,
    });
    const [event] = refusals(driven.block([transaction]));
    expect(event!.culprits).toEqual([1]);
    expect(["BAD_REVEAL", "BAD_ACKNOWLEDGEMENT"]).toContain(event!.code);
  });

  it("commitments are stored unparsed: each is decoded and checked before it is stored", async () => {
    const driven = await HandDriven.create({ phaseRounds: 1000 });
    await driven.until("contribute");
    const junk = Array.from({ length: 3 }, (_, value) => new Uint8Array(96).fill(0x81 + value));
    const payload = encodeContribution({ commitments: junk, proof: new Uint8Array(64) });
    const transaction = signTransaction("min-sig", driven.people[0]!, {
      session: driven.session.id,
      phase: "contribute",
      payload,
    });
    expect(refusalCodes(driven.block([transaction]))[0]).toMatch(/^NOT_/);
    expect(driven.session.contributions[0]).toBe(null);
  });

  it("an acknowledgement signs any message, so old ones can be replayed: it is bound to session, dealer and commitments", async () => {
    for (const faults of ["replayed-ack:3>2", "replayed-publish-ack:3>2"]) {
      const [attempt] = (await sevenMiners({ faults })).attempts;
      const cell =
        attempt!.matrix[faults.startsWith("replayed-ack") ? 1 : 2]![faults.startsWith("replayed-ack") ? 2 : 1];
      expect(cell).not.toBe("acknowledged");
    }
  });

  it("shares travel in clear: no message on the wire and no transaction contains one that was not revealed", async () => {
    const driven = await HandDriven.create();
    const seen: Uint8Array[] = [];
    const { HpkeCipher } = await import("../../../src/entry/view-change.js");
    await driven.until("share");
    const effects = driven.step(0, { type: "block" }).filter((effect) => effect.type === "send-share");
    const cipher = new HpkeCipher(driven.people[0]!);
    for (const { session, to, share } of effects) {
      seen.push(await cipher.seal({ session, dealer: 1, receiver: to.index }, to.encryptionKey, share));
    }
    await driven.until("wait");
    for (const block of driven.blocks) seen.push(...block.transactions.map((transaction) => transaction.payload));
    const texts = seen.map(hex);
    for (const state of driven.states) {
      for (const share of state.session!.shares) {
        for (const text of texts) expect(text.includes(hex(share))).toBe(false);
      }
    }
  });

  it("the magic block's hash leaves out k, the contents of the MPKs, keys and hosts: it commits to all", async () => {
    const { magicBlock } = await sevenMiners();
    const block = magicBlock!;
    const [miner, ...rest] = block.miners;
    const [dealing, ...dealings] = block.dealings;
    const original = hex(MagicBlock.hash(block));
    for (const change of [
      { k: block.k + 1 },
      { dealings: [{ ...dealing!, mpkHash: new Uint8Array(32) }, ...dealings] },
      { miners: [{ ...miner!, publicKey: rest[0]!.publicKey }, ...rest] },
      { miners: [{ ...miner!, url: "https://other.example" }, ...rest] },
    ]) {
      expect(hex(MagicBlock.hash({ ...block, ...change }))).not.toBe(original);
    }
  });

  it("'has all shares' means at least T: a member without a share of every qualified dealer has no key and confirms nothing", async () => {
    const driven = await HandDriven.create({ qualification: "zus", phaseRounds: 1000 });
    await driven.until("wait");
    const state = driven.states[0]!;
    const incoming = state.session!.incoming.map((entry, position) =>
      position === 3 ? { ...entry, share: null, valid: null } : entry,
    );
    driven.states[0] = { ...state, session: { ...state.session!, incoming } };
    const effects = driven.step(0, { type: "block" });
    expect(effects.filter((effect) => effect.type === "submit")).toEqual([]); // it has 3 = T of 4 shares
  });

  it("revealed shares loaded from disk are not checked: the sum is checked against the public share whatever its source", async () => {
    const driven = await HandDriven.create();
    await driven.until("wait");
    // whoever can write to the disk can make the hash fit
    const state = driven.states[0]!;
    const share = state.session!.incoming[1]!.share!.slice();
    share[31]! ^= 1;
    const incoming = state.session!.incoming.map((held, position) => (position === 1 ? { ...held, share } : held));
    const stored = encodeMinerState({ ...state, session: { ...state.session!, incoming } }, 1);
    driven.states[0] = decodeMinerState(stored).state;
    expect(driven.step(0, { type: "restarted" }).filter((effect) => effect.type === "submit")).toEqual([]);
    expect(driven.states[0]!.keys).toEqual([]);
  });

  it("'latest magic block' sorts decimal strings: numbers are numbers, and 10 follows 9", async () => {
    const result = await sevenMiners({ views: 11, candidates: [{ stake: 1 }], miners: 1, threshold: 1, quorum: 1 });
    expect(result.magicBlocks.map((block) => block.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const verdict = verifyMagicBlockChain(result.magicBlocks);
    expect(verdict.valid).toBe(true);
    expect(verdict.head!.number).toBe(11);
  });

  it("restarts have no limit and no back-off: both are there", async () => {
    const result = await sevenMiners({ faults: "no-publish:1+2+3", maxAttempts: 4, backOff: { base: 3, cap: 7 } });
    expect(result.attempts.length).toBe(4);
    const starts = result.attempts.map((attempt) => attempt.phases[0]!.startRound);
    const ends = result.attempts.map((attempt) => attempt.phases.at(-1)!.endRound);
    expect(starts.slice(1).map((start, position) => start - ends[position]! - 1)).toEqual([3, 6, 7]);
  });

  it("the group signature is never checked or stored: every beacon record has it and verifies", async () => {
    const result = await sevenMiners({ rounds: 3 });
    const { scheme, number, groupPublicKey } = result.magicBlock!;
    for (const { record } of result.beacon) {
      expect(verifyRound({ scheme, chainId: result.chainId, magicBlockNumber: number, groupPublicKey }, record)).toBe(
        true,
      );
    }
  });

  it("the seed is cut to 64 bits and its shuffle to 31: every bit of the randomness changes the ranks", () => {
    const items = Array.from({ length: 100 }, (_, position) => position);
    const orders = new Set<string>();
    for (let bit = 0; bit < 256; bit++) {
      const randomness = new Uint8Array(32);
      randomness[bit >> 3] = 0x80 >> (bit & 7);
      orders.add(rank(randomness, items).join());
    }
    expect(orders.size).toBe(256);
  });

  it("aggregating public keys costs O(n²t): polynomials are summed first, then evaluated once per member", async () => {
    const driven = await HandDriven.create();
    await driven.until("wait");
    const lists = driven.session.contributions.map((contribution) => [...contribution!.commitments]);
    const sum = aggregateCommitments(driven.scheme, lists);
    expect(sum.length).toBe(3);
    expect(driven.session.magicBlock!.groupPolynomial).toEqual(sum);
    const shares = publicShares({ scheme: driven.scheme, commitments: sum, ids: [1, 2, 3, 4] });
    expect(driven.session.magicBlock!.miners.map((miner) => miner.publicShare)).toEqual(shares);
  });
});
