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
  FrameChannel,
  HpkeCipher,
  indicesOfBitmap,
  type LedgerEntry,
  MagicBlock,
  type Publication,
  qualify,
  signTransaction,
  type TransactionKind,
  transactionEntry,
  verifyMagicBlockChain,
} from "../../../src/entry/view-change.js";
import { hex } from "../../support/bytes.js";
import { Driven, people } from "../view-change/driven.js";
import { sevenMiners } from "../view-change/support.js";

const everybody = await people(4);
const ids = everybody.map(({ id }) => id);
const three = { miners: 4, threshold: 3, quorum: 3, minMiners: 3 };

/** Four miners, t = k = 3, in this phase; what they had to say in it waits in the pool. */
async function driven(phase: "contribute" | "share" | "publish" | "wait", input = {}): Promise<Driven> {
  const made = await Driven.of(everybody, three, input);
  await made.untilPhase(phase);
  return made;
}

/** What the contract says of these entries in the place of those that wait. */
async function refusals(made: Driven, entries: readonly LedgerEntry[]) {
  made.pool = [...entries];
  const before = made.events.length;
  await made.block();
  return made.events.slice(before).flatMap((event) => (event.type === "refused" ? [event] : []));
}

const signed = (made: Driven, position: number, kind: TransactionKind, payload: Uint8Array) =>
  transactionEntry(signTransaction("min-sig", everybody[position]!, { session: made.session.id, kind, payload }));

describe("known defects", () => {
  it("the payload's id overrides the sender's: payloads have no id, the sender is whose signature it is", async () => {
    const made = await driven("contribute");
    const [first, second] = ids.map((id) => made.transactions("mpk", id)[0]!);
    // what 2 would publish, sent by 1: taken as 1's, so the proof, bound to 2, fails
    const [event] = await refusals(made, [signed(made, 0, "mpk", second!.payload)]);
    expect(event).toMatchObject({ code: "BAD_PROOF", culprits: [ids[0]] });
    expect(made.session.contributions[1]).toBe(null);
    expect(await refusals(made, [first!, second!].map(transactionEntry))).toEqual([]);
  });

  it("null entries qualify a dealer that dealt to nobody: an entry for everybody is required", async () => {
    const made = await driven("publish");
    const empty = encodePublication({ acknowledged: new Uint8Array(1), aggregate: new Uint8Array(0), reveals: [] }, 4);
    expect((await refusals(made, [signed(made, 0, "publication", empty)])).map(({ code }) => code)).toEqual([
      "MISSING_ENTRY",
    ]);
    // and a dealer without confirmations is not in the key, whatever it published
    const result = qualify({
      rules: "seed",
      threshold: 3,
      dealers: [1, 2, 3, 4],
      receivers: [1, 2, 3, 4],
      coupled: true,
      entry: (dealer) => (dealer === 1 ? "none" : "acknowledged"),
    });
    expect(result.qualified).toEqual([2, 3, 4]);
  });

  it("the dealer whose commitments check a published share is the attacker's choice: it is the sender", async () => {
    const made = await driven("publish");
    const own = decodePublication(made.transactions("publication", ids[0])[0]!.payload, 4, 48);
    const publication: Publication = {
      acknowledged: bitmapOfIndices(indicesOfBitmap(own.acknowledged, 4).slice(0, 1), 4),
      aggregate: made.scheme.sign(new Uint8Array(1), everybody[0]!.secretKey),
      // right shares, but of dealer 2's polynomial
      reveals: [2, 3, 4].map((index) => ({ index, share: made.mine(ids[1]!).shares[index - 1]! })),
    };
    const [event] = await refusals(made, [signed(made, 0, "publication", encodePublication(publication, 4))]);
    expect(event!.culprits).toEqual([ids[0]]);
    expect(["BAD_REVEAL", "BAD_ACKNOWLEDGEMENT"]).toContain(event!.code);
  });

  it("commitments are stored unparsed: each is decoded and checked before it is stored", async () => {
    const made = await driven("contribute");
    const junk = Array.from({ length: 3 }, (_, value) => new Uint8Array(192).fill(1 + value));
    const payload = encodeContribution({
      commitments: junk,
      proof: new Uint8Array(64),
      encryptionKey: new Uint8Array(32).fill(9),
    });
    const [event] = await refusals(made, [signed(made, 0, "mpk", payload)]);
    expect(event!.code).toMatch(/^NOT_/);
    expect(made.session.contributions[0]).toBe(null);
  });

  it("an acknowledgement signs any message, so old ones can be replayed: it is bound to session, dealer and commitments", async () => {
    for (const faults of ["replayed-ack:3>2", "replayed-publish-ack:3>2"]) {
      const [attempt] = (await sevenMiners({ faults })).attempts;
      const cell =
        attempt!.matrix[faults.startsWith("replayed-ack") ? 1 : 2]![faults.startsWith("replayed-ack") ? 2 : 1];
      expect(cell).not.toBe("acknowledged");
    }
  });

  it("shares travel in clear: no message on the wire and no entry contains one that was not revealed", async () => {
    const made = await Driven.of(everybody, three);
    const entries: LedgerEntry[] = [];
    while (made.state.phase !== "wait") {
      entries.push(...made.pool);
      await made.block();
    }
    const seen = entries.map(({ bytes }) => bytes);
    for (const identity of everybody) {
      const { id: from } = identity;
      const cipher = new HpkeCipher(identity);
      const channel = new FrameChannel(identity, { chainId: made.genesis.chainId });
      for (const { session, dealer, receiver, own, to, sessionKey, plaintext } of made.effects("send-share", from)) {
        const body = await cipher.seal({ session, dealer, receiver }, { own, receiver: sessionKey }, plaintext);
        const frame = { kind: "share", session, from, to: to.id, body } as const;
        seen.push(await channel.seal(frame, { own, peer: to.encryptionKey }));
      }
    }
    expect(seen.length).toBeGreaterThan(4 * 3 + 4 * 3);
    const texts = seen.map(hex);
    for (const id of ids) {
      expect(made.mine(id).shares.length).toBe(4);
      for (const share of made.mine(id).shares) for (const text of texts) expect(text.includes(hex(share))).toBe(false);
    }
  });

  it("the magic block's hash leaves out k, the contents of the MPKs, keys and hosts: it commits to all", async () => {
    const { magicBlock } = await sevenMiners();
    const block = magicBlock!;
    const [member, ...rest] = block.members;
    const [dealing, ...dealings] = block.body.dealings;
    const original = MagicBlock.hash(block);
    expect(hex(MagicBlock.hash({ ...block, k: block.k + 1 }))).not.toBe(hex(original));
    // lists are committed to by their roots and hashes: a block that has others is not consistent
    for (const change of [
      { body: { ...block.body, dealings: [{ ...dealing!, mpkHash: new Uint8Array(32) }, ...dealings] } },
      { members: [{ ...member!, publicKey: rest[0]!.publicKey }, ...rest] },
      { members: [{ ...member!, url: "https://other.example" }, ...rest] },
    ]) {
      expect(() => MagicBlock.check({ ...block, ...change })).toThrow();
    }
  });

  it("'has all shares' means at least T: a member without a share of every qualified dealer has no key and confirms nothing", async () => {
    const made = await driven("publish", { qualification: "zus" });
    const [id] = ids as [string];
    const state = made.states.get(id)!;
    const incoming = state.session!.incoming.map((entry, position) =>
      position === 3 ? { ...entry, share: null, valid: null } : entry,
    );
    made.states.set(id, { ...state, session: { ...state.session!, incoming } });
    await made.untilPhase("wait");
    await made.block();
    // it has 3 = T of 4 shares
    expect(made.transactions("confirm", id)).toEqual([]);
    expect(made.transactions("confirm", ids[1]).length).toBe(1);
  });

  it("revealed shares loaded from disk are not checked: the sum is checked against the public share whatever its source", async () => {
    const made = await driven("publish");
    const [id] = ids as [string];
    // whoever can write to the disk can make the hash fit
    const state = made.states.get(id)!;
    const share = state.session!.incoming[1]!.share!.slice();
    share[31]! ^= 1;
    const incoming = state.session!.incoming.map((held, position) => (position === 1 ? { ...held, share } : held));
    const stored = encodeMinerState({ ...state, session: { ...state.session!, incoming } }, 1);
    made.states.set(id, decodeMinerState(stored).state);
    await made.untilPhase("wait");
    await made.give(id, "restarted");
    expect(made.transactions("confirm", id)).toEqual([]);
    expect(made.states.get(id)!.keys).toEqual([]);
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
    expect(starts.slice(1).map((start, position) => start - ends[position]!)).toEqual([3, 6, 7]);
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
    const made = await driven("wait");
    const lists = made.session.contributions.map((contribution) => [...contribution!.commitments]);
    const sum = aggregateCommitments(made.scheme, lists);
    expect(sum.length).toBe(3);
    expect(made.session.magicBlock!.body.groupPolynomial).toEqual(sum);
    const shares = publicShares({ scheme: made.scheme, commitments: sum, ids: [1, 2, 3, 4] });
    expect(made.session.magicBlock!.members.map((member) => member.publicShare)).toEqual(shares);
  });
});
