// What each phase is about, in a sentence; and the same of the four miners of the drawing.
import type { Mode, Phase } from "../../src/entry/view-change.js";
import { short } from "../page/copyable.js";
import { TOY_THRESHOLD, type Toy } from "./toy.js";

export type Step = Phase | "beacon";

const FRESH: Record<Step, string> = {
  start: "The list is frozen: those with the most stake are on it, and a lot decides among equals.",
  contribute:
    "Everybody draws a polynomial and keeps it, but publishes commitments: they check shares, and give nothing away.",
  share: "Everybody sends each of the others one value of the polynomial, sealed; who gets a right one signs for it.",
  publish: "Each dealer shows what was signed; where a signature is missing, it shows everybody that one share.",
  wait: "What everybody was given, added up, is its share of the key. All sign with it, and the set takes office.",
  beacon: "Any t members sign each round together, and the hash of the signature is the random number.",
};
const RESHARE: Partial<Record<Step, string>> = {
  contribute:
    "The members in office draw polynomials that begin at their own shares: what is dealt is the key they have.",
  share: "They send each receiver on the new list one value, sealed; who gets a right one signs that it has it.",
  wait: "The new members put the old shares' values together: other shares, the same key. Those in office hand over.",
};

export const sentenceOf = (step: Step, mode: Mode): string =>
  (mode === "reshare" ? RESHARE[step] : undefined) ?? FRESH[step];

/** Of the drawing. */
export function toySentence(step: Step, toy: Toy): string {
  switch (step) {
    case "start":
      return `Four miners, of whom any ${TOY_THRESHOLD} shall sign. They stand at 1 to 4; secrets lie at 0.`;
    case "contribute": {
      const shown = (toy.commitments[0] ?? []).map(short).join(", ");
      return `Each draws a curve, a + b·x + c·x², and publishes a·G, b·G and c·G. Those of miner 1: ${shown}.`;
    }
    case "share":
      return (
        `Each gives everybody the height of its curve there: 1 gives 3 the number ${toy.shares[0]?.[2]}. ` +
        `All 16 fit the commitments: ${toy.right ? "checked" : "not so"}.`
      );
    case "publish":
      return "All shares were right and signed for, so all four curves are in the key.";
    case "wait":
      return (
        `Each adds up a column: ${toy.sums.join(", ")}. These lie on the sum of the curves. ` +
        `It starts at the key, which nobody has computed; its public part is ${short(toy.groupPublicKey)}.`
      );
    case "beacon":
      return [
        ...toy.signatures.map(({ signers, signature }) => `Miners ${signers.join(", ")} sign: ${short(signature)}.`),
        toy.verified ? "It is the same, and verifies." : "They differ.",
      ].join(" ");
  }
}
