// Project Wycheproof: malformed, non-canonical, small-order, identity, wrong tag. 167 tests; every one of verification
// also goes through the batch, the aggregate and the prepared-key paths, which must not be softer than `verify`.
import { expect, it } from "vitest";
import { minPk } from "../../src/bls/index.js";
import { G2 } from "../../src/curve/index.js";
import { fromHex, hex } from "../support/bytes.js";
import { describeWithVectors } from "../support/vectors.js";
import { accepts, acceptsBatch } from "../support/verdict.js";

interface Test {
  tcId: number;
  comment: string;
  result: "valid" | "invalid" | "acceptable";
}

interface File<Group> {
  numberOfTests: number;
  testGroups: Group[];
}

type HashGroup = { dst: string; tests: (Test & { msg: string; expected: string })[] };
type VerifyGroup = { ciphersuite: string; publicKey: { pk: string }; tests: (Test & { msg: string; sig: string })[] };
type AggregateGroup = {
  ciphersuite: string;
  tests: (Test & { pubkeys: string[]; messages: string[]; sig: string })[];
};

describeWithVectors("wycheproof", (vectors) => {
  let total = 0;
  const each = <Group extends { tests: Test[] }>(
    file: string,
    body: (group: Group, test: Group["tests"][number]) => void,
  ) => {
    const { numberOfTests, testGroups } = vectors.json<File<Group>>(file);
    total += numberOfTests;
    const count = testGroups.reduce((sum, { tests }) => sum + tests.length, 0);
    it(`${file}: ${numberOfTests} tests`, () => expect(count).toBe(numberOfTests));
    for (const group of testGroups) {
      for (const test of group.tests) {
        it(`${file} ${test.tcId}: ${test.comment} (${test.result})`, () => {
          expect(["valid", "invalid"]).toContain(test.result);
          body(group, test);
        });
      }
    }
  };

  each<HashGroup>("bls_hash_to_g2_test.json", ({ dst }, test) => {
    const { msg, expected } = test as HashGroup["tests"][number];
    const point = G2.hashToCurve(fromHex(msg), { DST: dst });
    expect(hex(point.toBytes()) === expected).toBe(test.result === "valid");
  });

  for (const file of ["bls_sig_g2_basic_verify_test.json", "bls_sig_g2_pop_verify_test.json"]) {
    each<VerifyGroup>(file, ({ ciphersuite, publicKey }, test) => {
      const { msg, sig } = test as VerifyGroup["tests"][number];
      const valid = test.result === "valid";
      const [signature, message, key] = [sig, msg, publicKey.pk].map(fromHex) as [Uint8Array, Uint8Array, Uint8Array];
      const options = { DST: ciphersuite };
      expect(accepts(() => minPk.verify(signature, message, key, options))).toBe(valid);
      expect(accepts(() => minPk.verify(signature, message, minPk.preparePublicKey(key), options))).toBe(valid);
      expect(accepts(() => minPk.aggregateVerify(signature, [message], [key], options))).toBe(valid);
      expect(accepts(() => minPk.fastAggregateVerify(signature, message, [key], options))).toBe(valid);
      expect(acceptsBatch(() => minPk.batchVerify([{ signature, message, publicKey: key }], options))).toBe(valid);
    });
  }

  each<AggregateGroup>("bls_sig_g2_aggregate_verify_test.json", ({ ciphersuite }, test) => {
    const { pubkeys, messages, sig } = test as AggregateGroup["tests"][number];
    const verify = () =>
      minPk.aggregateVerify(fromHex(sig), messages.map(fromHex), pubkeys.map(fromHex), { DST: ciphersuite });
    expect(accepts(verify)).toBe(test.result === "valid");
  });

  it("has 167 tests in all", () => expect(total).toBe(167));
});
