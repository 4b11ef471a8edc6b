// What one miner has sent, got and holds, and why it acted, from what was told of the run: sizes and hashes, never a
// secret value.
import { toHex } from "../../src/encoding/index.js";
import type { SchemeName } from "../../src/entry/view-change.js";
import { short } from "../page/copyable.js";
import { plural } from "../page/numbers.js";
import { CELL, type RunModel } from "../view-change/run-model.js";

export interface MinerFacts {
  readonly title: string;
  readonly sent: readonly string[];
  readonly got: readonly string[];
  readonly holds: readonly string[];
  readonly why: readonly string[];
}

const SCALAR_BYTES = 32;
/** Of a public key; a signature is in the other group. The page's own thread does without the arithmetic. */
const KEY_BYTES: Record<SchemeName, number> = { "min-sig": 96, "min-pk": 48 };
const BOTH_BYTES = 144;
const MOST_NAMED = 8;

const named = (indices: readonly number[]) =>
  indices.length <= MOST_NAMED ? indices.join(", ") : `${indices.slice(0, MOST_NAMED).join(", ")}, …`;

/** One line or row of the matrix without the miner's own share: indices of the others, by what became of the share. */
interface Shares {
  readonly sent: number[];
  readonly signed: number[];
  readonly revealed: number[];
  readonly missing: number[];
}

function sharesOf(others: readonly { readonly index: number; readonly own: boolean; readonly cell: number }[]): Shares {
  const are = (...cells: number[]) =>
    others.filter(({ own, cell }) => !own && cells.includes(cell)).map(({ index }) => index);
  return {
    sent: are(CELL.sent, CELL.signed, CELL.acknowledged, CELL.revealed),
    signed: are(CELL.signed, CELL.acknowledged),
    revealed: are(CELL.revealed),
    missing: are(CELL.missing),
  };
}

/** Everybody on either list: the same people, but in a reshare. */
export function minersOf({ dealers, receivers }: RunModel): { readonly id: string; readonly name: string }[] {
  const found = new Map<string, string>();
  for (const { id, index } of receivers.list) found.set(id, receivers.name(index));
  for (const { id, index } of dealers.list) if (!found.has(id)) found.set(id, `${dealers.name(index)}, who deals only`);
  return [...found].map(([id, name]) => ({ id, name }));
}

/** Null for somebody who is on neither list. */
export function factsOf(model: RunModel, id: string, scheme: SchemeName): MinerFacts | null {
  const { dealers, receivers, accepted, block, thresholds, mode } = model;
  const row = dealers.list.findIndex((one) => one.id === id);
  const column = receivers.list.findIndex((one) => one.id === id);
  const dealer = dealers.list[row];
  const receiver = receivers.list[column];
  const who = receiver ?? dealer;
  if (who === undefined) return null;
  const publicKeyLength = KEY_BYTES[scheme];
  const signatureLength = BOTH_BYTES - publicKeyLength;
  const did = (kind: "mpk" | "publication" | "confirm", index: number | undefined) =>
    index !== undefined && accepted.get(kind)?.has(index) === true;
  const facts = { sent: [] as string[], got: [] as string[], holds: [] as string[], why: [] as string[] };
  const faults = [...new Set([...(dealer?.faults ?? []), ...(receiver?.faults ?? [])])];
  if (faults.length > 0) facts.why.push(`The plan of this run makes it do wrong: ${faults.join(", ")}.`);

  if (dealer !== undefined) {
    const dealt = sharesOf(
      receivers.list.map((one, place) => ({ index: one.index, own: one.id === id, cell: model.cell(row, place) })),
    );
    if (did("mpk", dealer.index)) {
      const t = thresholds?.t ?? 0;
      facts.sent.push(`commitments to its polynomial: ${plural(t, "point")}, ${t * publicKeyLength} bytes`);
      facts.holds.push(
        `its polynomial, ${plural(t, "number")} of ${SCALAR_BYTES} bytes, until the new set is in office`,
      );
      const drawn = mode === "reshare" ? "begins at its own share of the key" : "begins at a random number";
      facts.why.push(`It drew a polynomial that ${drawn}, and nobody else ever sees it.`);
    }
    if (dealt.sent.length > 0)
      facts.sent.push(`${plural(dealt.sent.length, "share")} of ${SCALAR_BYTES} bytes, each sealed for one receiver`);
    if (dealt.signed.length > 0) {
      facts.got.push(`${plural(dealt.signed.length, "signature")} of ${signatureLength} bytes for its shares`);
    }
    if (did("publication", dealer.index)) facts.sent.push("its publication: who signed for a share, as one signature");
    if (dealt.revealed.length > 0)
      facts.why.push(
        `It showed everybody the share of ${named(dealt.revealed)}, for which it had no signature to show.`,
      );
    if (dealt.missing.length > 0) facts.why.push(`It said nothing valid about ${named(dealt.missing)} in time.`);
    if (model.out.has(dealer.index)) facts.why.push("It is out: its polynomial is not in the key.");
  }
  if (receiver !== undefined) {
    const given = sharesOf(
      dealers.list.map((one, place) => ({ index: one.index, own: one.id === id, cell: model.cell(place, column) })),
    );
    const wrong = model.happenings.flatMap((one) =>
      one.kind === "noticed" && one.evidence.by === receiver.index && one.evidence.code !== "BAD_ACKNOWLEDGEMENT"
        ? [one.evidence.against]
        : [],
    );
    if (given.signed.length > 0) {
      facts.got.push(`${plural(given.signed.length, "share")} that fit their dealers’ commitments`);
      facts.sent.push(`${plural(given.signed.length, "signature")} of ${signatureLength} bytes for these`);
      facts.why.push("It signed for every share that it had checked, and for no other.");
    }
    if (wrong.length > 0) {
      facts.got.push(`${plural(wrong.length, "share")} that did not verify, from ${named(wrong)}`);
      facts.why.push(`It did not sign for what ${named(wrong)} sent: the commitments say otherwise.`);
    }
    if (given.revealed.length > 0) facts.got.push(`with everybody, its share of ${named(given.revealed)}`);
    const member = block?.members.find((one) => one.id === id);
    if (member !== undefined) {
      facts.holds.push(
        `its share of the key, ${SCALAR_BYTES} bytes: the sum of what the qualified dealers gave it`,
        `for all to see, its public share: ${short(toHex(member.publicShare))}`,
      );
    } else if (given.signed.length > 0) {
      facts.holds.push(`${plural(given.signed.length, "share")} of ${SCALAR_BYTES} bytes, until they are added up`);
    }
    if (did("confirm", receiver.index)) {
      facts.sent.push(`its confirmation: the block’s hash, signed with its share, ${signatureLength} bytes`);
      facts.why.push("It confirmed, because its share fits the public share that the block has for it.");
    }
    if (model.off.has(receiver.index)) facts.why.push("It is off the list: it is no member of the new set.");
  }
  return {
    title: dealer === undefined || receiver !== undefined ? receivers.name(who.index) : dealers.name(who.index),
    ...facts,
  };
}
