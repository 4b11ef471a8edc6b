// The lengths that docs/wire-formats.md states are the code's, for both schemes.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { beaconMessage, timeoutVoteMessage } from "../../../src/beacon/index.js";
import { minPk, minSig } from "../../../src/bls/index.js";
import { deal } from "../../../src/dkg/index.js";
import { TAG } from "../../../src/encoding/index.js";
import {
  acknowledgementMessage,
  bitmapOfIndices,
  confirmationMessage,
  createMinerIdentity,
  encodeContribution,
  encodePublication,
  encodeTransaction,
  encodeWait,
  encodeWire,
  HpkeCipher,
  handOverMessage,
  signTransaction,
  transactionMessage,
} from "../../../src/entry/view-change.js";

const text = readFileSync("docs/wire-formats.md", "utf8");

/** Rows of the table under a heading. */
function rows(heading: string): string[][] {
  const section = text.split(`\n## ${heading}\n`)[1]!.split("\n## ")[0]!;
  return [...section.matchAll(/^\| (.*) \|$/gm)].map((match) => match[1]!.split(" | "));
}

/** The value of a stated length such as "72 + 100·t". */
function value(formula: string, variables: Record<string, number>): number {
  return formula.split(" + ").reduce((sum, term) => {
    const [factor, name] = term.includes("·") ? (term.split("·") as [string, string]) : ["1", term];
    const amount = /^\d+$/.test(name) ? Number(name) : variables[name];
    if (amount === undefined) throw new Error(`unknown length ${term}`);
    return sum + Number(factor) * amount;
  }, 0);
}

describe("docs/wire-formats.md", () => {
  it.each([minSig, minPk])("fixed lengths of $name", async (scheme) => {
    const [t, m, v, c] = [3, 11, 2, 5];
    const hash = new Uint8Array(32).fill(7);
    const view = { chainId: "x".repeat(c), magicBlockNumber: 1 };
    const input = { round: 1, timeoutCount: 0, previousRandomness: hash };
    const ids = Array.from({ length: m }, (_, index) => index + 1);
    const { commitments, proof, shares } = deal({ scheme, threshold: t, ids, session: hash, dealer: 1 });
    const identity = await createMinerIdentity({ scheme: scheme.name, stake: 1n, url: "" });
    const contribution = encodeContribution({ commitments, proof });
    const content = { session: hash, phase: "contribute", payload: contribution } as const;
    const transaction = signTransaction(scheme.name, identity, content);
    const signature = transaction.signature;
    const envelope = await new HpkeCipher(identity).seal(
      { session: hash, dealer: 1, receiver: 2 },
      identity.encryptionKey,
      shares.get(2)!,
    );
    const publication = {
      acknowledged: bitmapOfIndices([1, 4], m),
      aggregate: signature,
      reveals: [2, 3].map((index) => ({ index, share: shares.get(index)! })),
    };
    const actual: Record<string, Uint8Array> = {
      "proof of knowledge": proof,
      "acknowledgement message": acknowledgementMessage(hash, 1, hash),
      "confirmation message": confirmationMessage(hash),
      "hand-over message": handOverMessage(hash),
      "beacon message": beaconMessage(view, input),
      "timeout vote message": timeoutVoteMessage(view, input),
      "transaction message": transactionMessage(transaction),
      transaction: encodeTransaction(transaction),
      "contribute payload": contribution,
      "share payload": new Uint8Array(0),
      "publish payload": encodePublication(publication, m),
      "wait payload, both signatures": encodeWait({ confirmation: signature, handOver: signature }),
      "sealed share": envelope,
      "share message": encodeWire({ kind: "share", session: hash, from: 1, to: 2, envelope }),
      "acknowledgement on the wire": encodeWire({ kind: "acknowledgement", session: hash, from: 1, to: 2, signature }),
    };
    const variables = { c, t, m, v, payload: contribution.length, "⌈m/8⌉": Math.ceil(m / 8) };
    const stated = rows("Fixed lengths").slice(1);
    expect(stated.map(([name]) => name)).toEqual(Object.keys(actual));
    for (const [name, forMinSig, forMinPk] of stated) {
      const formula = scheme === minSig ? forMinSig! : forMinPk!;
      expect(value(formula, variables), name).toBe(actual[name!]!.length);
    }
  });

  it("lists every domain tag in use", () => {
    const section = text.split("\n## Domain tags\n")[1]!.split("\n## ")[0]!;
    const listed = [...section.matchAll(/^\| (.*?) \|/gm)]
      .flatMap((match) => [...match[1]!.matchAll(/`([^`]+)`/g)].map((name) => name[1]!))
      .reduce<string[]>((all, name) => {
        const stem = all.at(-1) ?? "";
        if (name.startsWith("…/")) all.push(stem.replace(/[^/]*$/, name.slice(2)));
        else if (name.startsWith("…-")) all.push(stem.replace(/-[^-]*$/, name.slice(1)));
        else all.push(name);
        return all;
      }, []);
    expect([...listed].sort()).toEqual(Object.values(TAG).sort());
  });
});
