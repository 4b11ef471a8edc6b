// Single members and sharders of a magic block, proved by paths against its header alone.
import { describe, expect, it } from "vitest";
import {
  decodeMemberProof,
  decodeSharderProof,
  encodeMemberProof,
  encodeSharderProof,
  MagicBlock,
  type MemberProof,
  memberProofFromJson,
  memberProofToJson,
  proveMember,
  proveSharder,
  sharderProofFromJson,
  sharderProofToJson,
  verifyMember,
  verifySharder,
} from "../../../src/magic-block/index.js";
import { makeChain } from "./block-support.js";
import { codeOf } from "./codes.js";

const chains = [makeChain({ views: 2 }), makeChain({ scheme: "min-pk", views: 2 })];
const [one, two] = chains[0]!.blocks as [MagicBlock, MagicBlock];

describe("a proof", () => {
  it("of every member and sharder holds, read from bytes and JSON too", () => {
    for (const block of chains.flatMap(({ blocks }) => blocks)) {
      const { scheme } = block;
      const named = { scheme, magicBlockHash: MagicBlock.hash(block) };
      for (const { index } of block.members) {
        const proof = proveMember(block, index);
        expect(proof.member.index).toBe(index);
        const read = memberProofFromJson(memberProofToJson({ ...named, proof }));
        expect(read).toEqual({ ...named, proof });
        const bytes = encodeMemberProof(scheme, proof);
        for (const form of [proof, read.proof, decodeMemberProof(scheme, bytes)])
          expect(verifyMember(block, form)).toBe(true);
      }
      for (const { index } of block.sharders) {
        const proof = proveSharder(block, index);
        const read = sharderProofFromJson(sharderProofToJson({ ...named, proof }));
        for (const form of [proof, read.proof, decodeSharderProof(scheme, encodeSharderProof(scheme, proof))])
          expect(verifySharder(block, form)).toBe(true);
      }
    }
  });

  it("of nobody cannot be made", () => {
    expect(codeOf(() => proveMember(two, 3))).toBe("UNKNOWN_ID"); // off the list
    expect(codeOf(() => proveMember(two, 0))).toBe("UNKNOWN_ID");
    expect(codeOf(() => proveSharder(two, 4))).toBe("UNKNOWN_ID");
  });

  const proof = proveMember(one, 2);
  const { member, path } = proof;
  const withPath = (change: Partial<MemberProof["path"]>): MemberProof => ({ member, path: { ...path, ...change } });
  it.each<[string, MemberProof]>([
    ["with a path that is cut short", withPath({ hashes: path.hashes.slice(1) })],
    ["with a path that is too long", withPath({ hashes: [...path.hashes, path.hashes[0]!] })],
    ["with another position", withPath({ position: 0 })],
    ["with a position outside the tree", withPath({ position: 4 })],
    ["of a tree of another size", withPath({ size: 3 })],
    [
      "with another hash",
      withPath({ hashes: path.hashes.map((hash) => hash.map((byte, at) => (at === 0 ? byte ^ 1 : byte))) }),
    ],
    ["with a hash of another length", withPath({ hashes: path.hashes.map((hash) => hash.slice(1)) })],
    ["of another member on the same path", { member: one.members[0]!, path }],
    ["of a member of another address", { member: { ...member, url: "https://elsewhere.example" }, path }],
    ["of a member of another index", { member: { ...member, index: 1 }, path }],
    ["of a member that cannot be encoded", { member: { ...member, url: "\ud800" }, path }],
    ["of a member of another block", proveMember(two, 2)],
  ])("%s does not hold", (_, bad) => {
    expect(verifyMember(one, bad)).toBe(false);
  });

  it("of a sharder is none of a member, nor of another block's", () => {
    const [block] = chains[1]!.blocks as [MagicBlock];
    expect(verifySharder(one, proveSharder(block, 1))).toBe(false);
    const sharder = proveSharder(one, 1);
    expect(verifySharder(one, { ...sharder, path: { ...sharder.path, position: 1 } })).toBe(false);
    expect(verifySharder({ ...one, shardersRoot: one.membersRoot }, sharder)).toBe(false);
  });

  it("is read strictly", () => {
    const { scheme } = one;
    const text = memberProofToJson({ scheme, magicBlockHash: MagicBlock.hash(one), proof });
    const document = JSON.parse(text) as Record<string, unknown>;
    for (const bad of [
      { ...document, extra: 1 },
      { ...document, kind: "feldspar-sharder" },
      { ...document, path: 1 },
    ])
      expect(codeOf(() => memberProofFromJson(bad))).toBe("BAD_JSON");
    const bytes = encodeMemberProof(scheme, proof);
    for (const bad of [bytes.slice(1), bytes.slice(0, -1), Uint8Array.from([...bytes, 0])])
      expect(codeOf(() => decodeMemberProof(scheme, bad))).toBe("MALFORMED");
  });
});
