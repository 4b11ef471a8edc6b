// The contract's state as bytes: a snapshot from which a replica goes on without replaying the log, and the hash that
// two replicas compare and sharders sign. The hash is over the same bytes with H(C_i) in the place of commitments,
// which stand for them and need not be hashed again.

import { sha256 } from "@noble/hashes/sha2.js";
import { reading } from "../../../bindings/arguments.js";
import { beaconOutputFormat } from "../../beacon/output.js";
import { schemeByName } from "../../bls/index.js";
import {
  bitmapLength,
  bytes,
  bytesOf,
  choice,
  Decoder,
  Encoder,
  equalBytes,
  FeldsparError,
  type Format,
  fixed,
  flag,
  hexName,
  list,
  mapped,
  nullable,
  record,
  TAG,
  text,
  unsigned,
  unsigned128,
} from "../../encoding/index.js";
import {
  decodeGenesis,
  encodeGenesis,
  type Genesis,
  genesisHash,
  MAX_MINERS,
  MAX_SHARDERS,
  MAX_URL,
  type MagicBlockRemoval,
  MODES,
  magicBlockFormats,
  PHASES,
  parametersFormat,
  REMOVAL_CODES,
  ROLES,
  type Thresholds,
} from "../../magic-block/index.js";
import type { Publication } from "../payloads.js";
import { commitmentsHash, type SessionMember, sessionMemberFormat } from "../session.js";
import type {
  AcceptedContribution,
  BeaconOwner,
  Candidate,
  Closing,
  ContractState,
  CurrentView,
  Decision,
  SessionState,
  SharderCandidate,
  Stake,
  Suspension,
} from "./state.js";

const VERSION = 2;
/** Registered ids are as many as the authority gave stake to: no bound but the one of the encoding. */
const ANY = 0xffffffff;

type Use = "snapshot" | "hash";
type State = Omit<ContractState, "genesis" | "genesisHash">;
/** A session as it is written: where every receiver deals, one list stands for both. */
type WrittenSession = Omit<SessionState, "dealers"> & { readonly dealers: readonly SessionMember[] | null };

const round = unsigned(64);
const count = unsigned(32);
const hash = fixed(32);
const id = hexName("bytes");

function sessionFormat(genesis: Genesis, use: Use): Format<SessionState> {
  const { publicKeyLength, signatureLength } = schemeByName(genesis.scheme);
  const commitmentLength = (genesis.commitmentEncoding === "uncompressed" ? 2 : 1) * publicKeyLength;
  const members = list(sessionMemberFormat(genesis.scheme), MAX_MINERS);
  const signature = nullable(fixed(signatureLength));
  const edge = nullable(round);
  const beside = { proof: fixed(64), encryptionKey: hash, hash };
  const whole = record<AcceptedContribution>({ commitments: list(fixed(commitmentLength), MAX_MINERS), ...beside });
  const contribution: Format<AcceptedContribution> =
    use === "snapshot"
      ? mapped(whole, (value: AcceptedContribution) => value, checkedContribution)
      : mapped(
          record<Omit<AcceptedContribution, "commitments">>(beside),
          (value: AcceptedContribution) => value,
          (value) => ({ ...value, commitments: [] }),
        );
  const publication = record<Publication>({
    acknowledged: bytes(bitmapLength(MAX_MINERS)),
    aggregate: bytesOf(0, signatureLength),
    reveals: list(record<Publication["reveals"][number]>({ index: count, share: hash }), MAX_MINERS),
  });
  const written = record<WrittenSession>({
    id: hash,
    number: unsigned(64, 1),
    attempt: unsigned(32, 1),
    mode: choice(MODES, 1),
    parameters: parametersFormat,
    thresholds: record<Thresholds>({ t: count, k: count, n: count }),
    dealerThreshold: count,
    least: count,
    stateHash: hash,
    dealers: nullable(members),
    receivers: members,
    frozenAt: round,
    contributedAt: edge,
    sharedAt: edge,
    publishedAt: edge,
    contributions: list(nullable(contribution), MAX_MINERS),
    shared: list(flag, MAX_MINERS),
    publications: list(nullable(publication), MAX_MINERS),
    encryptionKeys: list(nullable(hash), MAX_MINERS),
    confirmations: list(signature, MAX_MINERS),
    handOvers: list(signature, MAX_MINERS),
    firsts: list(signature, MAX_SHARDERS),
    kept: list(id, ANY),
    removed: list(
      record<MagicBlockRemoval>({
        role: choice(ROLES, 1),
        index: count,
        id,
        phase: choice(PHASES, 1),
        code: choice(REMOVAL_CODES, 1),
        count,
      }),
      2 * MAX_MINERS,
    ),
    magicBlock: nullable(magicBlockFormats(genesis.scheme).block),
    magicBlockHash: nullable(hash),
    decided: nullable(record<Decision>({ round })),
    certified: flag,
  });
  return mapped(
    written,
    (session: SessionState) => (session.dealers === session.receivers ? { ...session, dealers: null } : session),
    (session) => ({ ...session, dealers: session.dealers ?? session.receivers }),
  );
}

/** What a snapshot says its commitments are must be what they are. */
function checkedContribution(contribution: AcceptedContribution): AcceptedContribution {
  if (!equalBytes(commitmentsHash(contribution.commitments), contribution.hash))
    throw new FeldsparError("MALFORMED", "contract state: commitments are not those of their hash");
  return contribution;
}

function stateFormat(genesis: Genesis, use: Use): Format<State> {
  const { publicKeyLength, signatureLength } = schemeByName(genesis.scheme);
  const key = fixed(publicKeyLength);
  const stake = record<Stake>({ id, stake: unsigned128 });
  return record<State>({
    parameters: parametersFormat,
    nextParameters: nullable(parametersFormat),
    authoritySerial: round,
    round,
    stakes: list(stake, ANY),
    candidates: list(
      record<Candidate>({
        id,
        publicKey: key,
        proofOfPossession: fixed(signatureLength),
        encryptionKey: hash,
        url: text(MAX_URL),
        serial: round,
        order: count,
        left: flag,
        absent: count,
        suspension: nullable(record<Suspension>({ length: count, lasted: count, returned: flag })),
        nextSuspension: count,
      }),
      ANY,
    ),
    sharders: list(
      record<SharderCandidate>({
        id,
        publicKey: key,
        proofOfPossession: fixed(signatureLength),
        url: text(MAX_URL),
        serial: round,
        left: flag,
      }),
      ANY,
    ),
    registrations: count,
    current: record<CurrentView>({
      number: round,
      hash,
      activatedAt: round,
      magicBlock: nullable(magicBlockFormats(genesis.scheme).block),
    }),
    highestThreshold: count,
    phase: choice([...PHASES, "stopped"] as const, 1),
    phaseStart: round,
    opened: flag,
    attempt: count,
    failures: count,
    closing: nullable(record<Closing>({ round, candidates: list(stake, ANY), hash })),
    session: nullable(sessionFormat(genesis, use)),
    beaconOwners: list(
      record<BeaconOwner>({ number: round, blockHash: hash, startingRound: round, groupPublicKey: key }),
      1024,
    ),
    beacon: list(beaconOutputFormat(signatureLength), 1024),
  });
}

/**
 * SHA-256(tag ‖ genesis hash ‖ state), 32 bytes: what replicas compare, and what sharders sign at an edge. Throws as
 * `encodeContractState`.
 *
 * @example
 * const contract = new ViewChangeContract(); // of another node
 * stateHash(contract.genesis(genesis)); //=> stateHash(new ViewChangeContract().genesis(genesis))
 * stateHash(waiting).length; //=> 32
 */
export function stateHash(state: ContractState): Uint8Array {
  return reading("stateHash", (): Uint8Array => {
    const encoder = new Encoder(TAG.state).u8(VERSION).fixed(state.genesisHash, 32);
    stateFormat(state.genesis, "hash").write(encoder, state);
    return sha256(encoder.finish());
  });
}

/**
 * A snapshot: all that a replica needs to go on from here, the genesis included. Throws BAD_TYPE, BAD_INTEGER,
 * BAD_SCHEME, BAD_ID, BAD_LENGTH for what has no bytes.
 *
 * @example
 * const snapshot = encodeContractState(inOffice);
 * decodeContractState(snapshot).round; //=> inOffice.round
 */
export function encodeContractState(state: ContractState): Uint8Array {
  return reading("encodeContractState", (): Uint8Array => {
    const encoder = new Encoder().u8(VERSION).bytes(encodeGenesis(state.genesis));
    stateFormat(state.genesis, "snapshot").write(encoder, state);
    return encoder.finish();
  });
}

const MAX_GENESIS = 16 << 20;

/**
 * Reads what encodeContractState wrote. Throws MALFORMED, and BAD_PARAMETER for a genesis that is none. Whether the
 * state is true is another question: compare its hash with one that sharders have signed.
 *
 * @example
 * const state = decodeContractState(encodeContractState(inOffice));
 * stateHash(state); //=> stateHash(inOffice)
 * new ViewChangeContract().apply(state, { round: state.round + 1, entries: [] }).state.round; //=> inOffice.round + 1
 */
export function decodeContractState(snapshot: Uint8Array): ContractState {
  const decoder = new Decoder(snapshot, "contract state");
  const version = decoder.u8();
  if (version !== VERSION) decoder.refuse(`expected version ${VERSION}, got ${version}`);
  const genesis = decodeGenesis(decoder.bytes(MAX_GENESIS));
  const state = stateFormat(genesis, "snapshot").read(decoder);
  decoder.finish();
  return { genesis, genesisHash: genesisHash(genesis), ...state };
}
