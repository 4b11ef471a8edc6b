// Who is invited, signed by the host: cards say who somebody is, an invitation names those whose cards the host was
// given. The first one brings the genesis of a ceremony, whose hash names it from then on; later ones name the members
// of the next view, for a refresh or a reshare. Both travel as JSON.
import { textBytes } from "../../bindings/arguments.js";
import { randomBytes } from "../../bindings/random.js";
import { schemeByName } from "../bls/index.js";
import {
  canonicalJson,
  checkBytes,
  decodeAs,
  Encoder,
  encodeAs,
  equalBytes,
  FeldsparError,
  type Fields,
  type Format,
  fail,
  fixed,
  hexName,
  JsonReader,
  list,
  listOf,
  optionsOf,
  parseJson,
  reading,
  record,
  recordOf,
  TAG,
  text,
  toHex,
  unsigned,
} from "../encoding/index.js";
import {
  type Genesis,
  genesisFromJson,
  genesisHash,
  genesisToJson,
  identityDst,
  isProven,
  MAX_MINERS,
  MAX_URL,
  makeGenesis,
  minerIdOf,
  type Purpose,
  parseThreshold,
  resolveThresholds,
  SCHEMES,
  type SchemeName,
  type Threshold,
  verifiesLongTerm,
} from "../magic-block/index.js";
import { checkIdentity } from "../node/options.js";
import type { SessionState } from "../view-change/contract/state.js";
import { type MinerIdentity, type SigningIdentity, signLongTerm } from "../view-change/identity.js";
import { HOST_STAKE, hostOf, MEMBER_STAKE, PHASE_ROUNDS } from "./course.js";
import { alikeIn } from "./names.js";

/** Who somebody is, for the host: nothing in it is secret. The name is only for people. */
export interface Card {
  readonly kind: "feldspar-card";
  readonly scheme: SchemeName;
  readonly name: string;
  /** Hex of the long-term key, and of the proof that its owner knows the secret one. */
  readonly publicKey: string;
  readonly proofOfPossession: string;
}

const CARD_KIND = "feldspar-card";
const INVITATION_KIND = "feldspar-invitation";

/**
 * The card of somebody who was made by `createMinerIdentity`; its `url` is the name. Nothing in it is secret. Throws
 * BAD_SCHEME, BAD_TYPE, BAD_LENGTH.
 *
 * @example
 * const identity = await createMinerIdentity({ scheme: "min-sig", url: "Ben" }); // the name as its url
 * const card = cardOf("min-sig", identity); // for the host
 * card.name; //=> "Ben"
 */
export function cardOf(
  scheme: SchemeName,
  identity: Omit<SigningIdentity, "secretKey"> & { readonly url: string },
): Card {
  return reading("identity", (): Card => {
    const read = recordOf<MinerIdentity>(identity, "identity", ["url", "publicKey", "proofOfPossession"]);
    const { url: name, publicKey, proofOfPossession } = read;
    identityDst(scheme);
    textBytes(name, "name");
    checkBytes(publicKey, "public key", schemeByName(scheme).publicKeyLength);
    checkBytes(proofOfPossession, "proof of possession", schemeByName(scheme).signatureLength);
    return {
      kind: CARD_KIND,
      scheme,
      name,
      publicKey: toHex(publicKey),
      proofOfPossession: toHex(proofOfPossession),
    };
  });
}

/** A card as it was read, and found to be right. */
export interface Guest {
  readonly id: string;
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly proofOfPossession: Uint8Array;
}

/** Throws BAD_JSON, BAD_OPTION for another scheme, BAD_PARAMETER for a proof that does not verify. */
export function readCard(card: unknown, scheme: SchemeName): Guest {
  const subject = "card";
  const reader = new JsonReader(typeof card === "string" ? parseJson(card, subject, 1 << 16) : card, subject);
  const fields = reader.object(["kind", "scheme", "name", "publicKey", "proofOfPossession"]);
  fields.kind.oneOf([CARD_KIND]);
  const named = fields.scheme.oneOf([...SCHEMES]) as SchemeName;
  if (named !== scheme) fail("BAD_OPTION", `card: it is for ${named}, the ceremony is ${scheme}`);
  const { publicKeyLength, signatureLength } = schemeByName(scheme);
  const publicKey = fields.publicKey.hex(publicKeyLength);
  const proofOfPossession = fields.proofOfPossession.hex(signatureLength);
  const name = fields.name.text(MAX_URL);
  if (!isProven(schemeByName(scheme), { publicKey, proofOfPossession }))
    fail("BAD_PARAMETER", `card of ${JSON.stringify(name)}: its proof of possession does not verify`);
  return { id: minerIdOf(publicKey), name, publicKey, proofOfPossession };
}

/** By ascending id. Throws as `readCard`, BAD_PARAMETER for one that is there twice, or names that look alike. */
export function readCards(cards: readonly unknown[], scheme: SchemeName): Guest[] {
  const guests = cards.map((card) => readCard(card, scheme)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const twice = guests.find(({ id }, at) => guests[at + 1]?.id === id);
  if (twice !== undefined) fail("BAD_PARAMETER", `members: ${JSON.stringify(twice.name)} is there twice`);
  checkNames(guests, "members");
  return guests;
}

function checkNames(members: readonly { readonly name: string }[], subject: string): void {
  const alike = alikeIn(members.map(({ name }) => name));
  if (alike !== null)
    fail("BAD_PARAMETER", `${subject}: two names look alike: ${alike.map((name) => JSON.stringify(name)).join(", ")}`);
}

/** Who takes part, and what is made: what the host signs. */
export interface Terms {
  /** Of the view that it leads to; 1 makes the key. */
  readonly number: number;
  /** Hash of the block in office; of the genesis before the first. */
  readonly previousHash: Uint8Array;
  readonly t: number;
  readonly k: number;
  /** By ascending id. */
  readonly members: readonly { readonly id: string; readonly name: string }[];
}

export interface Invitation extends Terms {
  readonly genesis: Genesis;
  readonly genesisHash: Uint8Array;
  /** The host's. */
  readonly signature: Uint8Array;
}

const termsFields: Fields<Terms> = {
  number: unsigned(64, 1),
  previousHash: fixed(32),
  t: unsigned(32, 1, MAX_MINERS),
  k: unsigned(32, 1, MAX_MINERS),
  members: list(record<Terms["members"][number]>({ id: hexName("bytes"), name: text(MAX_URL) }), MAX_MINERS),
};
export const termsFormat: Format<Terms> = record<Terms>(termsFields);

/** Terms that somebody has: as they would be read. Throws MALFORMED, BAD_TYPE. */
export function checkedTerms(terms: Terms): Terms {
  return decodeAs(termsFormat, encodeAs(termsFormat, terms), "proposal");
}

/** What the host signs. */
export function invitationMessage(genesis: Uint8Array, terms: Terms): Uint8Array {
  return encodeAs(termsFormat, terms, new Encoder(TAG.invitation).fixed(genesis, 32));
}

/** Signs terms as the host. */
export function signInvitation(genesis: Genesis, host: SigningIdentity, terms: Terms): Invitation {
  const hash = genesisHash(genesis);
  const signature = signLongTerm(genesis.scheme, host, invitationMessage(hash, terms));
  return { genesis, genesisHash: hash, ...terms, signature };
}

export interface InviteOptions {
  /** Signs what nobody else may: who is invited, and that a phase is closed. May be a member, too. */
  readonly host: MinerIdentity;
  /** Cards of the members. */
  readonly members: readonly unknown[];
  /** t, shares needed to use the key, and k, members needed for a result. Default "2/3" and "75%". */
  readonly threshold?: Threshold;
  readonly quorum?: Threshold;
  /** What the key is for: nothing else, ever. */
  readonly purpose: Exclude<Purpose, "network">;
  /** Names the key in what it signs, with random digits behind it. Default "ceremony". */
  readonly title?: string;
  readonly scheme?: SchemeName;
  /**
   * Seconds for which a dealer waits for acknowledgements, whatever it is told, before it shows anybody's share: at
   * least 30. Default 60.
   */
  readonly patience?: number;
}

const OPTIONS = ["host", "members", "threshold", "quorum", "purpose", "title", "scheme", "patience"] as const;
/** Two rounds have a millisecond at least. */
const LEAST_PATIENCE = 30;

/** The numbers t and k of a list. Throws BAD_PARAMETER. */
export function thresholdsOf(size: number, threshold: Threshold = "2/3", quorum: Threshold = "75%") {
  const parsed = { threshold: parseThreshold(threshold, "threshold"), quorum: parseThreshold(quorum, "quorum") };
  return resolveThresholds(parsed, size);
}

/**
 * Begins a ceremony: the invitation, as JSON, for everybody on the list. Throws BAD_PARAMETER, BAD_OPTION, BAD_JSON,
 * BAD_TYPE, UNKNOWN_OPTION.
 *
 * @example
 * const [ada, ben] = await Promise.all(["Ada", "Ben"].map((url) => createMinerIdentity({ scheme: "min-sig", url })));
 * const members = [ada, ben].map((one) => cardOf("min-sig", one)); // each sends a card
 * const invitation = invite({ host: ada, members, threshold: 2, quorum: 2, purpose: "signing" });
 * readInvitation(invitation).members.length; //=> 2
 */
export function invite(options: InviteOptions): InvitationJson {
  const given = optionsOf<InviteOptions>(options, OPTIONS);
  const { host, threshold, quorum, purpose, title = "ceremony", scheme = "min-sig", patience = 60 } = given;
  return reading("invite", (): InvitationJson => {
    identityDst(scheme);
    checkIdentity(host);
    textBytes(title, "title");
    if (typeof patience !== "number" || !(patience >= LEAST_PATIENCE && patience <= 86_400))
      fail("BAD_OPTION", `patience: expected seconds from ${LEAST_PATIENCE} to 86,400`);
    if (purpose !== ("signing" as string) && purpose !== "decryption")
      fail("BAD_OPTION", 'purpose: expected "signing" or "decryption"');
    const guests = readCards(listOf(given.members, "members"), scheme);
    const { t, k } = thresholdsOf(guests.length, threshold, quorum);
    if (!guests.some(({ id }) => id === host.id)) checkNames([...guests, { name: host.url }], "members and host");
    const own = { publicKey: host.publicKey, proofOfPossession: host.proofOfPossession };
    const sharders = guests.map(({ publicKey, proofOfPossession, name }) => {
      return { publicKey, proofOfPossession, stake: MEMBER_STAKE, url: name };
    });
    if (!guests.some(({ id }) => id === host.id)) sharders.push({ ...own, stake: HOST_STAKE, url: host.url });
    const genesis = makeGenesis({
      // nothing of another ceremony of the same people is anything here
      chainId: `${title}/${toHex(randomBytes(16))}`,
      ...{ scheme, purpose, mode: "reshare" as const, adminKeys: [own], sharders, startRound: PHASE_ROUNDS },
      // half of the share phase's rounds are what a dealer waits for
      roundTime: Math.max(1, Math.ceil((2000 * patience) / PHASE_ROUNDS)),
      parameters: ceremonyParameters(guests.length, t, k),
    });
    const previousHash = genesisHash(genesis);
    const members = guests.map(({ id, name }) => ({ id, name }));
    return invitationToJson(signInvitation(genesis, host, { number: 1, previousHash, t, k, members }));
  });
}

/** Rounds end nothing in a ceremony, nobody is suspended, and who was invited is selected. */
export function ceremonyParameters(miners: number, t: number, k: number) {
  const rounds = PHASE_ROUNDS;
  return {
    ...{
      miners,
      threshold: t,
      quorum: k,
      minMiners: k,
      incumbency: 0,
      tieBreak: "oldest" as const,
      viewRounds: rounds,
    },
    phaseRounds: { start: 1, contribute: rounds, share: rounds, publish: rounds, wait: rounds },
    absences: 1_000_000,
    maxAttempts: 1_000_000,
    backOff: { base: 0, cap: 0 },
  };
}

/** An invitation as it travels; read it with `readInvitation`. */
export interface InvitationJson {
  readonly kind: "feldspar-invitation";
  readonly [field: string]: unknown;
}

export function invitationToJson(invitation: Invitation): InvitationJson {
  const { genesis, signature, ...terms } = invitation;
  const json = termsFormat.toJson(terms) as Record<string, never>;
  return {
    ...(JSON.parse(canonicalJson({ ...json, signature })) as object),
    genesis: JSON.parse(genesisToJson(genesis)) as object,
    kind: INVITATION_KIND,
  };
}

/**
 * An invitation that its host has signed, and that is whole. Throws BAD_JSON, BAD_PARAMETER, MALFORMED, BAD_SIGNATURE.
 * Whether the host is who it should be, people say, and in the end the words of the transcript.
 *
 * @example
 * const { t, k, members, genesis } = readInvitation(invitation);
 * [t, k, members[0].name, genesis.purpose]; //=> [1, 1, "Ada", "signing"]
 * readInvitation(invitation.replace('"k":1', '"k":2')); //=> throws BAD_SIGNATURE
 */
export function readInvitation(json: unknown): Invitation {
  return reading("invitation", (): Invitation => {
    const subject = "invitation";
    const reader = new JsonReader(typeof json === "string" ? parseJson(json, subject, 1 << 24) : json, subject);
    const names = ["number", "previousHash", "t", "k", "members"] as const;
    const fields = reader.object(["kind", "genesis", "signature", ...names]);
    fields.kind.oneOf([INVITATION_KIND]);
    const genesis = genesisFromJson(fields.genesis.value);
    checkCeremony(genesis);
    const picked = Object.fromEntries(names.map((name) => [name, fields[name].value]));
    const terms = termsFormat.fromJson(new JsonReader(picked, subject));
    const hash = genesisHash(genesis);
    const signature = fields.signature.hex(schemeByName(genesis.scheme).signatureLength);
    if (!verifiesLongTerm(genesis.scheme, signature, invitationMessage(hash, terms), hostOf(genesis).publicKey))
      throw new FeldsparError("BAD_SIGNATURE", "invitation: the host's signature does not verify");
    const ids = terms.members.map(({ id }) => id);
    if (ids.some((id, at) => at > 0 && ids[at - 1]! >= id))
      throw new FeldsparError("BAD_PARAMETER", "invitation: expected members by ascending id, each once");
    checkNames(terms.members, subject);
    if (terms.number === 1) checkFounders(genesis, hash, terms);
    return { genesis, genesisHash: hash, ...terms, signature };
  });
}

/** Is it a genesis as `invite` makes them? Another one might end phases by itself, or have other purposes. */
export function checkCeremony(genesis: Genesis): void {
  const { mode, purpose, adminKeys, parameters, startRound, qualification } = genesis;
  const rounds = Object.entries(parameters.phaseRounds).filter(([phase]) => phase !== "start");
  const fits =
    mode === "reshare" &&
    purpose !== "network" &&
    qualification === "seed" &&
    adminKeys.length === 1 &&
    startRound === PHASE_ROUNDS &&
    parameters.viewRounds === PHASE_ROUNDS &&
    parameters.phaseRounds.start === 1 &&
    rounds.every(([, count]) => count === PHASE_ROUNDS) &&
    parameters.fastPath;
  if (!fits) throw new FeldsparError("BAD_PARAMETER", "invitation: its genesis is not that of a ceremony");
}

function checkFounders(genesis: Genesis, hash: Uint8Array, { previousHash, members, t, k }: Terms): void {
  const founders = genesis.sharders.filter(({ stake }) => stake >= MEMBER_STAKE);
  const ids = founders.map(({ publicKey }) => minerIdOf(publicKey));
  const { parameters } = genesis;
  const same =
    equalBytes(previousHash, hash) &&
    parameters.miners === members.length &&
    parameters.threshold === t &&
    parameters.quorum === k &&
    ids.length === members.length &&
    members.every(({ id, name }, at) => ids[at] === id && founders[at]!.url === name);
  if (!same) throw new FeldsparError("BAD_PARAMETER", "invitation: it is not what its genesis says");
}

/** Is this the session that the terms lead to? */
export function isAgreed(terms: Terms, previousHash: Uint8Array, session: SessionState): boolean {
  const { number, receivers, thresholds } = session;
  return (
    terms.number === number &&
    equalBytes(terms.previousHash, previousHash) &&
    terms.t === thresholds.t &&
    terms.k === thresholds.k &&
    terms.members.length === receivers.length &&
    terms.members.every(({ id }, at) => receivers[at]!.id === id)
  );
}
