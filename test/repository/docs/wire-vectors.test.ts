// What docs/wire-formats.md gives as vectors is what the product makes. That the page alone is enough to make them is
// second-implementation.test.ts's to show.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { beaconMessage, decodeBeaconMessage, encodeBeaconMessage, timeoutMessage } from "../../../src/beacon/index.js";
import { schemeByName } from "../../../src/bls/index.js";
import { transcriptWeights } from "../../../src/bls/transcript.js";
import { invitationMessage } from "../../../src/ceremony/invitation.js";
import { transcriptHashOf } from "../../../src/ceremony/transcript.js";
import { memoryCodec } from "../../../src/ceremony/witness.js";
import { wordsOf } from "../../../src/ceremony/words.js";
import { subgroupSeed } from "../../../src/curve/subgroup-seed.js";
import { deal, dealReshare, decodeCommitments } from "../../../src/dkg/index.js";
import {
  bitmapOf,
  concatBytes,
  encodeAs,
  fromHex,
  MerkleTree,
  merklePathFormat,
  utf8,
} from "../../../src/encoding/index.js";
import { hashBody } from "../../../src/magic-block/encode.js";
import {
  applicationMessage,
  chainIdHash,
  confirmMessage,
  encodeGenesis,
  firstMessage,
  genesisHash,
  handOverMessage,
  lotMessage,
  MagicBlock,
  memberTree,
  minerIdOf,
  parametersFormat,
  parametersHash,
  sharderTree,
} from "../../../src/magic-block/index.js";
import { chained, entryHash } from "../../../src/node/log/log-hash.js";
import { checkpointMessage, encodeCheckpoint, encodeTick, tickMessage } from "../../../src/node/log/statements.js";
import { FrameChannel } from "../../../src/sealing/channel.js";
import { associatedData, HpkeCipher } from "../../../src/sealing/cipher.js";
import { decodeFrame } from "../../../src/sealing/frame.js";
import { generateEncryptionKey } from "../../../src/sealing/keys.js";
import { ViewChangeContract } from "../../../src/view-change/contract/contract.js";
import { candidatesHash } from "../../../src/view-change/contract/freeze.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import { decodeContractState, encodeContractState, stateHash } from "../../../src/view-change/contract/state-bytes.js";
import { beaconEntry, lotEntry } from "../../../src/view-change/entries.js";
import { decodeEvidence, encodeEvidence, encodeShareProof } from "../../../src/view-change/evidence.js";
import { authorityMessage, encodeAuthority, encodeMember, memberMessage } from "../../../src/view-change/members.js";
import { encodeContribution, encodePublication } from "../../../src/view-change/payloads.js";
import {
  acknowledgementMessage,
  commitmentsHash,
  listHash,
  SHARE_TREE,
  sessionId,
  shareLeaf,
  sharesMessage,
} from "../../../src/view-change/session.js";
import { encodeTransaction, transactionMessage } from "../../../src/view-change/transaction.js";
import { readVectors } from "./vectors.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const measured = (bytes: Uint8Array) => ({ length: bytes.length, digest: digest(bytes) });

/** The product's values from a vector's. */
function revive(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => revive(item, name));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner, key)]));
  if (typeof value !== "string") return value;
  if (/^([0-9a-f]{2}){32,}$/.test(value)) return fromHex(value);
  if (/^[0-9a-f]{2}\*\d+$/.test(value)) {
    const digits = value.slice(0, 2).repeat(Number(value.slice(3)));
    return ["id", "sender", "kept"].includes(name) ? digits : fromHex(digits);
  }
  return ["stake", "minStake"].includes(name) && /^\d+$/.test(value) ? BigInt(value) : value;
}

async function longTermKeys(material: Uint8Array) {
  const { publicKey, privateKey } = await generateEncryptionKey(material);
  return { encryptionKey: publicKey, encryptionPrivateKey: privateKey };
}

const pathOf = (tree: MerkleTree, position: number) => hex(encodeAs(merklePathFormat, tree.path(position)));

type Made = Record<string, unknown>;

const stateVector = (state: ContractState) => ({
  snapshot: measured(encodeContractState(state)),
  hash: hex(stateHash(state)),
});

// biome-ignore lint/suspicious/noExplicitAny: a document's JSON, of another shape for each format
const makers: Record<string, (input: any) => Made | Promise<Made>> = {
  parameters: (input) => ({ length: encodeAs(parametersFormat, input).length, hash: hex(parametersHash(input)) }),
  genesis: (input) => ({
    length: encodeGenesis(input).length,
    hash: hex(genesisHash(input)),
    chainIdHash: hex(chainIdHash(input.chainId)),
  }),
  id: ({ publicKey }) => ({ id: minerIdOf(publicKey) }),
  list: ({ scheme, members }) => ({ hash: hex(listHash(scheme, members)) }),
  session: (input) => ({ session: hex(sessionId(input)) }),
  transaction: (input) => ({ signed: measured(transactionMessage(input)), bytes: measured(encodeTransaction(input)) }),
  mpk: (input) => measured(encodeContribution(input)),
  publication: ({ receivers, acknowledged, ...rest }) => {
    const bits = bitmapOf(
      receivers,
      acknowledged.map((index: number) => index - 1),
    );
    return measured(encodePublication({ ...rest, acknowledged: bits }, receivers));
  },
  commitments: ({ commitments }) => ({ mpkHash: hex(commitmentsHash(commitments)) }),
  acknowledgement: ({ session, dealer, mpkHash }) => measured(acknowledgementMessage(session, dealer, mpkHash)),
  shares: ({ session, dealer, mpkHash, shares }) => {
    const leaves = shares.map(({ receiver, share }: { receiver: number; share: Uint8Array }) =>
      shareLeaf(session, dealer, receiver, share),
    );
    const tree = new MerkleTree(SHARE_TREE, leaves);
    return { root: hex(tree.root), signed: measured(sharesMessage(session, dealer, mpkHash, tree.root)) };
  },
  dealing: ({ scheme: name, share, secrets, context, random, ...rest }) => {
    const scheme = schemeByName(name);
    const common = { ...rest, scheme, hedge: { secrets, context }, random: () => random.slice() };
    const { commitments, proof, shares } = share === undefined ? deal(common) : dealReshare({ ...common, share });
    const published = decodeCommitments(scheme, commitments).toBytes({ encoding: "uncompressed" });
    return {
      commitments: commitments.map(hex),
      mpkHash: hex(commitmentsHash(published)),
      proof: hex(proof),
      shares: rest.ids.map((id: number) => hex(shares.get(id)!)),
    };
  },
  "key pair": async ({ material }) => {
    const { privateKey, publicKey } = await generateEncryptionKey(material);
    return { privateKey: hex(privateKey), publicKey: hex(publicKey) };
  },
  "session keys": async ({ session, stateHash: digest, random, privateKey }) => {
    const keys = { encryptionKey: new Uint8Array(32), encryptionPrivateKey: privateKey };
    const cipher = new HpkeCipher(keys, { random: () => random.slice() });
    return { publicKey: hex((await cipher.sessionKeys(session, digest)).publicKey) };
  },
  message: async ({ chainId, sender, receiver, ...rest }) => {
    const [own, peer] = [await longTermKeys(sender.material), await longTermKeys(receiver.material)];
    const keys = { own: own.encryptionKey, peer: peer.encryptionKey };
    const frame = { ...rest, from: sender.id, to: receiver.id };
    const bytes = await new FrameChannel(own, { chainId }).seal(frame, keys);
    const read = decodeFrame(bytes);
    expect(read.frame).toEqual(frame);
    const back = { own: peer.encryptionKey, peer: own.encryptionKey };
    expect(await new FrameChannel(peer, { chainId }).isAuthentic(read, back)).toBe(true);
    return { mac: hex(read.mac), bytes: measured(bytes) };
  },
  "sealed share": async ({ session, dealer, receiver, share, signature, path, ...materials }) => {
    const plaintext = concatBytes(share, encodeShareProof({ signature, path }));
    const own = await longTermKeys(materials.dealerMaterial);
    const peer = await generateEncryptionKey(materials.receiverMaterial);
    const context = { session, dealer, receiver };
    const cipher = new HpkeCipher(own, { encapsulation: () => materials.encapsulationMaterial });
    const keys = { own: own.encryptionKey, receiver: peer.publicKey };
    const envelope = await cipher.seal(context, keys, plaintext);
    expect(await cipher.open(context, { own: peer, dealer: own.encryptionKey }, envelope)).toEqual(plaintext);
    return { associated: hex(associatedData(context)), plaintext: measured(plaintext), envelope: measured(envelope) };
  },
  evidence: (input) => {
    const bytes = encodeEvidence(input);
    expect(decodeEvidence(bytes)).toEqual(input);
    return measured(bytes);
  },
  "beacon body": ({ scheme, ...message }) => {
    const bytes = encodeBeaconMessage(scheme, message);
    expect(decodeBeaconMessage(scheme, bytes)).toEqual(message);
    return measured(bytes);
  },
  candidates: ({ candidates }) => ({ hash: hex(candidatesHash(candidates)) }),
  weights: ({ transcript, signatureTag, items }) => {
    const signatures = items.map(({ signature }: { signature: Uint8Array }) => signature);
    const each = items.flatMap(({ message, publicKey }: Record<string, Uint8Array>) => [message!, publicKey!]);
    const parts = [transcript, utf8(signatureTag), concatBytes(...signatures), ...each];
    const weights = transcriptWeights(items.length, parts);
    return { weights: items.map((_: unknown, at: number) => hex(weights.subarray(32 * at + 16, 32 * (at + 1)))) };
  },
  "subgroup seed": ({ transcript, group, encodings, length }) => ({
    seed: hex(subgroupSeed(transcript, group, encodings, length)!.bytes),
  }),
  "genesis state": (genesis) => {
    const state = new ViewChangeContract().genesis(genesis);
    expect(decodeContractState(encodeContractState(state))).toEqual(state);
    return stateVector(state);
  },
  state: ({ genesis, state }) => {
    const { parameters } = genesis;
    const session = { ...state.session, id: fromHex(state.session.id), parameters };
    return stateVector({ genesis, genesisHash: genesisHash(genesis), ...state, parameters, session });
  },
  header: (input) => ({ bytes: hex(MagicBlock.encodeHeader(input)), hash: hex(MagicBlock.hash(input)) }),
  members: ({ scheme, members, prove }) => {
    const tree = memberTree(scheme, members);
    const position = members.findIndex(({ index }: { index: number }) => index === prove);
    return { root: hex(tree.root), path: pathOf(tree, position) };
  },
  sharders: ({ scheme, sharders, prove }) => {
    const tree = sharderTree(scheme, sharders);
    const position = sharders.findIndex(({ index }: { index: number }) => index === prove);
    return { root: hex(tree.root), path: pathOf(tree, position) };
  },
  body: ({ scheme, body }) => ({
    length: MagicBlock.encodeBody({ scheme, body }).length,
    hash: hex(hashBody(scheme, body)),
  }),
  certificate: ({ hash }) => ({
    handOver: hex(handOverMessage(hash)),
    confirm: hex(confirmMessage(hash)),
    first: hex(firstMessage(hash)),
  }),
  "lot message": (input) => measured(lotMessage(input)),
  "application message": ({ chainId, context, message }) => measured(applicationMessage(chainId, context, message)),
  invitation: ({ genesisHash: genesis, ...terms }) => measured(invitationMessage(genesis, terms)),
  "transcript hash": ({ genesisHash: genesis, number, hash, edge }) => {
    const found = transcriptHashOf(genesis, { number, hash }, { ...edge, position: BigInt(edge.position) });
    return { hash: hex(found), words: wordsOf(found).join(" ") };
  },
  "what a party has signed": ({ version, edge, agreed }) => {
    const memory = { edge: edge === null ? null : { ...edge, position: BigInt(edge.position) }, agreed };
    const bytes = memoryCodec.encode(memory, version);
    expect(memoryCodec.decode(bytes)).toEqual({ state: memory, version });
    return measured(bytes);
  },
  "beacon message": ({ chainId, magicBlockNumber, ...round }) => ({
    beacon: measured(beaconMessage({ chainId, magicBlockNumber }, round)),
    timeout: measured(timeoutMessage({ chainId, magicBlockNumber }, round)),
  }),
  member: (input) => ({
    signed: measured(memberMessage("min-sig", input)),
    bytes: measured(encodeMember("min-sig", input)),
  }),
  authority: (input) => ({ signed: measured(authorityMessage(input)), bytes: measured(encodeAuthority(input)) }),
  tick: ({ scheme, genesisHash: chain, ...said }) => {
    const tick = { ...said, position: BigInt(said.position) };
    const bytes = encodeTick(scheme, tick);
    return {
      signed: measured(tickMessage(chain, tick)),
      bytes: measured(bytes),
      logHash: hex(chained(tick.logHash, entryHash({ kind: "tick", bytes }))),
    };
  },
  checkpoint: ({ scheme, genesisHash: chain, ...said }) => {
    const checkpoint = { ...said, position: BigInt(said.position) };
    return {
      signed: measured(checkpointMessage(chain, checkpoint)),
      bytes: measured(encodeCheckpoint(scheme, checkpoint)),
    };
  },
  lot: ({ scheme, ...lot }) => measured(lotEntry(scheme, lot).bytes),
  beacon: ({ scheme, ...output }) => ({ bytes: hex(beaconEntry(scheme, output).bytes) }),
};

describe("the vectors of docs/wire-formats.md", () => {
  const vectors = readVectors();

  it.each(vectors.map(({ vector, input, gives }, at) => [`${vector} (${at + 1})`, { vector, input, gives }]))(
    "%s",
    async (_, { vector, input, gives }) => {
      expect(await makers[vector]!(revive(input))).toEqual(gives);
    },
  );

  it("are of every format that has one", () => {
    expect([...new Set(vectors.map(({ vector }) => vector))].sort()).toEqual(Object.keys(makers).sort());
  });
});
