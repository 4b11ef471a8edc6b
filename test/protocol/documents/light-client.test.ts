// A light client that goes along with a chain: what it takes, what it refuses, and why.
import { describe, expect, it } from "vitest";
import { type BeaconRecord, beaconMessage, randomness, rank } from "../../../src/beacon/index.js";
import { LightClient } from "../../../src/documents/index.js";
import { canonicalJson } from "../../../src/encoding/index.js";
import { headersToJson, MagicBlock, memberProofToJson, proveMember } from "../../../src/magic-block/index.js";
import { changed, makeChain } from "../view-change/block-support.js";
import { genesisFile, roundsOf } from "./documents-support.js";

const chain = makeChain({ views: 3 });
const [one, two] = chain.blocks as [MagicBlock, MagicBlock, MagicBlock];
const hashes = chain.views.map(({ hash }) => hash) as [Uint8Array, Uint8Array, Uint8Array];
const firstView = roundsOf(chain, 1, { first: 100, last: 199, previous: hashes[0] });
const secondView = roundsOf(chain, 2, { first: 200, last: 203, previous: firstView.at(-1)!.randomness });
const json = (records: readonly BeaconRecord[]) => canonicalJson(records.map((record) => ({ ...record })));
const GOOD = { valid: true, reason: "" };

/** A client that knows so many views and the members of all of them. */
function client(views: number): LightClient {
  const light = LightClient.begin(genesisFile(chain), chain.hash);
  expect(light.takeHeaders(headersToJson(chain.blocks.slice(0, views)))).toEqual(GOOD);
  for (const block of chain.blocks.slice(0, views)) expect(light.takeBlock(MagicBlock.toJson(block))).toEqual(GOOD);
  return light;
}

const take = (light: LightClient, records: readonly BeaconRecord[]) =>
  light.takeRounds(json(records)).map(({ valid, reason }) => [valid, reason]);

describe("a light client of a running chain", () => {
  it("begins with a genesis of the hash that is known", () => {
    expect(LightClient.begin(genesisFile(chain)).genesis.hash).toEqual(chain.hash);
    expect(() => LightClient.begin(genesisFile(chain), hashes[0])).toThrow("which is another one");
    expect(() => LightClient.begin("{}")).toThrow();
  });

  it("takes headers as they come, and again, and stops at a bad one", () => {
    const light = LightClient.begin(genesisFile(chain), chain.hash);
    const given = (blocks: readonly MagicBlock[]) => light.takeHeaders(headersToJson(blocks));
    expect(given([two]).reason).toMatch(/magic block 2: /);
    expect(given([one])).toEqual(GOOD);
    const bad = { ...two, certificate: { ...two.certificate, confirmation: one.certificate.confirmation } };
    expect(given([one, bad])).toMatchObject({ valid: false });
    expect(light.headers.length).toBe(1);
    expect(given(chain.blocks)).toEqual(GOOD);
    expect(light.headers.map(({ hash }) => hash)).toEqual(hashes);
    expect(given([changed(chain, 1, { startingRound: 90 })]).reason).toMatch(/not that of the one verified before/);
    expect(light.takeHeaders("[]").valid).toBe(false);
  });

  it("knows members by the whole block or by a proof", () => {
    const light = client(2);
    expect(light.membersOf(2)).toEqual(two.members);
    expect(light.membersOf(3)).toBeNull();
    expect(light.takeBlock(MagicBlock.toJson(chain.blocks[2]!)).reason).toMatch(/no verified header/);
    const proofOf = (block: MagicBlock, index: number) =>
      memberProofToJson({
        scheme: block.scheme,
        magicBlockHash: MagicBlock.hash(block),
        proof: proveMember(block, index),
      });
    expect(light.checkMember(2, 2, proofOf(two, 2))).toMatchObject({ valid: true, member: { id: two.members[1]!.id } });
    expect(light.checkMember(2, 4, proofOf(two, 2)).reason).toBe("the proof is of member 2");
    expect(light.checkMember(1, 2, proofOf(two, 2)).reason).toBe("the proof is about another magic block");
    expect(light.checkMember(3, 1, proofOf(chain.blocks[2]!, 1)).reason).toMatch(/no verified header/);
    const richer = proofOf(two, 2).replace(/"stake":"?\d+"?/, (stake) => stake.replace(/\d+/, "77"));
    expect(light.checkMember(2, 2, richer).reason).toBe("the path does not lead to the members' root");
  });

  it("verifies rounds within their views, across the change, and ranks the members", () => {
    const light = client(2);
    expect(take(light, firstView.slice(0, 2))).toEqual([GOOD, GOOD].map(Object.values));
    expect(take(light, [...firstView.slice(-1), ...secondView])).toEqual(Array(5).fill([true, ""]));
    const indices = two.members.map(({ index }) => index);
    expect(light.ranksOf(201)).toEqual(rank(secondView[1]!.randomness, indices));
    expect(light.ranksOf(150)).toBeNull();
  });

  it("says what is wrong with a round", () => {
    const light = client(2);
    const [good] = secondView as [BeaconRecord];
    const wrong = (fields: Partial<BeaconRecord>) => take(light, [{ ...good, ...fields }])[0]![1];
    expect(wrong({ randomness: hashes[0] })).toMatch(/the randomness is not the signature's hash/);
    expect(wrong({ timeoutCount: 1 })).toMatch(/the signature is not the group's/);
    expect(wrong({ magicBlockNumber: 1 })).toMatch(/after the view's last/);
    expect(wrong({ magicBlockNumber: 3 })).toMatch(/no verified header of view 3/);
    expect(take(light, [{ ...firstView[0]!, previousRandomness: hashes[1] }])[0]![0]).toBe(false);
    expect(() => light.takeRounds("{}")).toThrow();
  });

  it("tells of two outputs of a round which one is built upon", () => {
    const light = client(2);
    // round 202 timed out: members that saw it go on built upon the other output
    const late = { round: 202, timeoutCount: 1, previousRandomness: secondView[1]!.randomness };
    const view = { chainId: chain.genesis.chainId, magicBlockNumber: 2 };
    const signature = chain.scheme.sign(beaconMessage(view, late), chain.views[1]!.secret);
    const other = { magicBlockNumber: 2, ...late, signature, randomness: randomness(signature) };
    const [after] = roundsOf(chain, 2, { first: 203, last: 203, previous: other.randomness }) as [BeaconRecord];
    expect(take(light, secondView.slice(0, 3))).toEqual(Array(3).fill([true, ""]));
    const [torn] = light.takeRounds(json([after]));
    expect(torn).toMatchObject({ valid: false, unchained: true });
    expect(take(light, [other, after])).toEqual(Array(2).fill([true, ""]));
    // the output that nothing is built upon is a good one, and changes nothing
    expect(take(light, [secondView[2]!, after])).toEqual(Array(2).fill([true, ""]));
  });
});
