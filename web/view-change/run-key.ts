// The key of a run, as its members have it: each signs with a share of its own, and what they signed is put together.
// The shares stay in the worker that has this.
import { schemeByName } from "../../src/bls/index.js";
import { FeldsparError, toHex, utf8 } from "../../src/encoding/index.js";
import { combine, recoverSignature } from "../../src/entry/threshold.js";
import { applicationMessage, type MagicBlock, type SimulatedShare } from "../../src/entry/view-change.js";
import type { KeySummary, KeyUse } from "./messages.js";

/** What is signed says where: nothing else that this key signs can be mistaken for it. */
const CONTEXT = "feldspar-dkg/page";

interface Signatory extends SimulatedShare {
  /** Signs something else, as the plan of the run says. */
  readonly lies: boolean;
}

export class RunKey {
  private readonly signatories: readonly Signatory[];

  /** `liars`: indices of those with the fault "bad-partial". */
  constructor(
    private readonly block: MagicBlock,
    private readonly chainId: string,
    shares: readonly SimulatedShare[],
    liars: ReadonlySet<number>,
  ) {
    this.signatories = shares.map((share) => ({ ...share, lies: liars.has(share.index) }));
  }

  get summary(): KeySummary {
    const { t, scheme, groupPublicKey } = this.block;
    return {
      threshold: t,
      groupPublicKey: toHex(groupPublicKey),
      scheme,
      holders: this.signatories.map(({ index }) => index),
    };
  }

  /** What comes out when these members sign a text together. Throws EMPTY for nobody. */
  sign(text: string, indices: readonly number[]): KeyUse {
    const { block, chainId } = this;
    const scheme = schemeByName(block.scheme);
    const message = applicationMessage(chainId, CONTEXT, utf8(text));
    const signers = this.signatories.filter(({ index }) => indices.includes(index));
    const begun = performance.now();
    const partials = signers.map(({ partyId, secretShare, lies }) => ({
      id: partyId,
      signature: scheme.sign(lies ? new Uint8Array(1) : message, secretShare),
    }));
    const signed = performance.now();
    const indexOf = new Map(block.members.map(({ partyId, index }) => [String(partyId), index] as const));
    const about = { signers: signers.map(({ index }) => index), text, signMilliseconds: signed - begun };
    try {
      const { signature, invalid } = combine(scheme, {
        ...{ message, partials, threshold: block.t, groupPublicKey: block.groupPublicKey },
        publicShares: new Map(block.members.map(({ partyId, publicShare }) => [partyId, publicShare] as const)),
      });
      const valid = scheme.verify(signature, message, block.groupPublicKey);
      const liars = invalid.map((id) => indexOf.get(String(id)) ?? 0);
      const combineMilliseconds = performance.now() - signed;
      return { ...about, combined: toHex(signature), valid, liars, combineMilliseconds };
    } catch (error) {
      if (!(error instanceof FeldsparError) || error.code !== "THRESHOLD") throw error;
      // what they have is put together all the same, to see that it is nothing
      const combined = recoverSignature(scheme, partials);
      const valid = scheme.verify(combined, message, block.groupPublicKey);
      const liars = (error.culprits ?? []).map((id) => indexOf.get(String(id)) ?? 0);
      return { ...about, combined: toHex(combined), valid, liars, combineMilliseconds: performance.now() - signed };
    }
  }
}
