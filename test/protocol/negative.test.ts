// Malformed points, scalars and signatures inside the protocol's own documents: registrations, transactions to the
// contract, geneses, magic blocks, beacons, drand's JSON. The contract refuses with a reason and goes on; verifiers say
// "invalid"; readers throw typed errors.
import { sha256 } from "@noble/hashes/sha2.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import {
  Beacon,
  type BeaconRecord,
  type BeaconView,
  beaconFromJson,
  beaconMessage,
  beaconToJson,
  drand,
  verifyBeaconChain,
} from "../../src/beacon/index.js";
import { type BlsScheme, minPk, minSig } from "../../src/bls/index.js";
import {
  encodeMember,
  genesisFromJson,
  genesisToJson,
  headersFromJson,
  headersToJson,
  type LedgerEntry,
  MagicBlock,
  type MinerIdentity,
  memberEntry,
  minerRegistration,
  type RegisterMiner,
  runViewChange,
  signMember,
  type Transaction,
  type ViewChangeResult,
  verifyHeaderChain,
  verifyMagicBlockChain,
} from "../../src/entry/view-change.js";
import { commitTo } from "../../src/magic-block/index.js";
import { materials } from "../negative/material.js";
import { expectStillWorking, groups, identityOf, type Malformed, malformedPoints } from "../negative/support.js";
import { bigEndian, concat, hex, scalarBytes } from "../support/bytes.js";
import { MODULUS, ORDER } from "../support/generators.js";
import { STRIDE } from "../support/stride.js";
import { refusal } from "../support/verdict.js";
import { person } from "./view-change/contract/people.js";
import { type Table, table } from "./view-change/contract/table.js";

const POINT_CODES = ["BAD_LENGTH", "BAD_FLAGS", "NOT_CANONICAL", "NOT_ON_CURVE", "NOT_IN_SUBGROUP", "IS_IDENTITY"];
const schemes: readonly BlsScheme[] = [minSig, minPk];

/** Encodings that have the right length and nothing else right. */
const rightLength = (group: "G1" | "G2") => {
  const { length } = identityOf(group);
  return malformedPoints(group).filter(({ value }) => value.length === length);
};

function sha3(bytes: Uint8Array): string {
  return hex(sha3_256(bytes));
}

/** The bytes with one part of them, wherever it is, replaced by another; lengths that were written before it stay. */
function spliced(bytes: Uint8Array, part: Uint8Array, other: Uint8Array): Uint8Array {
  const at = hex(bytes).indexOf(hex(part)) / 2;
  expect(Number.isInteger(at) && at >= 0).toBe(true);
  return concat(bytes.subarray(0, at), other, bytes.subarray(at + part.length));
}

/** The code with which one entry is refused; that it leaves no trace, and that the contract goes on, is seen to. */
function refusedOf(played: Table, entry: LedgerEntry | Transaction): string {
  const codes = played.fork().refusals([entry]);
  expect(codes.length).toBeLessThanOrEqual(1);
  expectStillWorking();
  return codes[0] ?? "accepted";
}

describe.each(schemes)("registrations, $name", (scheme) => {
  const newcomer = person("miner 9", scheme.name);
  const identity: MinerIdentity = { ...newcomer, encryptionPrivateKey: new Uint8Array(32) };

  it("are refused with a malformed key, proof or signature, and taken with good ones", () => {
    const played = table({ genesis: { scheme: scheme.name } });
    played.authority({ type: "stake", id: newcomer.id, stake: 100n });
    const good = minerRegistration(scheme.name, identity, { genesisHash: played.state.genesisHash });
    const bytes = encodeMember(scheme.name, good);
    const signedAgain = (change: Partial<RegisterMiner>) =>
      memberEntry(scheme.name, signMember<RegisterMiner>(scheme.name, newcomer, { ...good, ...change }));
    const raw = (part: Uint8Array, other: Uint8Array) =>
      refusedOf(played, { kind: "member", bytes: spliced(bytes, part, other) });

    const keys = malformedPoints(scheme.publicKeyGroup);
    for (const { name, value } of [...keys, { name: "the identity", value: identityOf(scheme.publicKeyGroup) }]) {
      // the wrong key for its id, then the right one, whoever signs
      expect(["MALFORMED", "BAD_REGISTRATION"], name).toContain(raw(good.publicKey, value));
      if (value.length !== good.publicKey.length) continue;
      const id = sha3(value);
      const staked = played.fork();
      staked.authority({ type: "stake", id, stake: 100n });
      expect(refusedOf(staked, signedAgain({ publicKey: value, id })), name).toBe("BAD_SIGNATURE");
    }
    const signatures = malformedPoints(scheme.signatureGroup);
    for (const { name, value } of [...signatures, { name: "the identity", value: identityOf(scheme.signatureGroup) }]) {
      const whole = value.length === good.signature.length;
      expect(raw(good.signature, value), name).toBe(whole ? "BAD_SIGNATURE" : "MALFORMED");
      expect(raw(good.proofOfPossession, value), name).toBe(whole ? "BAD_SIGNATURE" : "MALFORMED");
      if (whole) expect(refusedOf(played, signedAgain({ proofOfPossession: value })), name).toBe("BAD_REGISTRATION");
    }
    expect(refusedOf(played, signedAgain({ id: "00".repeat(32) }))).toBe("BAD_REGISTRATION");
    expect(refusedOf(played, { kind: "member", bytes })).toBe("accepted");
  });
});

/** Encodings of the uncompressed length that are no points of the subgroup, whatever may be done with the identity. */
function malformedUncompressed(name: "G1" | "G2"): Malformed[] {
  const group = groups[name];
  const good = group.BASE.multiply(7n).toBytes(false);
  const list: Malformed[] = [];
  const add = (title: string, value: Uint8Array, ...codes: string[]) => list.push({ name: title, value, codes });
  for (const flags of [0x80, 0x20, 0x40, 0xe0]) {
    add(
      `flags ${flags} on a point`,
      good.map((byte, at) => (at === 0 ? byte | flags : byte)),
      ...POINT_CODES,
    );
  }
  add(
    "another y",
    good.map((byte, at) => (at === good.length - 1 ? byte ^ 1 : byte)),
    "NOT_ON_CURVE",
  );
  add("all bytes zero", new Uint8Array(good.length), "NOT_ON_CURVE");
  add("all bits one", new Uint8Array(good.length).fill(0xff), "BAD_FLAGS", "NOT_CANONICAL");
  for (let at = 0; at < good.length; at += 48) {
    const bytes = good.slice();
    bytes.set(bigEndian(MODULUS, 48), at);
    add(`coordinate ${at / 48} is p`, bytes, "NOT_CANONICAL");
  }
  const infinity = group.ZERO.toBytes(false);
  add(
    "identity with a byte that is not zero",
    concat(infinity.slice(0, -1), Uint8Array.of(1)),
    "BAD_FLAGS",
    "NOT_CANONICAL",
  );
  for (const { name: title, value, codes } of malformedPoints(name)) {
    if (!codes.includes("NOT_IN_SUBGROUP")) continue;
    add(title, group.fromBytes(value, { subgroupCheck: false }).toBytes(false), "NOT_IN_SUBGROUP");
  }
  return list;
}

describe.each(schemes)("the contract, $name", (scheme) => {
  for (const commitmentEncoding of ["uncompressed", "compressed"] as const) {
    it(`refuses malformed commitments and proofs, and then takes good ones, ${commitmentEncoding}`, () => {
      const played = table({ genesis: { scheme: scheme.name, commitmentEncoding } }).freeze();
      const { says } = played;
      const { commitments, proof } = says.dealing(1);
      const good = says.mpk(1);
      const refused = (part: Uint8Array, other: Uint8Array) =>
        refusedOf(played, says.again(good, { payload: spliced(good.payload, part, other) }));
      const all =
        commitmentEncoding === "compressed"
          ? malformedPoints(scheme.publicKeyGroup)
          : [...malformedUncompressed(scheme.publicKeyGroup), ...malformedPoints(scheme.publicKeyGroup)];
      for (const position of [0, 2]) {
        for (const { name, value, codes } of all) {
          expect([...codes, "MALFORMED"], name).toContain(refused(commitments[position]!, value));
        }
      }
      const infinity = groups[scheme.publicKeyGroup].ZERO.toBytes(commitmentEncoding === "compressed");
      expect(refused(commitments[0]!, infinity)).toBe("IS_IDENTITY");
      expect(refused(proof, new Uint8Array(64))).toBe("BAD_PROOF");
      expect(refused(proof, new Uint8Array(64).fill(0xff))).toBe("BAD_SCALAR");
      expect(refused(proof, proof.slice(1))).toBe("MALFORMED");
      expect(refused(commitments[1]!, new Uint8Array(0))).toBe("MALFORMED");
      expect(refused(commitments[1]!, Uint8Array.from([...commitments[1]!, ...commitments[2]!]))).toBe("MALFORMED");
      expect(refusedOf(played, good)).toBe("accepted");
    });
  }

  it("refuses malformed signatures of senders; beside a good one in its block the bad one alone", () => {
    const played = table({ genesis: { scheme: scheme.name } }).freeze();
    const { says } = played;
    const good = says.mpk(1);
    const infinity = { name: "the identity", value: identityOf(scheme.signatureGroup) };
    for (const { name, value } of [...malformedPoints(scheme.signatureGroup), infinity]) {
      expect(["BAD_SIGNATURE", "MALFORMED"], name).toContain(refusedOf(played, { ...good, signature: value }));
    }
    const wrong = { ...good, signature: rightLength(scheme.signatureGroup)[0]!.value };
    const [second, ...others] = [2, 3, 4, 5].map((index) => says.mpk(index));
    expect(played.refusals([wrong, second!, good, ...others])).toEqual(["BAD_SIGNATURE"]);
    expect(played.last("refused").culprits).toEqual([]);
    expect(played.session.contributions.every((entry) => entry !== null)).toBe(true);
  });

  it("refuses malformed aggregates and revealed shares, and then takes good ones", () => {
    const played = table({ genesis: { scheme: scheme.name } })
      .freeze()
      .contribute()
      .share();
    const { says } = played;
    const { reveals } = says.published(1, [4]);
    const infinity = { name: "the identity", value: identityOf(scheme.signatureGroup) };
    for (const { name, value } of [...rightLength(scheme.signatureGroup), infinity]) {
      expect(refusedOf(played, says.publication(1, [4], { aggregate: value })), name).toBe("BAD_ACKNOWLEDGEMENT");
    }
    for (const value of [0n, 1n, ORDER, ORDER + 1n, (1n << 256n) - 1n]) {
      const changed = { reveals: [{ ...reveals[0]!, share: scalarBytes(value) }] };
      expect(refusedOf(played, says.publication(1, [4], changed))).toBe("BAD_REVEAL");
    }
    expect(refusedOf(played, says.publication(1, [4]))).toBe("accepted");
  });

  it("refuses malformed confirmations, hand-overs and first signatures, and then takes good ones", () => {
    const waiting = (views: number) => {
      const played = table({ genesis: { scheme: scheme.name } });
      for (let view = 0; view < views; view++) played.view();
      return played.freeze().contribute().share().publish();
    };
    const infinity = { name: "the identity", value: identityOf(scheme.signatureGroup) };
    const all = [...malformedPoints(scheme.signatureGroup), infinity];
    const judge = (played: Table, good: Transaction, code: string) => {
      for (const { name, value } of all) {
        expect(refusedOf(played, played.says.again(good, { payload: value })), name).toBe(
          value.length === scheme.signatureLength ? code : "MALFORMED",
        );
      }
      expect(refusedOf(played, good)).toBe("accepted");
    };
    const first = waiting(0);
    judge(first, first.says.confirm(1), "BAD_CONFIRMATION");
    first.confirm();
    judge(first, first.says.first(first.sharder(1)), "BAD_HAND_OVER");
    const second = waiting(1).confirm();
    judge(second, second.says.handOver(second.state.current.magicBlock!.members[0]!.id), "BAD_HAND_OVER");
  });
});

describe.each(schemes)("documents, $name", (scheme) => {
  let result: ViewChangeResult;
  let view: BeaconView;
  let records: BeaconRecord[];

  beforeAll(async () => {
    const candidates = Array.from({ length: 4 }, (_, index) => ({ name: `miner ${index}`, stake: 10 + index }));
    result = await runViewChange({
      candidates,
      scheme: scheme.name,
      miners: 4,
      threshold: 3,
      quorum: 3,
      seed: "negative",
      rounds: 2,
      views: 2,
    });
    expect(result.activated).toBe(true);
    const block = result.magicBlock!;
    const { groupPublicKey } = block;
    view = { scheme: scheme.name, chainId: result.chainId, magicBlockNumber: block.number, groupPublicKey };
    records = result.beacon.map(({ record }) => record);
  });

  it("magic blocks and headers with malformed points are invalid, and say why", () => {
    const [first, second] = result.magicBlocks as [MagicBlock, MagicBlock];
    const { genesis } = result;
    expect(verifyMagicBlockChain([first, second], { genesis }).valid).toBe(true);
    const trustedHash = MagicBlock.hash(first);
    const refused = (blocks: MagicBlock[], name: string) => {
      for (const options of [{}, { trustedHash }, { genesis }]) {
        for (const verify of [verifyMagicBlockChain, verifyHeaderChain]) {
          const verdict = verify(blocks, options);
          expect(verdict.valid, name).toBe(false);
          expect(verdict.reason, name).not.toBe("");
        }
      }
      expectStillWorking();
    };
    /** With another group key everywhere that it stands; its header fits. */
    const withKey = (block: MagicBlock, value: Uint8Array): MagicBlock => {
      const groupPolynomial = [value, ...block.body.groupPolynomial.slice(1)];
      const changed = { ...block, groupPublicKey: value, body: { ...block.body, groupPolynomial } };
      return { ...changed, ...commitTo(changed) };
    };
    const infinity = { name: "the identity", value: identityOf(scheme.publicKeyGroup) };
    const keys = [...rightLength(scheme.publicKeyGroup), infinity];
    for (const { name, value } of keys.filter((_, at) => at % STRIDE === 0)) {
      refused([{ ...first, groupPublicKey: value }, second], name);
      refused([withKey(first, value), second], name);
      refused([first, withKey(second, value)], name);
      const [member, ...members] = second.members;
      for (const change of [{ publicKey: value }, { publicKey: value, id: sha3(value) }, { publicShare: value }]) {
        const changed = { ...second, members: [{ ...member!, ...change }, ...members] };
        refused([first, { ...changed, ...commitTo(changed) }], name);
      }
    }
    const identities = { name: "the identity", value: identityOf(scheme.signatureGroup) };
    const signatures = [...malformedPoints(scheme.signatureGroup), identities];
    for (const { name, value } of signatures.filter((_, at) => at % STRIDE === 0)) {
      const { certificate } = second;
      refused([{ ...first, certificate: { ...first.certificate, confirmation: value } }, second], name);
      refused([first, { ...second, certificate: { ...certificate, confirmation: value } }], name);
      refused([first, { ...second, certificate: { ...certificate, handOver: value } }], name);
      const signed = { ...first.certificate.first!, aggregate: value };
      const verdict = verifyHeaderChain([{ ...first, certificate: { ...first.certificate, first: signed } }], {
        genesis,
      });
      expect(verdict.valid, name).toBe(false);
      expect(verdict.reason, name).not.toBe("");
    }
  });

  it("the JSON of a genesis, a magic block or headers with anything changed is refused", () => {
    const block = result.magicBlocks[0]!;
    const codes = ["BAD_JSON", "MALFORMED", "BAD_PARAMETER"];
    const documents: [string, (input: unknown) => unknown][] = [
      [genesisToJson(result.genesis), genesisFromJson],
      [MagicBlock.toJson(block), MagicBlock.fromJson],
      [headersToJson([block]), headersFromJson],
    ];
    for (const [text, read] of documents) {
      const good = JSON.parse(text) as Record<string, unknown>;
      read(good);
      for (const field of Object.keys(good)) {
        for (const value of [undefined, null, "", "zz", -1, 1.5, 2 ** 60, [], {}, [null], "00", true]) {
          if (JSON.stringify(value) === JSON.stringify(good[field])) continue;
          // a chain may have any name, and no headers at all are a document too
          if (field === "chainId" && typeof value === "string" && value !== "") continue;
          if (field === "headers" && JSON.stringify(value) === "[]") continue;
          const code = refusal(() => read({ ...good, [field]: value }));
          expect(codes, `${field}: ${JSON.stringify(value)}`).toContain(code);
        }
      }
      for (const other of ["", "{", "null", "[]", "7", '"text"', '{"number":1}']) {
        expect(codes).toContain(refusal(() => read(other)));
      }
    }
    const good = JSON.parse(MagicBlock.toJson(block)) as Record<string, unknown> & { body: object };
    for (const { name, value } of malformedPoints(scheme.publicKeyGroup)) {
      const groupPolynomial = [hex(value), ...block.body.groupPolynomial.slice(1).map(hex)];
      const changed = { ...good, groupPublicKey: hex(value), body: { ...good.body, groupPolynomial } };
      expect(["BAD_JSON", "MALFORMED"], name).toContain(refusal(() => MagicBlock.fromJson(changed)));
    }
    const genesis = JSON.parse(genesisToJson(result.genesis)) as { sharders: object[] };
    const withSharder = (change: object) => ({ ...genesis, sharders: [{ ...genesis.sharders[0], ...change }] });
    for (const { name, value } of malformedPoints(scheme.publicKeyGroup)) {
      expect(codes, name).toContain(refusal(() => genesisFromJson(withSharder({ publicKey: hex(value) }))));
    }
    for (const { name, value } of malformedPoints(scheme.signatureGroup)) {
      expect(codes, name).toContain(refusal(() => genesisFromJson(withSharder({ proofOfPossession: hex(value) }))));
    }
    expectStillWorking();
  });

  it("beacon rounds with malformed signatures or keys never verify", () => {
    expect(records.length).toBe(2);
    expect(verifyBeaconChain(view, records).valid).toBe(true);
    const judge = (call: () => { valid: boolean }) => {
      let valid = false;
      const code = refusal(() => {
        valid = call().valid;
      });
      if (code !== undefined) expect(POINT_CODES).toContain(code);
      expect(valid).toBe(false);
      expectStillWorking();
    };
    for (const { value } of [...malformedPoints(scheme.signatureGroup), { value: identityOf(scheme.signatureGroup) }]) {
      const randomness = sha256(value);
      judge(() => verifyBeaconChain(view, [records[0]!, { ...records[1]!, signature: value, randomness }]));
    }
    for (const { value } of [...malformedPoints(scheme.publicKeyGroup), { value: identityOf(scheme.publicKeyGroup) }]) {
      judge(() => verifyBeaconChain({ ...view, groupPublicKey: value }, records));
    }
  });

  it("the JSON of a beacon with anything malformed is refused", () => {
    const magicBlockHash = MagicBlock.hash(result.magicBlock!);
    const good = JSON.parse(beaconToJson({ view, magicBlockHash, rounds: records })) as Record<string, unknown>;
    expect(beaconFromJson(good).rounds.length).toBe(2);
    for (const field of Object.keys(good)) {
      for (const value of [undefined, null, "zz", -1, 1.5, {}, [null], "00", true]) {
        const changed = { ...good, [field]: value };
        if (field === "chainId" && typeof value === "string") continue;
        expect(
          refusal(() => beaconFromJson(changed)),
          `${field}: ${JSON.stringify(value)}`,
        ).toBe("BAD_JSON");
      }
    }
    const [round] = good.rounds as Record<string, unknown>[];
    for (const field of Object.keys(round!)) {
      for (const value of [undefined, null, "zz", -1, 1.5, {}, [], "00", true]) {
        expect(refusal(() => beaconFromJson({ ...good, rounds: [{ ...round, [field]: value }] }))).toBe("BAD_JSON");
      }
    }
    expectStillWorking();
  });

  it("a beacon in the making ignores malformed partial signatures and names their senders", () => {
    const m = materials.find((material) => material.scheme === scheme)!;
    const options = {
      scheme: scheme.name,
      chainId: "negative",
      magicBlockNumber: 1,
      groupPublicKey: m.groupPublicKey,
      threshold: 3,
      members: m.keys.map((_, index) => ({ id: index + 1, publicShare: m.publicShares.get(index + 1)! })),
      round: 1,
      previousRandomness: new Uint8Array(32),
    };
    const infinity = { value: identityOf(scheme.signatureGroup) };
    for (const { value } of [...malformedPoints(scheme.signatureGroup), infinity]) {
      const beacon = new Beacon(options);
      const text = beaconMessage(options, beacon.current);
      const add = (id: number, signature: Uint8Array) => refusal(() => beacon.add({ id, signature }));
      const early = add(1, value);
      expect([undefined, "BAD_LENGTH"]).toContain(early);
      for (const id of [2, 3, 4]) expect(add(id, scheme.sign(text, m.keys[id - 1]!.secretShare))).toBeUndefined();
      const outcome = beacon.finish();
      expect(outcome.invalid).toEqual(early === undefined ? [1] : []);
      expect(verifyBeaconChain(options, [outcome.record]).valid).toBe(true);
      expectStillWorking();
    }
    const beacon = new Beacon(options);
    expect(refusal(() => beacon.add({ id: 9, signature: m.signature }))).toBe("UNKNOWN_MEMBER");
    expect(refusal(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES");
    for (const threshold of [0, -1, 5, 1.5, Number.NaN]) {
      expect(refusal(() => new Beacon({ ...options, threshold }))).toBe("BAD_PARAMETER");
    }
    expect(refusal(() => new Beacon({ ...options, members: [...options.members, options.members[0]!] }))).toBe(
      "DUPLICATE_ID",
    );
  });
});

describe("drand's JSON", () => {
  const info = { public_key: "aa".repeat(48), schemeID: "pedersen-bls-chained" };
  const beacon = {
    round: 1,
    signature: "aa".repeat(96),
    previous_signature: "bb".repeat(32),
    randomness: "cc".repeat(32),
  };

  it("is refused when anything in it is malformed", () => {
    expect(drand.chainInfoFromJson(info).scheme).toBe("pedersen-bls-chained");
    expect(drand.beaconFromJson(beacon).round).toBe(1);
    for (const bad of [
      null,
      7,
      "text",
      [],
      "{",
      { ...info, schemeID: "bls-bn254-unchained-on-g1" },
      { ...info, public_key: "aa" },
      { ...info, public_key: 5 },
      { public_key: info.public_key },
    ]) {
      expect(refusal(() => drand.chainInfoFromJson(bad))).toBe("BAD_JSON");
    }
    for (const bad of [
      null,
      7,
      "text",
      [],
      "{",
      { ...beacon, round: -1 },
      { ...beacon, round: "1" },
      { ...beacon, round: 2 ** 60 },
      { ...beacon, signature: "zz" },
      { ...beacon, signature: "aa".repeat(97) },
      { ...beacon, randomness: "aa" },
      { ...beacon, previous_signature: 5 },
    ]) {
      expect(refusal(() => drand.beaconFromJson(bad))).toBe("BAD_JSON");
    }
    const parsed = drand.beaconFromJson({ round: 1, signature: beacon.signature });
    expect(refusal(() => drand.verify(drand.chainInfoFromJson(info), parsed))).toBe("MALFORMED");
    expect(refusal(() => drand.verify({ ...drand.chainInfoFromJson(info), scheme: "bls" as never }, parsed))).toBe(
      "UNKNOWN_SCHEME",
    );
    for (const round of [-1, 1.5, Number.NaN, 2 ** 53]) {
      expect(refusal(() => drand.verify(drand.chainInfoFromJson(info), { ...parsed, round }))).toBe("BAD_INTEGER");
    }
    expectStillWorking();
  });
});
