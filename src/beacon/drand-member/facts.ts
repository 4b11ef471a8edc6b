// What a member of a beacon in mode "drand" knows of the chain: facts of its own replica, given with every event.
import type { BlsScheme, PublicKey } from "../../bls/index.js";
import { schemeByName } from "../../bls/index.js";
import type { ChainTimes, DrandScheme } from "../drand-chain.js";
import { drandMessage } from "../drand-message.js";
import type { BeaconChainMember } from "../member/chain.js";

/** The network, which never changes. */
export interface DrandNetworkFacts extends ChainTimes {
  readonly scheme: "min-sig" | "min-pk";
  readonly drandScheme: DrandScheme;
  readonly publicKey: Uint8Array;
  /** What round 1 is chained to: the hash of block 1. */
  readonly seed: Uint8Array;
  /** Rounds that are made up for at once, at most. */
  readonly catchUp: number;
}

/** The view whose members sign. */
export interface DrandView {
  /** Magic block number. */
  readonly number: number;
  readonly blockHash: Uint8Array;
  /** Is it in office? Before and after that nobody signs a round with a share of it. */
  readonly active: boolean;
  readonly threshold: number;
  readonly members: readonly BeaconChainMember[];
}

export interface DrandFacts {
  readonly network: DrandNetworkFacts;
  readonly view: DrandView;
}

/** A round that is out. */
export interface DrandOutput {
  readonly round: number;
  readonly signature: Uint8Array;
  /** The signature before it, or the seed; null where rounds are not chained. */
  readonly previous: Uint8Array | null;
}

/** What is looked up again and again. */
export interface DrandLookUps {
  readonly scheme: BlsScheme;
  readonly members: readonly BeaconChainMember[];
  readonly positions: ReadonlyMap<string, number>;
  readonly groupPublicKey: PublicKey;
}

export function lookUpsOf({ network, view: { members } }: DrandFacts): DrandLookUps {
  const scheme = schemeByName(network.scheme);
  const positions = new Map(members.map(({ id }, position) => [id, position]));
  return { scheme, members, positions, groupPublicKey: scheme.preparePublicKey(network.publicKey) };
}

export const isChained = ({ drandScheme }: Pick<DrandNetworkFacts, "drandScheme">): boolean =>
  drandScheme === "pedersen-bls-chained";

/** The bytes that are signed. */
export function messageOf({ drandScheme }: DrandNetworkFacts, round: number, previous: Uint8Array | null): Uint8Array {
  const link = previous === null ? {} : { previousSignature: previous };
  return drandMessage({ scheme: drandScheme }, { round, ...link });
}
