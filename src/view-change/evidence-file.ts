// Evidence with the session that it is about, as a file: what a third party needs to judge it, who has not followed the
// chain. The session's name is the hash of all that is said of it here, and the dealer has signed under that name.
import { reading, recordOf } from "../../bindings/arguments.js";
import {
  bytes,
  canonicalJson,
  type Format,
  fixed,
  JsonReader,
  list,
  mapped,
  nullable,
  oneOf,
  parseJson,
  record,
  unsigned,
} from "../encoding/index.js";
import { MAX_MINERS, minerIdOf, SCHEMES, type SchemeName } from "../magic-block/index.js";
import { ProtocolCache } from "./caches.js";
import { decodeEvidence, type Evidence, encodeEvidence, verifyEvidence } from "./evidence.js";
import { commitmentsHash, listHash, type SessionMember, sessionId, sessionMemberFormat } from "./session.js";

export const EVIDENCE_KIND = "feldspar-evidence";
/** An uncompressed commitment in G2. */
const LONGEST_COMMITMENT = 192;
/** Two MPKs of the largest network. */
const LONGEST_EVIDENCE = 1 << 20;
const MOST_CHARACTERS = 8 << 20;

export interface EvidenceFile {
  readonly scheme: SchemeName;
  /** What the session's name is made of. */
  readonly genesisHash: Uint8Array;
  readonly previousHash: Uint8Array;
  readonly number: number;
  readonly attempt: number;
  readonly parametersHash: Uint8Array;
  /** null: the receivers deal. */
  readonly dealers: readonly SessionMember[] | null;
  readonly receivers: readonly SessionMember[];
  /** Of the dealer of a share, as it published them; empty beside two MPKs. */
  readonly commitments: readonly Uint8Array[];
  readonly evidence: Evidence;
}

const NAMES = [
  ...(["scheme", "genesisHash", "previousHash", "number", "attempt", "parametersHash"] as const),
  ...(["dealers", "receivers", "commitments", "evidence"] as const),
] as const;

interface Flat extends EvidenceFile {
  readonly kind: typeof EVIDENCE_KIND;
}

function formatOf(scheme: SchemeName): Format<Flat> {
  const members = list(sessionMemberFormat(scheme), MAX_MINERS);
  return record<Flat>({
    kind: oneOf([EVIDENCE_KIND]),
    scheme: oneOf(SCHEMES),
    genesisHash: fixed(32),
    previousHash: fixed(32),
    number: unsigned(64, 1),
    attempt: unsigned(32, 1),
    parametersHash: fixed(32),
    dealers: nullable(members),
    receivers: members,
    commitments: list(bytes(LONGEST_COMMITMENT), MAX_MINERS),
    evidence: mapped(bytes(LONGEST_EVIDENCE), encodeEvidence, decodeEvidence),
  });
}

/**
 * As canonical JSON: the file that `feldspar verify` reads. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * const file = evidenceFileOf(waiting, { type: "mpk", first: mpk, second: secondMpk })!;
 * const text = evidenceToJson(file); // for `feldspar verify`
 * evidenceFromJson(JSON.parse(text)).number; //=> 1
 */
export function evidenceToJson(file: EvidenceFile): string {
  return reading("evidenceToJson", (): string => {
    const read = recordOf<EvidenceFile>(file, "evidence", NAMES);
    return canonicalJson(formatOf(read.scheme).toJson({ kind: EVIDENCE_KIND, ...read }));
  });
}

/**
 * Reads what evidenceToJson wrote; nothing is verified. Throws BAD_JSON, MALFORMED, TOO_LARGE.
 *
 * @example
 * const file = evidenceFileOf(waiting, { type: "mpk", first: mpk, second: secondMpk })!;
 * evidenceFromJson(JSON.parse(evidenceToJson(file))); //=> file
 * evidenceFromJson({}); //=> throws BAD_JSON
 */
export function evidenceFromJson(input: unknown): EvidenceFile {
  return reading("evidenceFromJson", (): EvidenceFile => {
    const value = typeof input === "string" ? parseJson(input, "evidence", MOST_CHARACTERS) : input;
    const reader = new JsonReader(value, "evidence");
    const { kind: _, ...file } = formatOf(reader.peek("scheme") === "min-pk" ? "min-pk" : "min-sig").fromJson(reader);
    return file;
  });
}

/** A verdict on a file of evidence. */
export interface EvidenceVerdict {
  readonly valid: boolean;
  /** Id of the dealer that it is against; "" where it names none. */
  readonly against: string;
  /** What is proved, or why nothing is. */
  readonly reason: string;
}

/**
 * Does the file prove what it says? Anybody may run it. False for whatever contradicts itself; throws BAD_TYPE alone.
 *
 * @example
 * const file = evidenceFileOf(waiting, { type: "mpk", first: mpk, second: secondMpk })!;
 * const { valid, against } = verifyEvidenceFile(file);
 * [valid, against]; //=> [true, mpk.sender]
 */
export function verifyEvidenceFile(file: EvidenceFile): EvidenceVerdict {
  return reading("verifyEvidenceFile", (): EvidenceVerdict => {
    const read = recordOf<EvidenceFile>(file, "evidence", NAMES);
    const { scheme, genesisHash, previousHash, number, attempt, parametersHash, commitments, evidence } = read;
    const receivers = read.receivers;
    const dealers = read.dealers ?? receivers;
    const receiversHash = listHash(scheme, receivers);
    const dealersHash = read.dealers === null ? receiversHash : listHash(scheme, dealers);
    const names = { genesisHash, previousHash, number, attempt, parametersHash };
    const id = sessionId({ ...names, dealersHash, receiversHash });
    const accused = dealers.find((dealer) =>
      evidence.type === "share" ? dealer.index === evidence.dealer : dealer.id === evidence.first.sender,
    );
    const against = accused?.id ?? "";
    // a session that somebody has made up names whom he likes: the key says who it is
    if (accused !== undefined && minerIdOf(accused.publicKey) !== accused.id)
      return { valid: false, against: "", reason: `the key of the dealer is not that of ${accused.id}` };
    // beside two MPKs nothing of them stands: whoever hands a file on could make it as long as it likes
    if (evidence.type === "mpk" && commitments.length > 0)
      return { valid: false, against, reason: "it has commitments beside two MPKs, which nobody has signed" };
    const contributions: ({ hash: Uint8Array; commitments: readonly Uint8Array[] } | null)[] = [];
    if (evidence.type === "share")
      contributions[evidence.dealer - 1] = { hash: commitmentsHash(commitments), commitments };
    const session = { id, dealers, receivers, contributions };
    const valid = verifyEvidence(evidence, { session, scheme, cache: new ProtocolCache() });
    if (!valid) return { valid, against, reason: "the dealer has not signed this in the session that is described" };
    const where = `in attempt ${attempt} at magic block ${number}`;
    if (evidence.type === "mpk") return { valid, against, reason: `its dealer has signed two MPKs ${where}` };
    const to = `for receiver ${evidence.receiver}`;
    return {
      valid,
      against,
      reason: `its dealer has signed a share ${to} that does not fit its commitments, ${where}`,
    };
  });
}
