// Malformed points, scalars and signatures inside the protocol's own documents: registrations, transactions to the
// contract, magic blocks, beacons, drand's JSON. The contract refuses with a reason and goes on; verifiers say
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
import { deal } from "../../src/dkg/index.js";
import {
  acknowledgementMessage,
  bitmapOfIndices,
  type ContractState,
  checkMinerRecord,
  commitmentsHash,
  createMinerIdentity,
  encodeContribution,
  encodePublication,
  identityDst,
  MagicBlock,
  type MinerIdentity,
  type MinerRecord,
  registrationOf,
  runViewChange,
  signTransaction,
  type Transaction,
  ViewChangeContract,
  type ViewChangeResult,
  validateParameters,
  verifyMagicBlockChain,
} from "../../src/entry/view-change.js";
import { materials } from "../negative/material.js";
import { expectStillWorking, identityOf, malformedPoints } from "../negative/support.js";
import { hex, scalarBytes } from "../support/bytes.js";
import { ORDER, seededRandom } from "../support/generators.js";
import { refusal } from "../support/verdict.js";

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

describe.each(schemes)("registrations, $name", (scheme) => {
  const chainId = "registrations";
  it("are refused with a malformed key or proof", async () => {
    const random = seededRandom(1);
    const identity = await createMinerIdentity({ scheme: scheme.name, stake: 1n, url: "", random });
    const record = registrationOf(scheme.name, identity, { chainId });
    const check = (bad: MinerRecord) => checkMinerRecord(scheme, chainId, bad);
    check(record);
    for (const { name, value } of malformedPoints(scheme.publicKeyGroup)) {
      const bad = { ...record, publicKey: value, id: sha3(value) };
      expect(
        refusal(() => check(bad)),
        name,
      ).toBe("BAD_REGISTRATION");
    }
    for (const { name, value } of malformedPoints(scheme.signatureGroup)) {
      expect(
        refusal(() => check({ ...record, proofOfPossession: value })),
        name,
      ).toBe("BAD_REGISTRATION");
      expect(
        refusal(() => check({ ...record, signature: value })),
        name,
      ).toBe("BAD_REGISTRATION");
    }
    for (const bad of [
      { ...record, publicKey: identityOf(scheme.publicKeyGroup), id: sha3(identityOf(scheme.publicKeyGroup)) },
      { ...record, proofOfPossession: identityOf(scheme.signatureGroup) },
      { ...record, signature: identityOf(scheme.signatureGroup) },
      { ...record, id: "00".repeat(32) },
    ]) {
      expect(refusal(() => check(bad))).toBe("BAD_REGISTRATION");
      expectStillWorking();
    }
  });
});

describe.each(schemes)("the contract, $name", (scheme) => {
  const contract = new ViewChangeContract();
  const { parameters } = validateParameters({
    scheme: scheme.name,
    miners: 4,
    threshold: 3,
    quorum: 3,
    tieBreak: "id",
    fastPath: true,
  });
  let miners: MinerIdentity[];
  let state: ContractState;

  const send = (from: MinerIdentity, phase: Transaction["phase"], payload: Uint8Array): Transaction =>
    signTransaction(scheme.name, from, { session: state.session!.id, phase, payload });
  /** Applies one block of these transactions; the codes of what was refused. */
  const block = (...transactions: Transaction[]): { codes: string[]; after: ContractState } => {
    const { state: after, events } = contract.apply(state, { round: state.round + 1, transactions });
    return { codes: events.flatMap((event) => (event.type === "refused" ? [event.code] : [])), after };
  };

  const dealings = new Map<string, ReturnType<typeof deal>>();
  const contribution = (from: MinerIdentity) => {
    const { list, id } = state.session!;
    const member = list.find((candidate) => candidate.id === from.id)!;
    const dealing = deal({
      scheme,
      threshold: 3,
      ids: list.map(({ partyId }) => partyId),
      session: id,
      dealer: member.partyId,
      random: seededRandom(member.index),
    });
    dealings.set(from.id, dealing);
    return dealing;
  };

  beforeAll(async () => {
    miners = [];
    for (let index = 0; index < 4; index++) {
      miners.push(
        await createMinerIdentity({ scheme: scheme.name, stake: 5n, url: "", random: seededRandom(100 + index) }),
      );
    }
    miners.sort((a, b) => (a.id < b.id ? -1 : 1));
    state = contract.genesis({
      chainId: "negative",
      parameters,
      candidates: miners.map((one) => registrationOf(scheme.name, one, { chainId: "negative" })),
    });
    for (let round = 0; round < 10 && state.phase !== "contribute"; round++) state = block().after;
    expect(state.phase).toBe("contribute");
  });

  it("refuses malformed commitments, proofs and senders' signatures, and then takes good ones", () => {
    const [first, ...others] = miners as [MinerIdentity, ...MinerIdentity[]];
    const { commitments, proof } = contribution(first);
    for (const position of [0, 2]) {
      for (const { name, value, codes } of malformedPoints(scheme.publicKeyGroup)) {
        const bad = commitments.map((commitment, index) => (index === position ? value : commitment));
        const result = block(send(first, "contribute", encodeContribution({ commitments: bad, proof })));
        expect(result.codes.length, name).toBe(1);
        expect([...codes, "MALFORMED"], name).toContain(result.codes[0]);
        expect(result.after.session!.contributions[0]).toBeNull();
      }
    }
    const zero = commitments.map((commitment, index) => (index === 0 ? identityOf(scheme.publicKeyGroup) : commitment));
    const proofs: [Uint8Array[], Uint8Array, string[]][] = [
      [zero, proof, ["IS_IDENTITY"]],
      [commitments, new Uint8Array(64), ["BAD_PROOF"]],
      [commitments, new Uint8Array(64).fill(0xff), ["BAD_SCALAR"]],
      [commitments, proof.slice(1), ["BAD_LENGTH", "MALFORMED"]],
      [commitments.slice(1), proof, ["MALFORMED"]],
      [[...commitments, commitments[0]!], proof, ["MALFORMED", "TOO_LARGE"]],
    ];
    for (const [list, text, codes] of proofs) {
      const result = block(send(first, "contribute", encodeContribution({ commitments: list, proof: text })));
      expect(codes).toContain(result.codes[0]);
      expect(result.after.session!.contributions[0]).toBeNull();
    }
    const good = send(first, "contribute", encodeContribution({ commitments, proof }));
    for (const { name, value } of [
      ...malformedPoints(scheme.signatureGroup),
      { name: "the identity", value: identityOf(scheme.signatureGroup) },
    ]) {
      const result = block({ ...good, signature: value });
      expect(["BAD_SIGNATURE", "MALFORMED"], name).toContain(result.codes[0]);
      expect(result.after.session!.contributions[0]).toBeNull();
      expectStillWorking();
    }
    // a bad one and a good one in the same block: the bad one is named, the good one taken
    const wrong = { ...good, signature: rightLength(scheme.signatureGroup)[0]!.value };
    const all = others.map((miner) => send(miner, "contribute", encodeContribution(contribution(miner))));
    const result = block(wrong, all[0]!, good, ...all.slice(1));
    expect(result.codes).toEqual(["BAD_SIGNATURE"]);
    expect(result.after.session!.contributions.every((entry) => entry !== null)).toBe(true);
    state = result.after;
    for (let round = 0; round < 200 && state.phase !== "share"; round++) state = block().after;
    expect(state.phase).toBe("share");
    for (let round = 0; round < 200 && state.phase === "share"; round++) state = block().after;
    expect(state.phase).toBe("publish");
  });

  it("refuses malformed aggregates and revealed shares, and then takes good ones", () => {
    expect(state.phase).toBe("publish");
    const [dealer] = miners as [MinerIdentity];
    const dealing = dealings.get(dealer.id)!;
    const session = state.session!;
    const text = acknowledgementMessage(session.id, 1, commitmentsHash(dealing.commitments));
    const DST = identityDst(scheme.name);
    const aggregate = scheme.aggregateSignatures(
      miners.slice(0, 3).map((miner) => scheme.sign(text, miner.secretKey, { DST })),
    );
    const share = dealing.shares.get(session.list[3]!.partyId)!;
    const publication = { acknowledged: bitmapOfIndices([1, 2, 3], 4), aggregate, reveals: [{ index: 4, share }] };
    const attempt = (change: object) =>
      block(send(dealer, "publish", encodePublication({ ...publication, ...change }, session.list.length)));

    for (const { name, value } of [
      ...rightLength(scheme.signatureGroup),
      { name: "the identity", value: identityOf(scheme.signatureGroup) },
    ]) {
      const result = attempt({ aggregate: value });
      expect(result.codes, name).toEqual(["BAD_ACKNOWLEDGEMENT"]);
      expect(result.after.session!.publications[0]).toBeNull();
      expectStillWorking();
    }
    for (const value of [0n, 1n, ORDER, ORDER + 1n, (1n << 256n) - 1n]) {
      const result = attempt({ reveals: [{ index: 4, share: scalarBytes(value) }] });
      expect(result.codes).toEqual(["BAD_REVEAL"]);
      expect(result.after.session!.publications[0]).toBeNull();
      expectStillWorking();
    }
    expect(attempt({}).codes).toEqual([]);
    expect(attempt({}).after.session!.publications[0]).not.toBeNull();
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

  it("magic blocks with malformed points are invalid, and say why", () => {
    const [first, second] = result.magicBlocks as [MagicBlock, MagicBlock];
    expect(verifyMagicBlockChain([first, second]).valid).toBe(true);
    const trustedHash = MagicBlock.hash(first);
    const refused = (blocks: MagicBlock[], name: string) => {
      for (const options of [{}, { trustedHash }]) {
        const verdict = verifyMagicBlockChain(blocks, options);
        expect(verdict.valid, name).toBe(false);
        expect(verdict.reason, name).not.toBe("");
      }
      expectStillWorking();
    };
    for (const { name, value } of rightLength(scheme.publicKeyGroup)) {
      refused([{ ...first, groupPublicKey: value }, second], name);
      refused(
        [first, { ...second, groupPublicKey: value, groupPolynomial: [value, ...second.groupPolynomial.slice(1)] }],
        name,
      );
      refused(
        [
          first,
          { ...second, miners: second.miners.map((miner, index) => (index ? miner : { ...miner, publicKey: value })) },
        ],
        name,
      );
    }
    const identities = { name: "the identity", value: identityOf(scheme.signatureGroup) };
    for (const { name, value } of [...malformedPoints(scheme.signatureGroup), identities]) {
      const { certificate } = second;
      refused([{ ...first, certificate: { ...first.certificate, confirmation: value } }, second], name);
      refused([first, { ...second, certificate: { ...certificate, confirmation: value } }], name);
      refused([first, { ...second, certificate: { ...certificate, handOver: value } }], name);
    }
    const infinity = identityOf(scheme.publicKeyGroup);
    refused(
      [{ ...first, groupPublicKey: infinity, groupPolynomial: [infinity, ...first.groupPolynomial.slice(1)] }],
      "identity",
    );
  });

  it("the JSON of a magic block with anything changed is refused", () => {
    const block = result.magicBlocks[0]!;
    const good = JSON.parse(MagicBlock.toJson(block)) as Record<string, unknown>;
    expect(hex(MagicBlock.hash(MagicBlock.fromJson(good)))).toBe(hex(MagicBlock.hash(block)));
    for (const { name, value } of malformedPoints(scheme.publicKeyGroup)) {
      const polynomial = [hex(value), ...(good.groupPolynomial as string[]).slice(1)];
      const changed = { ...good, groupPublicKey: hex(value), groupPolynomial: polynomial };
      expect(["BAD_JSON", "MALFORMED"], name).toContain(refusal(() => MagicBlock.fromJson(changed)));
    }
    for (const field of Object.keys(good)) {
      for (const value of [undefined, null, "", "zz", -1, 1.5, 2 ** 60, [], {}, [null], "00", true]) {
        const code = refusal(() => MagicBlock.fromJson({ ...good, [field]: value }));
        // an empty list may be what it is; every other change is seen
        if (JSON.stringify(value) === JSON.stringify(good[field])) continue;
        expect(["BAD_JSON", "MALFORMED", "BAD_PARAMETER"], `${field}: ${JSON.stringify(value)}`).toContain(code);
      }
    }
    for (const text of ["", "{", "null", "[]", "7", '"text"', '{"number":1}']) {
      expect(["BAD_JSON", "MALFORMED"]).toContain(refusal(() => MagicBlock.fromJson(text)));
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
