// Sharders of the genesis whose keys are one another's negatives: each has proved that it has its own.
import { expect, it } from "vitest";
import { minSig } from "../../../src/bls/index.js";
import { fromHex, toHex } from "../../../src/encoding/index.js";
import { minerIdOf, verifyMagicBlockChain } from "../../../src/magic-block/index.js";
import { genesisSharder, type Person, person } from "../view-change/contract/people.js";
import { table } from "../view-change/contract/table.js";

const ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

function negative({ secretKey, ...one }: Person): Person {
  const secret = fromHex((ORDER - BigInt(`0x${toHex(secretKey)}`)).toString(16).padStart(64, "0"));
  const publicKey = minSig.getPublicKey(secret);
  const proofOfPossession = minSig.popProve(secret);
  return { ...one, id: minerIdOf(publicKey), secretKey: secret, publicKey, proofOfPossession };
}

it("two of three whose keys cancel do not make block 1 one that nobody can verify", () => {
  const [one, honest] = [person("sharder 1"), person("sharder 2")];
  const other = negative(one);
  const set = table({ genesis: { sharders: [one, other, honest].map((each) => genesisSharder(each)) } });
  set
    .freeze()
    .contribute({ keeps: [honest] })
    .share()
    .publish()
    .confirm();
  set.block([set.says.first(one), set.says.first(other)]);
  expect(set.session.certified).toBe(false);
  set.block([set.says.first(honest)]);
  const block = set.until(({ state }) => state.current.number === 1).state.current.magicBlock!;
  expect(verifyMagicBlockChain([block], { genesis: set.genesis })).toMatchObject({ valid: true, reason: "" });
});
