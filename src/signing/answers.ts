// What members answer, as JSON: one that is malformed, of another block, or of nobody, keeps no other from being heard.
import { equalBytes, FeldsparError, JsonReader, listOf, parseJson } from "../encoding/index.js";
import type { GroupKey, KeyMember } from "./key.js";

/** JSON, or its text. Throws BAD_JSON. */
export function jsonReader(value: unknown, subject: string): JsonReader {
  return new JsonReader(typeof value === "string" ? parseJson(value, subject, 1 << 26) : value, subject);
}

/** What a member has made with its share. */
export interface Part {
  readonly member: KeyMember;
  readonly bytes: Uint8Array;
}

const MOST_BYTES = 256;

/** The parts of members, and how many answers are of no use. Throws BAD_TYPE for what is no list. */
export function readAnswers(
  key: GroupKey,
  answers: readonly unknown[],
  kind: string,
  field: "signature" | "part",
): { readonly parts: readonly Part[]; readonly unusable: number } {
  const parts: Part[] = [];
  let unusable = 0;
  for (const answer of listOf(answers, "answers", true)) {
    const part = readAnswer(key, answer, kind, field);
    if (part === null) unusable++;
    else parts.push(part);
  }
  return { parts, unusable };
}

function readAnswer(key: GroupKey, answer: unknown, kind: string, field: "signature" | "part"): Part | null {
  try {
    const fields = jsonReader(answer, "answer").object(["kind", "blockHash", "partyId", field]);
    fields.kind.oneOf([kind]);
    const partyId = fields.partyId.text(80);
    const member = key.members.find((one) => String(one.partyId) === partyId);
    if (member === undefined || !equalBytes(fields.blockHash.hex(32), key.blockHash)) return null;
    return { member, bytes: fields[field].hex(undefined, MOST_BYTES) };
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}

/** A member's name by the id of its share. */
export function nameOf({ members }: GroupKey, partyId: unknown): string {
  return members.find((member) => String(member.partyId) === String(partyId))?.name ?? String(partyId);
}

/** Culprits of an error are ids of shares there, and names of members here. */
export function namingMembers<Result>(key: GroupKey, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FeldsparError) || error.code !== "THRESHOLD") throw error;
    const names = (error.culprits ?? []).map((id) => nameOf(key, id));
    const bad = names.length > 0 ? `; wrong ones from ${names.join(", ")}` : "";
    throw new FeldsparError("THRESHOLD", `fewer than ${key.threshold} right answers${bad}`, names);
  }
}
