// The genesis (protocol §3, §7): what never changes of a chain, and its first parameters. A document of its own, known
// by the hash of its bytes, which is the previous hash of the first magic block and stands on every command line.

import { sha256 } from "@noble/hashes/sha2.js";
import { schemeByName } from "../bls/index.js";
import {
  canonicalJson,
  checkList,
  choice,
  Decoder,
  Encoder,
  encodeAs,
  equalBytes,
  FeldsparError,
  type Fields,
  type Format,
  fixed,
  JsonReader,
  list,
  listOf,
  parseJson,
  reading,
  record,
  TAG,
  text,
  unsigned,
  unsigned128,
} from "../encoding/index.js";
import { integer, MAX_CHAIN_ID, MAX_SHARDERS, MAX_URL, oneOf, refuse } from "./limits.js";
import { isProven, minerIdOf, type ProvenKey, SCHEMES, type SchemeName } from "./long-term-keys.js";
import {
  checkParameters,
  parametersFormat,
  type ViewChangeParameters,
  type ViewChangeParametersInput,
  validateParameters,
} from "./parameters.js";
import { PARTY_IDS, type PartyIds } from "./party-ids.js";

export const MODES = ["fresh", "reshare"] as const;
/** "fresh": every view has a new key, as in Züs; "reshare": the key stays for ever, only its shares change. */
export type Mode = (typeof MODES)[number];
export const PURPOSES = ["network", "signing", "decryption"] as const;
/** What the key is for, and what its shares sign (protocol §2): a decryption oracle is a signing oracle otherwise. */
export type Purpose = (typeof PURPOSES)[number];
export const QUALIFICATIONS = ["seed", "zus"] as const;
export type QualificationRules = (typeof QUALIFICATIONS)[number];
export const COMMITMENT_ENCODINGS = ["uncompressed", "compressed"] as const;
/** How published commitments are written: uncompressed, except where an engine charges by the byte. */
export type CommitmentEncoding = (typeof COMMITMENT_ENCODINGS)[number];
export const BEACON_MODES = ["chained", "drand", "drand-chained"] as const;
/** "chained": rounds of the chain, as in Züs; the others: drand's messages, by the clock, each alone or chained. */
export type BeaconMode = (typeof BEACON_MODES)[number];

export interface BeaconSettings {
  readonly mode: BeaconMode;
  /** Modes "drand…": Unix time of its first round, in seconds. */
  readonly genesisTime: number;
  /** Modes "drand…": seconds between rounds, at least 1. */
  readonly period: number;
  /** The beacon's id, "default" unless it is named. */
  readonly id: string;
  /** Rounds that are made up for at once, at most. */
  readonly catchUp: number;
}

/** A sharder as the genesis and the ledger know it; its id is the hash of its key. */
export interface GenesisSharder extends ProvenKey {
  readonly stake: bigint;
  readonly url: string;
}

export interface Genesis {
  readonly chainId: string;
  readonly scheme: SchemeName;
  readonly mode: Mode;
  readonly purpose: Purpose;
  readonly qualification: QualificationRules;
  readonly partyIds: PartyIds;
  readonly commitmentEncoding: CommitmentEncoding;
  /** Nominal milliseconds of a round. */
  readonly roundTime: number;
  readonly beacon: BeaconSettings;
  /** The first round of view 1's start phase. */
  readonly startRound: number;
  /** Keys of the chain's authority, of which `adminThreshold` must sign; none where the host chain is the authority. */
  readonly adminKeys: readonly ProvenKey[];
  readonly adminThreshold: number;
  /** In office until block 1 is activated; ascending by id. */
  readonly sharders: readonly GenesisSharder[];
  readonly parameters: ViewChangeParameters;
}

/** The same with what may be left out left out. */
export interface GenesisInput {
  readonly chainId: string;
  readonly scheme?: SchemeName;
  readonly mode?: Mode;
  readonly purpose?: Purpose;
  readonly qualification?: QualificationRules;
  readonly partyIds?: PartyIds;
  readonly commitmentEncoding?: CommitmentEncoding;
  readonly roundTime?: number;
  readonly beacon?: Partial<BeaconSettings>;
  readonly startRound?: number;
  readonly adminKeys?: readonly ProvenKey[];
  readonly adminThreshold?: number;
  readonly sharders: readonly GenesisSharder[];
  readonly parameters: ViewChangeParametersInput;
}

const VERSION = 2;
const MAX_ADMINS = 100;
/** What its JSON says that it is. */
export const GENESIS_KIND = "feldspar-genesis";

function formatOf(scheme: SchemeName): Format<Genesis> {
  const { publicKeyLength, signatureLength } = schemeByName(scheme);
  const key: Fields<ProvenKey> = { publicKey: fixed(publicKeyLength), proofOfPossession: fixed(signatureLength) };
  const fields: Fields<Genesis> = {
    scheme: choice(SCHEMES, 1),
    chainId: text(MAX_CHAIN_ID),
    mode: choice(MODES, 1),
    purpose: choice(PURPOSES, 1),
    qualification: choice(QUALIFICATIONS, 1),
    partyIds: choice(PARTY_IDS, 1),
    commitmentEncoding: choice(COMMITMENT_ENCODINGS, 1),
    roundTime: unsigned(32),
    beacon: record<BeaconSettings>({
      mode: choice(BEACON_MODES, 1),
      genesisTime: unsigned(64),
      period: unsigned(32),
      id: text(MAX_CHAIN_ID),
      catchUp: unsigned(32),
    }),
    startRound: unsigned(64),
    adminKeys: list(record<ProvenKey>(key), MAX_ADMINS),
    adminThreshold: unsigned(32),
    sharders: list(record<GenesisSharder>({ ...key, stake: unsigned128, url: text(MAX_URL) }), MAX_SHARDERS),
    parameters: parametersFormat,
  };
  return record(fields);
}

/**
 * The bytes of a genesis: its version, then its fields. Throws BAD_TYPE, BAD_INTEGER, BAD_SCHEME for what has no
 * bytes.
 *
 * @example
 * decodeGenesis(encodeGenesis(genesis)); //=> genesis
 */
export function encodeGenesis(genesis: Genesis): Uint8Array {
  return reading("encodeGenesis", (): Uint8Array => {
    return encodeAs(formatOf(genesis.scheme), genesis, new Encoder().u8(VERSION));
  });
}

/**
 * Reads what encodeGenesis wrote. Throws MALFORMED, and BAD_PARAMETER for what `checkGenesis` refuses.
 *
 * @example
 * genesisHash(decodeGenesis(encodeGenesis(genesis))); //=> genesisHash(genesis)
 * decodeGenesis(new Uint8Array(9)); //=> throws MALFORMED
 */
export function decodeGenesis(bytes: Uint8Array): Genesis {
  return reading("decodeGenesis", (): Genesis => {
    const scheme = bytes[1] === 2 ? "min-pk" : "min-sig";
    const decoder = new Decoder(bytes, "genesis");
    const version = decoder.u8();
    if (version !== VERSION) decoder.refuse(`expected version ${VERSION}, got ${version}`);
    const genesis = formatOf(scheme).read(decoder);
    decoder.finish();
    checkGenesis(genesis);
    return genesis;
  });
}

/**
 * SHA-256(tag ‖ bytes), 32 bytes: the name of the chain, and the previous hash of its first magic block. Throws as
 * `encodeGenesis`.
 *
 * @example
 * genesisHash(genesis); //=> block.previousHash
 */
export function genesisHash(genesis: Genesis): Uint8Array {
  return reading("genesisHash", (): Uint8Array => {
    return sha256(encodeAs(formatOf(genesis.scheme), genesis, new Encoder(TAG.genesis).u8(VERSION)));
  });
}

/**
 * SHA-256(tag ‖ chain id), 32 bytes, as headers have it. Throws BAD_TYPE.
 *
 * @example
 * chainIdHash(genesis.chainId); //=> block.chainIdHash
 */
export function chainIdHash(chainId: string): Uint8Array {
  return new Encoder(TAG.chainId).text(chainId).digest();
}

/**
 * Fills in defaults, puts sharders in order, and checks everything. Throws BAD_PARAMETER.
 *
 * @example
 * const { publicKey, proofOfPossession } = createSigningIdentity("min-sig"); // of the first sharder
 * const made = makeGenesis({
 *   chainId: "my chain",
 *   sharders: [{ publicKey, proofOfPossession, stake: 1n, url: "https://sharder.example" }],
 *   parameters: { miners: 7, threshold: "2/3", quorum: "75%" },
 * });
 * made.scheme; //=> "min-sig"
 * resolveThresholds(made.parameters, 7); //=> { t: 5, k: 6, n: 7 }
 */
export function makeGenesis(input: GenesisInput): Genesis {
  return reading("makeGenesis", (): Genesis => {
    const { mode = "fresh", purpose = "network" } = input;
    const adminKeys = input.adminKeys ?? [];
    const genesis: Genesis = {
      chainId: input.chainId,
      scheme: input.scheme ?? "min-sig",
      mode,
      purpose,
      qualification: input.qualification ?? "seed",
      partyIds: input.partyIds ?? "index",
      commitmentEncoding: input.commitmentEncoding ?? "uncompressed",
      roundTime: input.roundTime ?? 500,
      beacon: { mode: "chained", genesisTime: 0, period: 1, id: "default", catchUp: 100, ...input.beacon },
      startRound: input.startRound ?? 1,
      adminKeys,
      adminThreshold: input.adminThreshold ?? adminKeys.length,
      sharders: listOf<GenesisSharder>(input.sharders, "sharders", true).sort((a, b) =>
        minerIdOf(a.publicKey) < minerIdOf(b.publicKey) ? -1 : 1,
      ),
      parameters: validateParameters(input.parameters, { mode, purpose }).parameters,
    };
    checkGenesis(genesis);
    return genesis;
  });
}

/**
 * Whoever makes a genesis and whoever reads one runs this: throws BAD_PARAMETER with what is wrong.
 *
 * @example
 * checkGenesis(genesis); //=> undefined
 * checkGenesis({ ...genesis, chainId: "" }); //=> throws BAD_PARAMETER
 */
export function checkGenesis(genesis: Genesis): void {
  reading("checkGenesis", (): void => {
    const { chainId, mode, purpose, beacon, adminKeys, sharders } = genesis;
    checkList(adminKeys, "adminKeys");
    checkList(sharders, "sharders");
    const scheme = schemeByName(oneOf(genesis.scheme, "scheme", SCHEMES));
    if (typeof chainId !== "string" || chainId.length > MAX_CHAIN_ID || chainId === "")
      refuse(`chainId: expected a text of 1 to ${MAX_CHAIN_ID} characters`);
    if (/\p{Surrogate}/u.test(chainId)) refuse("chainId: expected well-formed Unicode text");
    oneOf(mode, "mode", MODES);
    oneOf(purpose, "purpose", PURPOSES);
    oneOf(genesis.qualification, "qualification", QUALIFICATIONS);
    oneOf(genesis.partyIds, "partyIds", PARTY_IDS);
    oneOf(genesis.commitmentEncoding, "commitmentEncoding", COMMITMENT_ENCODINGS);
    if (genesis.qualification === "zus" && mode !== "fresh") refuse('qualification "zus" is for mode "fresh" alone');
    integer(genesis.roundTime, "roundTime", 1, 1_000_000_000);
    integer(genesis.startRound, "startRound", 1, Number.MAX_SAFE_INTEGER);
    oneOf(beacon.mode, "beacon.mode", BEACON_MODES);
    if (beacon.mode !== "chained" && mode !== "reshare")
      refuse(`beacon mode "${beacon.mode}" needs mode "reshare": one key for ever`);
    if (beacon.mode === "drand-chained" && genesis.scheme !== "min-pk")
      refuse('beacon mode "drand-chained" needs scheme "min-pk": drand chains signatures in G2 alone');
    integer(beacon.genesisTime, "beacon.genesisTime", 0, Number.MAX_SAFE_INTEGER);
    integer(beacon.period, "beacon.period", 1, 1_000_000_000);
    integer(beacon.catchUp, "beacon.catchUp", 1, 1_000_000);
    if (typeof beacon.id !== "string" || beacon.id.length > MAX_CHAIN_ID) refuse("beacon.id: expected a short text");
    if (adminKeys.length > MAX_ADMINS) refuse(`adminKeys: expected at most ${MAX_ADMINS}`);
    integer(genesis.adminThreshold, "adminThreshold", Math.min(1, adminKeys.length), adminKeys.length);
    if (sharders.length > MAX_SHARDERS || sharders.length === 0) refuse(`sharders: expected 1 to ${MAX_SHARDERS}`);
    const ids = sharders.map(({ publicKey }) => minerIdOf(publicKey));
    if (ids.some((id, position) => position > 0 && ids[position - 1]! >= id))
      refuse("sharders: expected ascending ids, each once");
    const admins = new Set(adminKeys.map(({ publicKey }) => minerIdOf(publicKey)));
    if (admins.size !== adminKeys.length) refuse("adminKeys: one is there twice");
    for (const [position, { stake, url }] of sharders.entries()) {
      if (typeof url !== "string" || url.length > MAX_URL)
        refuse(`sharder ${position}: expected a URL of at most ${MAX_URL} characters`);
      if (typeof stake !== "bigint" || stake < 0n || stake >> 128n !== 0n)
        refuse(`sharder ${position}: expected a stake from 0 to 2^128 - 1`);
    }
    checkParameters(genesis.parameters, { mode, purpose });
    for (const [what, keys] of [
      ["sharder", sharders],
      ["admin key", adminKeys],
    ] as const) {
      const bad = keys.findIndex((key) => !isProven(scheme, key));
      if (bad >= 0) refuse(`${what} ${bad}: the proof of possession does not verify`);
    }
  });
}

/**
 * The genesis with its hash, as canonical JSON; `indent` for people. Throws as `encodeGenesis`.
 *
 * @example
 * const text = genesisToJson(genesis, 2); // the file that everybody gets
 * genesisHash(genesisFromJson(JSON.parse(text))); //=> genesisHash(genesis)
 */
export function genesisToJson(genesis: Genesis, indent = 0): string {
  return reading("genesisToJson", (): string => {
    const fields = formatOf(genesis.scheme).toJson(genesis) as Record<string, never>;
    return canonicalJson({ kind: GENESIS_KIND, hash: genesisHash(genesis), ...fields }, indent);
  });
}

/**
 * Reads what genesisToJson wrote. Throws BAD_JSON, BAD_PARAMETER, MALFORMED where the hash is another's.
 *
 * @example
 * const read = JSON.parse(genesisToJson(genesis));
 * genesisFromJson(read); //=> genesis
 * genesisFromJson({ ...read, chainId: "another" }); //=> throws MALFORMED
 */
export function genesisFromJson(input: unknown): Genesis {
  return reading("genesisFromJson", (): Genesis => {
    const reader = new JsonReader(typeof input === "string" ? parseJson(input, "genesis") : input, "genesis");
    if (reader.peek("kind") !== GENESIS_KIND) reader.fail(`an object of kind "${GENESIS_KIND}"`);
    const { kind: _, hash, ...fields } = reader.value as Record<string, unknown>;
    const scheme = fields.scheme === "min-pk" ? "min-pk" : "min-sig";
    const genesis = formatOf(scheme).fromJson(new JsonReader(fields, "genesis"));
    checkGenesis(genesis);
    const stated = new JsonReader(hash, "genesis.hash").hex(32);
    if (!equalBytes(stated, genesisHash(genesis)))
      throw new FeldsparError("MALFORMED", "genesis: the hash in the text is not that of its content");
    return genesis;
  });
}
