// Transcripts as anybody verifies them: whole ones, ones that begin or end too soon, and what their words depend on.
import { describe, expect, it } from "vitest";
import { Course, type CourseState } from "../../../src/ceremony/course.js";
import { readInvitation } from "../../../src/ceremony/invitation.js";
import { readTranscript, sealedKeyOf, transcriptOf, verifyTranscript } from "../../../src/ceremony/transcript.js";
import { toHex } from "../../../src/encoding/index.js";
import type { LedgerEntry } from "../../../src/view-change/entries.js";
import { Table } from "./table.js";

/** A ceremony of two blocks: the second hands the shares on to the same members. */
async function twoBlocks() {
  const table = await Table.laid({ people: 3, threshold: 2, quorum: 2 });
  await table.sealed();
  const members = table.persons.map(({ identity }) => table.card(identity));
  const next = await table.host.party.invite({ members, threshold: 2, quorum: 2 });
  for (const { party } of table.persons.slice(1)) await party.accept(next);
  await table.sealed(2);
  return { table, next, transcript: table.room.transcript };
}

const { table, next, transcript } = await twoBlocks();
const { entries } = readTranscript(transcript);
const first = readInvitation(table.invitation);

/** The state after each entry. */
function statesOf(list: readonly LedgerEntry[]): CourseState[] {
  const course = new Course();
  let state = course.begin(first.genesis);
  return list.map((entry) => {
    ({ state } = course.take(state, entry));
    return state;
  });
}
const states = statesOf(entries);
const upTo = (count: number) => verifyTranscript(transcriptOf(transcript.invitation, entries.slice(0, count)));

describe("a transcript", () => {
  it("is valid when it is whole", () => {
    const { valid, keys, refused, genesisHash } = verifyTranscript(transcript);
    expect({ valid, refused, numbers: keys.map(({ number }) => number) }).toEqual({
      valid: true,
      refused: 0,
      numbers: [1, 2],
    });
    expect(genesisHash).toBe(toHex(first.genesisHash));
    expect(keys[1]!.words).toEqual(table.host.party.result!.words);
    expect(keys[1]!.groupPublicKey).toEqual(keys[0]!.groupPublicKey);
  });

  it("begins with the first invitation", () => {
    const { valid, reason } = verifyTranscript(transcriptOf(next as never, entries));
    expect({ valid, reason }).toEqual({ valid: false, reason: "it does not begin with the first invitation" });
  });

  it("ends with a key that all its members have sealed", () => {
    const reached = (number: number) => states.findIndex(({ chain }) => chain.current.number === number) + 1;
    expect(upTo(reached(1))).toMatchObject({ valid: false, reason: "no key was sealed by all its members", keys: [] });
    // the first key is sealed, and the second block in office without it
    const cut = upTo(reached(2));
    expect(cut.valid).toBe(false);
    expect(cut.reason).toBe("block 2 came into office and was not sealed by all its members");
    expect(cut.keys.map(({ number }) => number)).toEqual([1]);
    // before the second one came into office there was the first
    expect(upTo(reached(2) - 1)).toMatchObject({ valid: true });
    expect(upTo(entries.length - 1).valid).toBe(false);
  });
});

it("the words are those of one history, block and state", () => {
  const state = states.at(-1)!;
  const wordsOf = (change: object) => {
    const sealing = state.sealing!;
    return sealedKeyOf({ ...state, sealing: { ...sealing, edge: { ...sealing.edge, ...change } } })!.words.join(" ");
  };
  const right = wordsOf({});
  expect(right).toBe(table.host.party.result!.words.join(" "));
  const other = new Uint8Array(32).fill(1);
  const words = [{ position: 1n }, { logHash: other }, { stateHash: other }].map(wordsOf);
  expect(new Set([right, ...words]).size).toBe(4);
});
