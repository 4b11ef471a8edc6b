// The tests of Ethereum's consensus layer: min-pk under the proof-of-possession ciphersuite, 98 files.
//
// One trap: Ethereum's own eth_fast_aggregate_verify([], message, infinity) is true, the IETF draft calls it invalid,
// and so do we.
import { expect, it } from "vitest";
import { minPk } from "../../src/bls/index.js";
import { G1, G2 } from "../../src/curve/index.js";
import { concat, fromHex, hex, utf8 } from "../support/bytes.js";
import { describeWithVectors } from "../support/vectors.js";
import { accepts, acceptsBatch, refusal } from "../support/verdict.js";

const DST = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
const options = { DST };

/** Number of files of each kind; a test fails when the folder holds others. */
const KINDS = {
  aggregate: 6,
  aggregate_verify: 5,
  batch_verify: 4,
  deserialization_G1: 13,
  deserialization_G2: 15,
  fast_aggregate_verify: 12,
  hash_to_G2: 4,
  sign: 10,
  verify: 29,
};

describeWithVectors("ethereum-bls12-381-tests", (vectors) => {
  const each = <T>(kind: keyof typeof KINDS, body: (test: T) => void) => {
    const files = vectors.files(kind);
    it(`${kind}: ${KINDS[kind]} files`, () => expect(files.length).toBe(KINDS[kind]));
    for (const file of files) {
      const test = vectors.json<T>(file);
      it(file.replace(/\.json$/, ""), () => body(test));
    }
  };

  each<{ input: string[]; output: string | null }>("aggregate", ({ input, output }) => {
    const signatures = input.map(fromHex);
    if (output === null) expect(refusal(() => minPk.aggregateSignatures(signatures))).toBe("EMPTY");
    else expect(hex(minPk.aggregateSignatures(signatures))).toBe(output.slice(2));
  });

  each<{ input: { privkey: string; message: string }; output: string | null }>("sign", ({ input, output }) => {
    const sign = () => minPk.sign(fromHex(input.message), fromHex(input.privkey), options);
    if (output === null) expect(refusal(sign)).toBe("BAD_SCALAR");
    else expect(hex(sign())).toBe(output.slice(2));
  });

  each<{ input: { pubkey: string; message: string; signature: string }; output: boolean }>("verify", (test) => {
    const [publicKey, message, signature] = [test.input.pubkey, test.input.message, test.input.signature].map(fromHex);
    expect(accepts(() => minPk.verify(signature!, message!, publicKey!, options))).toBe(test.output);
    expect(accepts(() => minPk.fastAggregateVerify(signature!, message!, [publicKey!], options))).toBe(test.output);
    expect(accepts(() => minPk.aggregateVerify(signature!, [message!], [publicKey!], options))).toBe(test.output);
    const item = { signature: signature!, message: message!, publicKey: publicKey! };
    expect(acceptsBatch(() => minPk.batchVerify([item], options))).toBe(test.output);
    expect(accepts(() => minPk.verify(signature!, message!, minPk.preparePublicKey(publicKey!), options))).toBe(
      test.output,
    );
  });

  type Aggregate = { input: { pubkeys: string[]; messages: string[]; signature: string }; output: boolean };
  each<Aggregate>("aggregate_verify", ({ input, output }) => {
    const verify = () =>
      minPk.aggregateVerify(fromHex(input.signature), input.messages.map(fromHex), input.pubkeys.map(fromHex), options);
    expect(accepts(verify)).toBe(output);
  });

  type Fast = { input: { pubkeys: string[]; message: string; signature: string }; output: boolean };
  each<Fast>("fast_aggregate_verify", ({ input, output }) => {
    const publicKeys = input.pubkeys.map(fromHex);
    const verify = () =>
      minPk.fastAggregateVerify(fromHex(input.signature), fromHex(input.message), publicKeys, options);
    expect(accepts(verify)).toBe(output);
  });

  type Batch = { input: { pubkeys: string[]; messages: string[]; signatures: string[] }; output: boolean };
  each<Batch>("batch_verify", ({ input, output }) => {
    const items = input.pubkeys.map((publicKey, index) => ({
      publicKey: fromHex(publicKey),
      message: fromHex(input.messages[index]!),
      signature: fromHex(input.signatures[index]!),
    }));
    expect(items.length).toBe(input.signatures.length);
    expect(acceptsBatch(() => minPk.batchVerify(items, options))).toBe(output);
  });

  each<{ input: { pubkey: string }; output: boolean }>("deserialization_G1", ({ input, output }) => {
    const bytes = fromHex(input.pubkey);
    expect(accepts(() => hex(G1.fromBytes(bytes).toBytes()) === input.pubkey)).toBe(output);
    expect(accepts(() => G1.Vector.fromBytes([bytes]).length === 1)).toBe(output);
  });

  each<{ input: { signature: string }; output: boolean }>("deserialization_G2", ({ input, output }) => {
    const bytes = fromHex(input.signature);
    expect(accepts(() => hex(G2.fromBytes(bytes).toBytes()) === input.signature)).toBe(output);
    expect(accepts(() => G2.Vector.fromBytes([bytes]).length === 1)).toBe(output);
  });

  each<{ input: { msg: string }; output: { x: string; y: string } }>("hash_to_G2", ({ input, output }) => {
    const tag = "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_";
    const expected = [output.x, output.y].flatMap((text) => text.split(",").map(fromHex).reverse());
    expect(hex(G2.hashToCurve(utf8(input.msg), { DST: tag }).toBytes(false))).toBe(hex(concat(...expected)));
  });

  it("refuses an empty list of keys even with the identity as its signature", () => {
    const infinity = G2.ZERO.toBytes();
    expect(accepts(() => minPk.fastAggregateVerify(infinity, utf8("message"), [], options))).toBe(false);
    expect(accepts(() => minPk.aggregateVerify(infinity, [], [], options))).toBe(false);
  });
});
