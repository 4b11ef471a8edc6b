// Ceremonies as they go when nobody lies: a key, a refresh, other members, somebody who is away.
import { describe, expect, it } from "vitest";
import { verifyTranscript } from "../../../src/ceremony/transcript.js";
import { toHex } from "../../../src/encoding/index.js";
import { people, Table } from "./table.js";

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

  it("refreshes: the same key and the same people, other shares; what is old is wiped", async () => {
    const table = await Table.laid();
    await table.sealed();
    const before = table.persons.map(({ party }) => party.key!);
    const cards = table.persons.map(({ identity }) => table.card(identity));
    await table.host.party.invite({ members: cards, threshold: 3, quorum: 3 });
    await table.settle();
    expect(table.person("Ben").party.proposal).toMatchObject({ number: 2, t: 3, k: 3 });
    // nobody deals before it has agreed
    expect(table.room.state.chain.session!.contributions.filter((one) => one !== null)).toHaveLength(1);
    for (const { party } of table.persons.slice(1)) await party.accept(party.proposal!);
    await table.sealed(2);
    table.persons.forEach(({ party }, at) => {
      const key = party.key!;
      expect(key.number).toBe(2);
      expect(key.groupPublicKey).toEqual(before[at]!.groupPublicKey);
      expect(toHex(key.secretShare)).not.toBe(toHex(before[at]!.secretShare));
    });
    expect(verifyTranscript(table.room.transcript)).toMatchObject({ valid: true, refused: 0 });
  });

  it("hands the key on to others, all of them too, with other thresholds", async () => {
    const table = await Table.laid();
    await table.sealed();
    const { groupPublicKey } = table.host.party.key!;
    const others = await people(5, "min-sig", 4);
    const members = others.map((identity) => table.card(identity));
    const invitation = await table.host.party.invite({ members, threshold: 4, quorum: 5 });
    for (const identity of others) await table.sit(identity, invitation);
    await table.settle();
    for (const name of ["Ben", "Cleo", "Dan"]) {
      const { party } = table.person(name);
      await party.accept(party.proposal!);
    }
    await table.sealed(2);
    for (const { url } of others) expect(table.person(url).party.key).toMatchObject({ groupPublicKey, threshold: 4 });
    for (const name of ["Ada", "Ben", "Cleo", "Dan"]) expect(table.person(name).party.key).toBe(null);
    const { keys, valid } = verifyTranscript(table.room.transcript);
    expect(valid).toBe(true);
    expect(keys.map((key) => key.members.map(({ name }) => name).sort())).toEqual([
      ["Ada", "Ben", "Cleo", "Dan"],
      ["Eve", "Fay", "Gil", "Hal", "Ivy"],
    ]);
    expect(keys[1]!.groupPublicKey).toEqual(keys[0]!.groupPublicKey);
  });

  it("goes on without who is away, when the host closes the phase; nothing is shown in a hurry", async () => {
    const table: Table = await Table.laid({
      people: 5,
      threshold: 3,
      quorum: 4,
      toRoom: (from, message) => (from === "Eve" && table.room.state.chain.phase === "share" ? null : message),
    });
    const chain = () => table.room.state.chain;
    await table.until(() => chain().phase === "share");
    await table.dies("Eve");
    await table.settle();
    table.host.party.close();
    await table.settle();
    // half of the share phase, by every dealer's own clock
    expect(chain().phase).toBe("publish");
    expect(chain().session!.publications.every((one) => one === null)).toBe(true);
    await table.until(() => chain().session!.publications.filter((one) => one !== null).length === 4);
    table.host.party.close();
    const others = ["Ada", "Ben", "Cleo", "Dan"];
    await table.sealed(1, others);
    expect(table.host.party.result!.members.map(({ name }) => name).sort()).toEqual(others);
  });

  it("lets nobody close but the host, and not Start", async () => {
    const table = await Table.laid();
    expect(() => table.person("Ben").party.close()).toThrow(expect.objectContaining({ code: "NOT_HOST" }));
    expect(() => table.host.party.close()).toThrow(expect.objectContaining({ code: "WRONG_PHASE" }));
    await expect(table.person("Ben").party.invite({ members: [] })).rejects.toMatchObject({ code: "NOT_HOST" });
    await table.sealed();
  });
});
