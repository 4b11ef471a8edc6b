// What a miner makes of shares and acknowledgements that come: right ones, wrong ones with and without their dealer's
// signature, two different ones, and what proves a dealer wrong to others.
import { describe, expect, it } from "vitest";
import { concatBytes, MerkleTree } from "../../../src/encoding/index.js";
import { evidenceFileOf } from "../../../src/view-change/contract/evidence-file.js";
import {
  decodeEvidence,
  encodeEvidence,
  encodeShareProof,
  type ShareEvidence,
  verifyEvidence,
} from "../../../src/view-change/evidence.js";
import { evidenceFromJson, evidenceToJson, verifyEvidenceFile } from "../../../src/view-change/evidence-file.js";
import { signLongTerm } from "../../../src/view-change/identity.js";
import type { MinerEffect } from "../../../src/view-change/miner/events.js";
import { SHARE_TREE, shareLeaf, sharesMessage } from "../../../src/view-change/session.js";
import { signTransaction } from "../../../src/view-change/transaction.js";
import { Driven, type Effect, people } from "./driven.js";

const everybody = await people(5);
const ids = everybody.map(({ id }) => id);
const [dealer, receiver] = [everybody[0]!, everybody[1]!];
const WRONG = new Uint8Array(32).fill(5);

/** In the share phase, with the first one's shares for the second held back. */
async function held(): Promise<Driven> {
  const driven = await Driven.of(everybody);
  driven.lets = (effect, id) =>
    !(id === dealer.id && effect.type === "send-share" && effect.to.id === receiver.id) &&
    !(id === receiver.id && effect.type === "send-acknowledgement" && effect.to.id === dealer.id);
  await driven.untilPhase("share");
  return driven;
}

/** What the dealer would seal: this share, under a tree in which it is. */
function plaintextOf(driven: Driven, share: Uint8Array, signer = dealer): Uint8Array {
  const { session } = driven;
  const shares = session.receivers.map(({ index }) => (index === 2 ? share : new Uint8Array(32).fill(index)));
  const tree = new MerkleTree(
    SHARE_TREE,
    shares.map((one, position) => shareLeaf(session.id, 1, position + 1, one)),
  );
  const message = sharesMessage(session.id, 1, session.contributions[0]!.hash, tree.root);
  const proof = encodeShareProof({ signature: signLongTerm("min-sig", signer, message), path: tree.path(1) });
  return concatBytes(share, proof);
}

/** Gives the receiver a share of the dealer, and time to check it. */
async function take(driven: Driven, plaintext: Uint8Array): Promise<MinerEffect[]> {
  const event = { type: "share", session: driven.session.id, from: 1, plaintext } as const;
  const taken = driven.tell(receiver.id, { ...event, ...driven.now() });
  driven.time += 250;
  return [...taken, ...(await driven.give(receiver.id, "tick"))];
}

const evidenceOf = (effects: readonly MinerEffect[]) =>
  effects.filter((effect): effect is Effect<"evidence"> => effect.type === "evidence");
const acknowledges = (effects: readonly MinerEffect[]) =>
  effects.some((effect) => effect.type === "send-acknowledgement" && effect.to.id === dealer.id);
const context = (driven: Driven) => ({ session: driven.session, scheme: "min-sig", cache: driven.cache }) as const;
const rightShare = (driven: Driven) => driven.mine(dealer.id).shares[1]!;

describe("a share", () => {
  it("that is right is acknowledged, whatever is behind it", async () => {
    for (const rest of [new Uint8Array(0), new Uint8Array(100), new Uint8Array(5000)]) {
      const driven = await held();
      const effects = await take(driven, concatBytes(rightShare(driven), rest));
      expect(acknowledges(effects)).toBe(true);
      expect(evidenceOf(effects)).toEqual([]);
    }
  });

  it("that comes again is acknowledged again", async () => {
    const driven = await held();
    const plaintext = plaintextOf(driven, rightShare(driven));
    await take(driven, plaintext);
    expect(acknowledges(await take(driven, plaintext))).toBe(true);
    const again = { type: "share-again", session: driven.session.id, from: 1, ...driven.now() } as const;
    expect(acknowledges(driven.tell(receiver.id, again))).toBe(true);
  });

  it("that is wrong, and signed, is evidence that anybody can verify", async () => {
    for (const share of [WRONG, new Uint8Array(32).fill(0xff)]) {
      const driven = await held();
      const effects = await take(driven, plaintextOf(driven, share));
      expect(acknowledges(effects)).toBe(false);
      const [notice] = evidenceOf(effects);
      expect(notice).toMatchObject({ against: dealer.id, code: "BAD_SHARE" });
      const evidence = decodeEvidence(encodeEvidence(notice!.evidence!));
      expect(evidence).toEqual(notice!.evidence);
      expect(verifyEvidence(evidence, context(driven))).toBe(true);
      // the mark stays, also through a restart, and is told again; a right one is too late
      expect(evidenceOf(await driven.restart(receiver.id))).toEqual([notice]);
      expect(acknowledges(await take(driven, plaintextOf(driven, rightShare(driven))))).toBe(false);
    }
  });

  it("that is wrong, and not signed by its dealer, has not come", async () => {
    const driven = await held();
    for (const plaintext of [WRONG, concatBytes(WRONG, new Uint8Array(200)), plaintextOf(driven, WRONG, receiver)]) {
      const effects = await take(driven, plaintext);
      expect(evidenceOf(effects)).toEqual([]);
      expect(acknowledges(effects)).toBe(false);
    }
    expect(acknowledges(await take(driven, plaintextOf(driven, rightShare(driven))))).toBe(true);
  });

  it("of a dealer that sends nothing but junk is looked at a few times", async () => {
    const driven = await held();
    for (let count = 0; count < 20; count++) await take(driven, new Uint8Array(32).fill(count));
    expect(driven.mine(receiver.id).incoming[0]).toMatchObject({ share: null, refused: 8 });
  });

  it("that differs from one that is not checked yet, both signed: nothing is acknowledged, the wrong one is evidence", async () => {
    for (const order of [0, 1]) {
      const driven = await held();
      const both = [plaintextOf(driven, rightShare(driven)), plaintextOf(driven, WRONG)];
      const session = driven.session.id;
      const tell = (plaintext: Uint8Array) =>
        driven.tell(receiver.id, { type: "share", session, from: 1, plaintext, ...driven.now() });
      tell(both[order]!);
      const effects = [...tell(both[1 - order]!), ...(await take(driven, both[order]!))];
      expect(acknowledges(effects)).toBe(false);
      const [notice] = evidenceOf(effects);
      expect(notice).toMatchObject({ against: dealer.id, code: "TWO_SHARES" });
      expect((notice!.evidence as ShareEvidence).share).toEqual(WRONG);
      expect(verifyEvidence(notice!.evidence!, context(driven))).toBe(true);
      expect(driven.mine(receiver.id).incoming[0]).toMatchObject({ valid: false, conflict: true });
      await driven.restart(receiver.id);
      expect(acknowledges(await take(driven, both[0]!))).toBe(false);
    }
  });

  it("that differs from one that was acknowledged changes nothing but the mark", async () => {
    const driven = await held();
    await take(driven, plaintextOf(driven, rightShare(driven)));
    expect(evidenceOf(await take(driven, WRONG))).toEqual([]);
    const effects = await take(driven, plaintextOf(driven, WRONG));
    expect(evidenceOf(effects)).toMatchObject([{ code: "TWO_SHARES", evidence: { share: WRONG } }]);
    expect(driven.mine(receiver.id).incoming[0]).toMatchObject({ valid: true, conflict: true });
    expect(evidenceOf(await take(driven, plaintextOf(driven, new Uint8Array(32).fill(6))))).toEqual([]);
    expect(acknowledges(await take(driven, plaintextOf(driven, rightShare(driven))))).toBe(true);
  });

  it("too short, of another session, or of somebody that is no dealer is nothing", async () => {
    const driven = await held();
    const before = driven.states.get(receiver.id);
    const right = plaintextOf(driven, rightShare(driven));
    const session = driven.session.id;
    for (const event of [
      { session, from: 1, plaintext: right.slice(0, 31) },
      { session: new Uint8Array(32), from: 1, plaintext: right },
      { session, from: 9, plaintext: right },
      { session, from: 2, plaintext: right },
    ])
      expect(driven.tell(receiver.id, { type: "share", ...event, ...driven.now() })).toEqual([]);
    expect(driven.states.get(receiver.id)).toBe(before);
  });
});

describe("an acknowledgement", () => {
  it("that is none ends no sending and blames nobody to others", async () => {
    const driven = await held();
    const signature = new Uint8Array(48).fill(3);
    const session = driven.session.id;
    const tell = () =>
      driven.tell(dealer.id, { type: "acknowledgement", session, from: 2, signature, ...driven.now() });
    const effects = tell();
    expect(evidenceOf(effects)).toMatchObject([{ code: "BAD_ACKNOWLEDGEMENT", against: receiver.id, evidence: null }]);
    driven.time += 10_000;
    const sent = (await driven.give(dealer.id, "tick")).filter(({ type }) => type === "send-share");
    expect(sent.length).toBe(1);
    for (let count = 0; count < 20; count++) tell();
    expect(driven.mine(dealer.id).outgoing[1]).toMatchObject({ valid: null, refused: 8 });
  });

  it("of everybody, verified and stored, is what `shared` says", async () => {
    const driven = await held();
    expect(driven.transactions("shared", dealer.id)).toEqual([]);
    driven.lets = () => true;
    await driven.block();
    await driven.block();
    await driven.block();
    expect(driven.transactions("shared", dealer.id).length).toBeGreaterThan(0);
    expect(
      driven
        .mine(dealer.id)
        .outgoing.slice(1)
        .every(({ valid }) => valid === true),
    ).toBe(true);
  });
});

describe("evidence", async () => {
  const driven = await held();
  const effects = await take(driven, plaintextOf(driven, WRONG));
  const evidence = evidenceOf(effects)[0]!.evidence as ShareEvidence;
  const verified = (change: Partial<ShareEvidence>) => verifyEvidence({ ...evidence, ...change }, context(driven));

  it("says nothing with anything changed", () => {
    expect(verified({})).toBe(true);
    for (const change of [
      { session: new Uint8Array(32) },
      { dealer: 2 },
      { dealer: 77 },
      { receiver: 3 },
      { receiver: 77 },
      { mpkHash: new Uint8Array(32) },
      { share: rightShare(driven) },
      { share: new Uint8Array(32).fill(7) },
      { signature: evidence.signature.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) },
      { signature: new Uint8Array(48) },
      { path: { ...evidence.path, position: 2 } },
      { path: { ...evidence.path, hashes: evidence.path.hashes.slice(1) } },
    ] as Partial<ShareEvidence>[])
      expect(verified(change)).toBe(false);
  });

  it("as a file needs nothing else, and proves nothing with anything changed", () => {
    const file = evidenceFileOf(driven.state, evidence)!;
    const text = evidenceToJson(file);
    expect(evidenceFromJson(text)).toEqual(file);
    expect(verifyEvidenceFile(evidenceFromJson(text))).toMatchObject({ valid: true, against: dealer.id });
    const [first, ...others] = file.receivers;
    for (const change of [
      { genesisHash: new Uint8Array(32) },
      { previousHash: new Uint8Array(32) },
      { number: file.number + 1 },
      { attempt: file.attempt + 1 },
      { parametersHash: new Uint8Array(32) },
      { dealers: file.receivers.slice(1) },
      { receivers: others },
      { receivers: [{ ...first!, url: "https://else.where" }, ...others] },
      { commitments: [] },
      { commitments: [...file.commitments].reverse() },
      { evidence: { ...evidence, share: rightShare(driven) } },
    ])
      expect(verifyEvidenceFile({ ...file, ...change }).valid).toBe(false);
    expect(evidenceFileOf(driven.state, { ...evidence, session: new Uint8Array(32) })).toBeNull();
  });

  it("as a file may be two MPKs of one dealer", () => {
    const [first] = driven.transactions("mpk", dealer.id);
    const payload = first!.payload.map((byte, at) => (at === first!.payload.length - 1 ? byte ^ 1 : byte));
    const { signature: _, ...unsigned } = { ...first!, payload };
    const second = signTransaction(driven.state.genesis.scheme, dealer, unsigned);
    const file = evidenceFileOf(driven.state, { type: "mpk", first: first!, second })!;
    const read = evidenceFromJson(evidenceToJson(file));
    expect(verifyEvidenceFile(read)).toMatchObject({ valid: true, against: dealer.id });
    const same = { ...read, evidence: { type: "mpk", first: first!, second: first! } } as const;
    expect(verifyEvidenceFile(same).valid).toBe(false);
  });

  it("is not a right share, signed", () => {
    const plaintext = plaintextOf(driven, rightShare(driven));
    expect(plaintext.length).toBeGreaterThan(32);
    const right = { ...evidence, share: rightShare(driven) };
    expect(verifyEvidence(right, context(driven))).toBe(false);
  });

  it("is two MPKs of one dealer", () => {
    const { id: session } = driven.session;
    const mpk = (payload: Uint8Array, signer = dealer) =>
      signTransaction("min-sig", signer, { session, kind: "mpk", payload });
    const [one, two] = [mpk(Uint8Array.of(1)), mpk(Uint8Array.of(2))];
    const judged = (first: typeof one, second: typeof one) => {
      const made = decodeEvidence(encodeEvidence({ type: "mpk", first, second }));
      return verifyEvidence(made, context(driven));
    };
    expect(judged(one, two)).toBe(true);
    expect(judged(one, one)).toBe(false);
    expect(judged(one, mpk(Uint8Array.of(2), receiver))).toBe(false);
    expect(judged(one, { ...two, signature: one.signature })).toBe(false);
    expect(judged(one, { ...two, kind: "present" })).toBe(false);
    expect(judged(one, { ...two, session: new Uint8Array(32) })).toBe(false);
  });

  it("is read back bounded", () => {
    const encoded = encodeEvidence(evidence);
    expect(encoded.length).toBeLessThan(1000);
    for (let length = 0; length < encoded.length; length += 7)
      expect(() => decodeEvidence(encoded.slice(0, length))).toThrow();
    expect(() => decodeEvidence(Uint8Array.of(3, ...encoded.slice(1)))).toThrow(/expected a number/);
  });
});

it("a share travels with a proof that its dealer has signed it", async () => {
  const driven = await Driven.of(everybody);
  await driven.untilPhase("publish");
  const sent = driven.effects("send-share", ids[0]);
  expect(sent.length).toBeGreaterThanOrEqual(4);
  expect(new Set(sent.map(({ plaintext }) => plaintext.length)).size).toBeLessThanOrEqual(2);
  for (const { own, to, plaintext } of sent) {
    expect(own).toEqual(dealer.encryptionKey);
    expect(plaintext.slice(0, 32)).toEqual(driven.mine(ids[0]!).shares[ids.indexOf(to.id)]);
  }
});
