// Ceremonies as they go when nobody lies: a key, a refresh, other members, somebody who is away.
import { describe, expect, it } from "vitest";
import { verifyTranscript } from "../../../src/ceremony/transcript.js";
import { toHex } from "../../../src/encoding/index.js";
import { Table } from "./table.js";

describe("a ceremony", () => {
  it("makes a key that all have sealed, with the same words", async () => {
    const table = await Table.laid();
    await table.sealed();
    const results = table.persons.map(({ party }) => party.result!);
    expect(new Set(results.map(({ words }) => words.join(" "))).size).toBe(1);
    expect(results[0]!.words).toHaveLength(16);
    const keys = table.persons.map(({ party }) => party.key!);
    expect(new Set(keys.map(({ groupPublicKey }) => toHex(groupPublicKey))).size).toBe(1);
    expect(new Set(keys.map(({ secretShare }) => toHex(secretShare))).size).toBe(4);
    expect(table.persons.flatMap(({ problems }) => problems)).toEqual([]);
    const verdict = verifyTranscript(JSON.stringify(table.room.transcript));
    expect(verdict).toMatchObject({ valid: true, reason: "", refused: 0 });
    expect(verdict.keys.map(({ words }) => words)).toEqual([results[0]!.words]);
  });
});
