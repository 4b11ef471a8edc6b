// Evidence against a dealer, as a file.
import { evidenceFileOf } from "../../../src/view-change/contract/evidence-file.js";
import { evidenceToJson } from "../../../src/view-change/evidence-file.js";
import { signTransaction } from "../../../src/view-change/transaction.js";
import type { Driven } from "../../protocol/view-change/driven.js";

/** Two MPKs of the dealer of this place. */
export function twoMpks(driven: Driven, place: number): string {
  const dealer = driven.everybody[place]!;
  const [first] = driven.transactions("mpk", dealer.id);
  const payload = first!.payload.map((byte, at) => (at === first!.payload.length - 1 ? byte ^ 1 : byte));
  const { signature: _, ...unsigned } = { ...first!, payload };
  const second = signTransaction(driven.state.genesis.scheme, dealer, unsigned);
  return evidenceToJson(evidenceFileOf(driven.state, { type: "mpk", first: first!, second })!);
}
