// Why what went wrong did no harm: a sentence for each kind of it.
import type { RemovalCode } from "../../src/entry/view-change.js";
import type { Happening } from "./run-model.js";

const REMOVED: Record<RemovalCode, string> = {
  "no-mpk": "The key does not need everybody: the polynomials of enough dealers are in it, and this one is not.",
  "no-publication":
    "Nobody can tell who has its shares, so its polynomial stays out of the key. The others’ shares fit without it.",
  "dealer-rule": "Too few could use its shares, so its polynomial stays out of the key, for everybody alike.",
  "receiver-rule": "So many of its shares are public that its share of the key would be no secret: it is given none.",
};

/** By what a miner noticed. */
const NOTICED: Record<string, string> = {
  BAD_SHARE:
    "The commitments are public, so a wrong share is seen at once. The dealer must show a right one to all, or is out.",
  TWO_SHARES: "Only one of them fits the public commitments. Both are signed by the dealer: that proves the lie.",
  BAD_ENVELOPE:
    "What cannot be opened is as if nothing had come: the dealer must show everybody that share or be left out.",
  BAD_ACKNOWLEDGEMENT: "It counts as none: the dealer shows that share to everybody, which is right for all to see.",
  ANOTHER_MPK: "Commitments count with their dealer’s signature alone: those in its name are refused.",
};

const REFUSED = "Everybody computes the same contract, so all refuse it alike: it has changed nothing for anybody.";
const EXPOSED = "They are no members, and at most n − k: too few to say anything about the key.";
const BROKEN_OFF =
  "No key was made, so there is none to steal. What was dealt is worth nothing; the next attempt deals anew.";
const NOT_HANDED_OVER = "Without the signature of those in office nobody follows the new set: the old one stays.";

/** Null for what is as it should be. */
export function whyHarmless(happening: Happening): string | null {
  switch (happening.kind) {
    case "removed":
      return REMOVED[happening.miner.code];
    case "refused":
      return REFUSED;
    case "noticed":
      return NOTICED[happening.evidence.code] ?? REFUSED;
    case "exposed":
      return EXPOSED;
    case "ended":
      if (happening.report.reason !== null) return BROKEN_OFF;
      return happening.report.outcome === "decided" ? NOT_HANDED_OVER : null;
    default:
      return null;
  }
}
