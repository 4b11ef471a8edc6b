// What docs/wire-formats.md gives as vectors is what the product makes. That the page alone is enough to make them is
// second-implementation.test.ts's to show.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { beaconMessage, timeoutMessage } from "../../../src/beacon/index.js";
import { bitmapOf, encodeAs, fromHex, MerkleTree, merklePathFormat } from "../../../src/encoding/index.js";
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
import { beaconEntry, lotEntry } from "../../../src/view-change/entries.js";
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
  if (/^[0-9a-f]{2}\*\d+$/.test(value)) {
    const digits = value.slice(0, 2).repeat(Number(value.slice(3)));
    return ["id", "sender"].includes(name) ? digits : fromHex(digits);
  }
  return ["stake", "minStake"].includes(name) && /^\d+$/.test(value) ? BigInt(value) : value;
}

const pathOf = (tree: MerkleTree, position: number) => hex(encodeAs(merklePathFormat, tree.path(position)));

// biome-ignore lint/suspicious/noExplicitAny: a document's JSON, of another shape for each format
const makers: Record<string, (input: any) => Record<string, unknown>> = {
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
  "beacon message": ({ chainId, magicBlockNumber, ...round }) => ({
    beacon: measured(beaconMessage({ chainId, magicBlockNumber }, round)),
    timeout: measured(timeoutMessage({ chainId, magicBlockNumber }, round)),
  }),
  member: (input) => ({
    signed: measured(memberMessage("min-sig", input)),
    bytes: measured(encodeMember("min-sig", input)),
  }),
  authority: (input) => ({ signed: measured(authorityMessage(input)), bytes: measured(encodeAuthority(input)) }),
  lot: ({ scheme, ...lot }) => measured(lotEntry(scheme, lot).bytes),
  beacon: ({ scheme, ...output }) => ({ bytes: hex(beaconEntry(scheme, output).bytes) }),
};

describe("the vectors of docs/wire-formats.md", () => {
  const vectors = readVectors();

  it.each(vectors.map(({ vector, input, gives }, at) => [`${vector} (${at + 1})`, { vector, input, gives }]))(
    "%s",
    (_, { vector, input, gives }) => {
      expect(makers[vector]!(revive(input))).toEqual(gives);
    },
  );

  it("are of every format that has one", () => {
    expect([...new Set(vectors.map(({ vector }) => vector))].sort()).toEqual(Object.keys(makers).sort());
  });
});
