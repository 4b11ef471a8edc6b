// What members say about themselves, and what the chain's authority says about them (protocol §3): entries of their
// own, each naming the chain and a serial that only rises, so that nothing old can be replayed.
import { reading } from "../../bindings/arguments.js";
import { schemeByName } from "../bls/index.js";
import {
  bytesOf,
  choice,
  Decoder,
  Encoder,
  encodeAs,
  type Fields,
  type Format,
  fixed,
  hexName,
  list,
  record,
  TAG,
  text,
  unsigned,
  unsigned128,
} from "../encoding/index.js";
import { MAX_URL, parametersFormat, type SchemeName, type ViewChangeParameters } from "../magic-block/index.js";

/** What every entry of a member begins with. */
interface MemberHead {
  /** The chain. */
  readonly genesisHash: Uint8Array;
  /** Of the member: it signs. */
  readonly id: string;
  /** 1 .. 2^53 − 1, higher than in any accepted entry of the same member in this role. */
  readonly serial: number;
}

export interface RegisterMiner extends MemberHead {
  readonly type: "register";
  readonly role: "miner";
  readonly publicKey: Uint8Array;
  readonly proofOfPossession: Uint8Array;
  readonly encryptionKey: Uint8Array;
  readonly url: string;
  readonly signature: Uint8Array;
}

export interface RegisterSharder extends MemberHead {
  readonly type: "register";
  readonly role: "sharder";
  readonly publicKey: Uint8Array;
  readonly proofOfPossession: Uint8Array;
  readonly url: string;
  readonly signature: Uint8Array;
}

/** Takes part in nothing any more, until it registers again. */
export interface Leave extends MemberHead {
  readonly type: "leave";
  readonly role: "miner" | "sharder";
  readonly signature: Uint8Array;
}

/** A suspended miner is there again. */
export interface Return extends MemberHead {
  readonly type: "return";
  readonly role: "miner";
  readonly signature: Uint8Array;
}

/** A sharder wants to be in the set that this attempt makes. */
export interface Keep extends MemberHead {
  readonly type: "keep";
  readonly role: "sharder";
  readonly number: number;
  readonly attempt: number;
  readonly signature: Uint8Array;
}

export type MemberEntry = RegisterMiner | RegisterSharder | Leave | Return | Keep;

/** An entry that is still to be signed. */
export type Unsigned<Entry extends MemberEntry> = Omit<Entry, "signature">;

const TYPES = ["register", "leave", "return", "keep"] as const;
const MEMBER_ROLES = ["miner", "sharder"] as const;
type Heading = MemberHead & { readonly type: (typeof TYPES)[number]; readonly role: (typeof MEMBER_ROLES)[number] };

const heading = record<Heading>({
  type: choice(TYPES, 1),
  role: choice(MEMBER_ROLES, 1),
  genesisHash: fixed(32),
  id: hexName("bytes"),
  serial: unsigned(64, 1),
});

type Rest = Partial<Pick<RegisterMiner, "publicKey" | "proofOfPossession" | "encryptionKey" | "url">> &
  Partial<Pick<Keep, "number" | "attempt">>;

/** What follows the heading; null where the type and the role do not go together. */
function restOf(scheme: SchemeName, { type, role }: Pick<Heading, "type" | "role">): Format<Rest> | null {
  const { publicKeyLength, signatureLength } = schemeByName(scheme);
  const key = { publicKey: fixed(publicKeyLength), proofOfPossession: fixed(signatureLength) };
  const url = text(MAX_URL);
  switch (`${type} ${role}`) {
    case "register miner":
      return record({ ...key, encryptionKey: fixed(32), url } as Fields<Rest>);
    case "register sharder":
      return record({ ...key, url } as Fields<Rest>);
    case "leave miner":
    case "leave sharder":
    case "return miner":
      return record({} as Fields<Rest>);
    case "keep sharder":
      return record({ number: unsigned(64, 1), attempt: unsigned(32, 1) } as Fields<Rest>);
    default:
      return null;
  }
}

function write(scheme: SchemeName, entry: Unsigned<MemberEntry>, encoder: Encoder): Encoder {
  heading.write(encoder, entry);
  restOf(scheme, entry)!.write(encoder, entry as Rest);
  return encoder;
}

/**
 * The bytes of an entry that the member signs. Throws as `encodeMember`.
 *
 * @example
 * const leave = { type: "leave" as const, role: "miner" as const, id: miners[0].id, serial: 2 };
 * const entry = { ...leave, genesisHash: genesisHash(genesis) };
 * const { signature } = signMember("min-sig", miners[0], entry);
 * minSigPop.verify(signature, memberMessage("min-sig", entry), miners[0].publicKey); //=> true
 */
export function memberMessage(scheme: SchemeName, entry: Unsigned<MemberEntry>): Uint8Array {
  return reading("memberMessage", (): Uint8Array => {
    return write(scheme, entry, new Encoder(TAG.member)).finish();
  });
}

/**
 * The entry with its signature, as a ledger carries it. Throws BAD_SCHEME, BAD_TYPE, BAD_INTEGER, BAD_ID, BAD_LENGTH
 * for what has no bytes.
 *
 * @example
 * const registration = minerRegistration("min-sig", miners[0], { genesisHash: genesisHash(genesis) });
 * decodeMember("min-sig", encodeMember("min-sig", registration)); //=> registration
 */
export function encodeMember(scheme: SchemeName, entry: MemberEntry): Uint8Array {
  return reading("encodeMember", (): Uint8Array => {
    return write(scheme, entry, new Encoder()).fixed(entry.signature, schemeByName(scheme).signatureLength).finish();
  });
}

/**
 * Reads what encodeMember wrote; nothing is verified. Throws MALFORMED.
 *
 * @example
 * const registration = minerRegistration("min-sig", miners[0], { genesisHash: genesisHash(genesis) });
 * decodeMember("min-sig", encodeMember("min-sig", registration)).id; //=> miners[0].id
 * decodeMember("min-sig", new Uint8Array(2)); //=> throws MALFORMED
 */
export function decodeMember(scheme: SchemeName, bytes: Uint8Array): MemberEntry {
  const decoder = new Decoder(bytes, "member entry");
  const head = heading.read(decoder);
  const rest = restOf(scheme, head);
  if (rest === null) return decoder.refuse(`a ${head.role} does not ${head.type}`);
  const fields = rest.read(decoder);
  const signature = decoder.fixed(schemeByName(scheme).signatureLength);
  decoder.finish();
  return { ...head, ...fields, signature } as MemberEntry;
}

/** What the chain's authority does. */
export type AuthorityAction =
  /** A member's stake, whoever it is; 0 takes it off. */
  | { readonly type: "stake"; readonly id: string; readonly stake: bigint }
  /** The end of a stop after too many failed attempts. */
  | { readonly type: "resume" }
  | { readonly type: "parameters"; readonly parameters: ViewChangeParameters };

export interface AuthorityContent {
  readonly genesisHash: Uint8Array;
  /** One counter for the whole authority. */
  readonly serial: number;
  readonly action: AuthorityAction;
}

export interface AuthorityEntry extends AuthorityContent {
  /** At least as many as the genesis asks for, by ascending position among its admin keys. */
  readonly signatures: readonly { readonly admin: number; readonly signature: Uint8Array }[];
}

const ACTIONS = ["stake", "resume", "parameters"] as const;
const stakeAction = record<{ id: string; stake: bigint }>({ id: hexName("bytes"), stake: unsigned128 });
const MAX_SIGNATURES = 100;

const actionFormat: Pick<Format<AuthorityAction>, "write" | "read"> = {
  write(encoder, action) {
    encoder.u8(1 + ACTIONS.indexOf(action.type));
    if (action.type === "stake") stakeAction.write(encoder, action);
    else if (action.type === "parameters") parametersFormat.write(encoder, action.parameters);
  },
  read(decoder) {
    const type = choice(ACTIONS, 1).read(decoder);
    if (type === "stake") return { type, ...stakeAction.read(decoder) };
    return type === "resume" ? { type } : { type, parameters: parametersFormat.read(decoder) };
  },
};

function writeAuthority(encoder: Encoder, { genesisHash, serial, action }: AuthorityContent): Encoder {
  encoder.fixed(genesisHash, 32).u64(serial);
  actionFormat.write(encoder, action);
  return encoder;
}

/**
 * The bytes that admins sign. Throws BAD_TYPE, BAD_INTEGER, BAD_ID, BAD_LENGTH for what has no bytes.
 *
 * @example
 * const action = { type: "stake" as const, id: miners[0].id, stake: 100n };
 * const message = authorityMessage({ genesisHash: genesisHash(genesis), serial: 9, action });
 * minSigPop.verify(signLongTerm("min-sig", authority, message), message, authority.publicKey); //=> true
 */
export function authorityMessage(content: AuthorityContent): Uint8Array {
  return reading("authorityMessage", (): Uint8Array => {
    return writeAuthority(new Encoder(TAG.authority), content).finish();
  });
}

const signatureList = list(
  record<AuthorityEntry["signatures"][number]>({ admin: unsigned(32, 0, MAX_SIGNATURES), signature: bytesOf(48, 96) }),
  MAX_SIGNATURES,
);

/**
 * The entry with its signatures, as a ledger carries it. Throws as `authorityMessage`.
 *
 * @example
 * const content = { genesisHash: genesisHash(genesis), serial: 9, action: { type: "resume" as const } };
 * const signature = signLongTerm("min-sig", authority, authorityMessage(content));
 * const bytes = encodeAuthority({ ...content, signatures: [{ admin: 0, signature }] });
 * decodeAuthority(bytes).serial; //=> 9
 */
export function encodeAuthority(entry: AuthorityEntry): Uint8Array {
  return reading("encodeAuthority", (): Uint8Array => {
    return encodeAs(signatureList, entry.signatures, writeAuthority(new Encoder(), entry));
  });
}

/**
 * Reads what encodeAuthority wrote; nothing is verified. Throws MALFORMED.
 *
 * @example
 * const content = { genesisHash: genesisHash(genesis), serial: 9, action: { type: "resume" as const } };
 * const entry = { ...content, signatures: [{ admin: 0, signature: new Uint8Array(48) }] };
 * decodeAuthority(encodeAuthority(entry)).action; //=> { type: "resume" }
 */
export function decodeAuthority(bytes: Uint8Array): AuthorityEntry {
  const decoder = new Decoder(bytes, "authority entry");
  const genesisHash = decoder.fixed(32);
  const serial = unsigned(64, 1).read(decoder);
  const action = actionFormat.read(decoder);
  const signatures = signatureList.read(decoder);
  decoder.finish();
  return { genesisHash, serial, action, signatures };
}
