// The lengths that docs/wire-formats.md states are the code's, for both schemes.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { minPk, minSig } from "../../../src/bls/index.js";
import { TAG } from "../../../src/encoding/index.js";
import { memberLeaf, sharderLeaf } from "../../../src/magic-block/encode.js";
import {
  confirmMessage,
  firstMessage,
  handOverMessage,
  lotMessage,
  MagicBlock,
  type SchemeName,
} from "../../../src/magic-block/index.js";
import { beaconEntry, lotEntry } from "../../../src/view-change/entries.js";
import { encodeMember } from "../../../src/view-change/members.js";
import { bitmapOfIndices, encodeContribution, encodePublication } from "../../../src/view-change/payloads.js";
import { acknowledgementMessage } from "../../../src/view-change/session.js";
import { encodeTransaction, transactionMessage } from "../../../src/view-change/transaction.js";
import { makeChain } from "../../protocol/view-change/block-support.js";

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
  it.each([minSig, minPk])("fixed lengths of $name", (scheme) => {
    const [t, m, v, c, u] = [3, 11, 2, 5, 7];
    const name = scheme.name as SchemeName;
    const hash = new Uint8Array(32).fill(7);
    const url = "x".repeat(u);
    const { blocks, miners, sharders } = makeChain({ scheme: name, views: 1 });
    const block = blocks[0]!;
    const signature = new Uint8Array(scheme.signatureLength);
    const commitments = Array.from({ length: t }, () => new Uint8Array(2 * scheme.publicKeyLength));
    const contribution = encodeContribution({ commitments, proof: new Uint8Array(64), encryptionKey: hash });
    const transaction = {
      sender: miners[0]!.id,
      session: hash,
      kind: "mpk",
      payload: contribution,
      signature,
    } as const;
    const publication = {
      acknowledged: bitmapOfIndices([1, 4], m),
      aggregate: signature,
      reveals: [2, 3].map((index) => ({ index, share: hash })),
    };
    const registration = { type: "register", genesisHash: hash, serial: 1, url, signature } as const;
    const actual: Record<string, Uint8Array> = {
      "header of a magic block": MagicBlock.encodeHeader(block),
      "leaf of a member": memberLeaf(name, { ...block.members[0]!, url }),
      "leaf of a sharder": sharderLeaf(name, { ...block.sharders[0]!, url }),
      "acknowledgement message": acknowledgementMessage(hash, 1, hash),
      "confirm message": confirmMessage(hash),
      "hand-over message": handOverMessage(hash),
      "first message": firstMessage(hash),
      "lot message": lotMessage({ chainId: "x".repeat(c), number: 1, attempt: 1, candidates: hash }),
      "transaction message": transactionMessage(transaction),
      transaction: encodeTransaction(transaction),
      "mpk payload": contribution,
      "publication payload": encodePublication(publication, m),
      "registration of a miner": encodeMember(name, { ...registration, role: "miner", ...miners[0]!, url }),
      "registration of a sharder": encodeMember(name, { ...registration, role: "sharder", ...sharders[0]!, url }),
      "lot entry": lotEntry(name, { number: 1, attempt: 1, signature }).bytes,
      "beacon entry": beaconEntry(name, { round: 1, timeoutCount: 0, previousRandomness: hash, signature }).bytes,
    };
    const variables = { c, t, m, v, u, payload: contribution.length, "⌈m/8⌉": Math.ceil(m / 8) };
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
