// Who a miner or a sharder is (protocol §3): a long-term BLS key with a proof of possession, for miners an X25519 key
// for private messages, and an address. The id is the hash of the key, so nobody can register under another's name; and
// the key signs the rest, so that nobody else can give a member another X25519 key or address, on this chain or by
// repeating what it once registered.
import { reading, readingLater } from "../../bindings/arguments.js";
import { drawFrom, type RandomBytes, randomBytes } from "../../bindings/random.js";
import { schemeByName } from "../bls/index.js";
import { identityDst, minerIdOf, type ProvenKey, type SchemeName } from "../magic-block/index.js";
import { generateEncryptionKey } from "../sealing/keys.js";
import type { EncryptionKeys } from "../sealing/own-keys.js";
import { type MemberEntry, memberMessage, type Unsigned } from "./members.js";

export { identityDst, minerIdOf, type SchemeName };

/** A long-term BLS key pair with its proof of possession: all that a sharder or an admin has. */
export interface SigningIdentity extends ProvenKey {
  /** hex(SHA3-256(publicKey)). */
  readonly id: string;
  readonly secretKey: Uint8Array;
}

/** What only the miner knows, and what it registers. */
export interface MinerIdentity extends SigningIdentity {
  /** X25519 public key, 32 bytes, and the private one. */
  readonly encryptionKey: Uint8Array;
  readonly encryptionPrivateKey: Uint8Array;
  /** Earlier pairs, kept until no session and no view in office names them. */
  readonly previousEncryptionKeys?: readonly EncryptionKeys[] | undefined;
  readonly url: string;
}

/** What only the sharder knows, and what it registers. */
export interface SharderIdentity extends SigningIdentity {
  readonly url: string;
}

/**
 * Makes a new key pair: 32 bytes, secret, with the public key and its proof of possession. `random` defaults to the
 * CSPRNG; a seeded one is for simulations. Throws BAD_SCHEME, BAD_TYPE, NO_RANDOM.
 *
 * @example
 * const { publicKey, proofOfPossession } = createSigningIdentity("min-sig"); // of a sharder, or an admin
 * minSigPop.popVerify(proofOfPossession, publicKey); //=> true
 */
export function createSigningIdentity(scheme: SchemeName, random: RandomBytes = randomBytes): SigningIdentity {
  return reading("createSigningIdentity", (): SigningIdentity => {
    const bls = schemeByName(scheme);
    const drawn = drawFrom(random, 48);
    const secretKey = bls.keygen(drawn);
    drawn.fill(0);
    const publicKey = bls.getPublicKey(secretKey);
    return { id: minerIdOf(publicKey), publicKey, proofOfPossession: bls.popProve(secretKey), secretKey };
  });
}

/**
 * Makes a new miner: a BLS key with its proof of possession, and an X25519 pair. All of its private keys are secret.
 * `random` defaults to the CSPRNG; a seeded one is for simulations. Rejects with BAD_SCHEME, BAD_TYPE, BAD_LENGTH,
 * NO_RANDOM.
 *
 * @example
 * const miner = await createMinerIdentity({ scheme: "min-sig", url: "https://miner.example" });
 * miner.id; //=> minerIdOf(miner.publicKey)
 * [miner.secretKey.length, miner.encryptionPrivateKey.length]; //=> [32, 32]
 */
export async function createMinerIdentity(options: {
  readonly scheme: SchemeName;
  readonly url: string;
  readonly random?: RandomBytes;
}): Promise<MinerIdentity> {
  return readingLater("createMinerIdentity", async () => {
    const random = options.random ?? randomBytes;
    const signing = createSigningIdentity(options.scheme, random);
    const drawn = drawFrom(random, 32);
    const encryption = await generateEncryptionKey(drawn).finally(() => drawn.fill(0));
    return {
      ...signing,
      encryptionKey: encryption.publicKey,
      encryptionPrivateKey: encryption.privateKey,
      url: options.url,
    };
  });
}

/**
 * Signs with a long-term key: 48 bytes in min-sig, 96 in min-pk, under the tag of `identityDst`. Constant-sequence in
 * the key. Throws BAD_SCHEME, BAD_TYPE, BAD_LENGTH, BAD_SCALAR.
 *
 * @example
 * const signature = signLongTerm("min-sig", miners[0], bytesOf("message"));
 * minSigPop.verify(signature, bytesOf("message"), miners[0].publicKey); //=> true
 */
export function signLongTerm(scheme: SchemeName, identity: SigningIdentity, message: Uint8Array): Uint8Array {
  return reading("signLongTerm", (): Uint8Array => {
    const { secretKey } = identity;
    return schemeByName(scheme).sign(message, secretKey, { DST: identityDst(scheme) });
  });
}

/**
 * Signs what a member says about itself. Constant-sequence in the key. Throws BAD_SCHEME, BAD_TYPE, BAD_INTEGER,
 * BAD_ID, BAD_LENGTH.
 *
 * @example
 * const leave = { type: "leave" as const, role: "miner" as const, id: miners[0].id, serial: 2 };
 * const signed = signMember("min-sig", miners[0], { ...leave, genesisHash: genesisHash(genesis) });
 * signed.signature.length; //=> 48
 */
export function signMember<Entry extends MemberEntry>(
  scheme: SchemeName,
  identity: SigningIdentity,
  entry: Unsigned<Entry>,
): Entry {
  return reading("signMember", (): Entry => {
    const signature = signLongTerm(scheme, identity, memberMessage(scheme, entry));
    return { ...entry, signature } as unknown as Entry;
  });
}

/**
 * A miner's registration on a chain, signed; a later one, with a higher serial (1 by default), is an update.
 * Constant-sequence in the key. Throws BAD_SCHEME, BAD_TYPE, BAD_ID, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * const registration = minerRegistration("min-sig", miners[0], { genesisHash: genesisHash(genesis) });
 * [registration.id, registration.serial]; //=> [miners[0].id, 1]
 * const update = { ...miners[0], url: "https://moved.example" };
 * minerRegistration("min-sig", update, { genesisHash: genesisHash(genesis), serial: 2 }).serial; //=> 2
 */
export function minerRegistration(
  scheme: SchemeName,
  identity: MinerIdentity,
  options: { readonly genesisHash: Uint8Array; readonly serial?: number },
): Extract<MemberEntry, { type: "register"; role: "miner" }> {
  return reading("minerRegistration", (): Extract<MemberEntry, { type: "register"; role: "miner" }> => {
    const { genesisHash, serial = 1 } = options;
    const { id, publicKey, proofOfPossession, encryptionKey, url } = identity;
    return signMember(scheme, identity, {
      type: "register",
      role: "miner",
      genesisHash,
      id,
      serial,
      publicKey,
      proofOfPossession,
      encryptionKey,
      url,
    });
  });
}

/**
 * A sharder's registration on a chain, signed; a later one, with a higher serial (1 by default), is an update.
 * Constant-sequence in the key. Throws BAD_SCHEME, BAD_TYPE, BAD_ID, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * const registration = sharderRegistration("min-sig", sharder, { genesisHash: genesisHash(genesis), serial: 1 });
 * registration.url; //=> "https://sharder.example"
 */
export function sharderRegistration(
  scheme: SchemeName,
  identity: SharderIdentity,
  options: { readonly genesisHash: Uint8Array; readonly serial?: number },
): Extract<MemberEntry, { type: "register"; role: "sharder" }> {
  return reading("sharderRegistration", (): Extract<MemberEntry, { type: "register"; role: "sharder" }> => {
    const { genesisHash, serial = 1 } = options;
    const { id, publicKey, proofOfPossession, url } = identity;
    return signMember(scheme, identity, {
      type: "register",
      role: "sharder",
      genesisHash,
      id,
      serial,
      publicKey,
      proofOfPossession,
      url,
    });
  });
}
