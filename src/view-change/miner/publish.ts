// What a dealer publishes: for everybody on the list the acknowledgement, or else the share itself.
import { bitmapHas } from "../../encoding/index.js";
import { remaining } from "../contract/state.js";
import { bitmapOfIndices, encodePublication } from "../payloads.js";
import { signOwn } from "./acknowledge.js";
import type { Turn } from "./turn.js";

/** The payload of the publication; the own share is acknowledged by its maker. */
export function publication(turn: Turn): Uint8Array {
  const { onChain, options, scheme } = turn;
  const { index: own, outgoing, shares } = turn.session;
  const list = remaining(onChain);
  const acknowledgers = list.filter((index) => index !== own && outgoing[index - 1]!.valid === true);
  const entries = list.filter((index) => index === own || outgoing[index - 1]!.valid === true);
  const acknowledged = bitmapOfIndices(entries, onChain.list.length);
  const signatures = [signOwn(turn, own)];
  if (acknowledgers.length > 0) {
    // as they were added up when they were checked
    const others = acknowledgers.map((index) => outgoing[index - 1]!.acknowledgement!);
    signatures.push(options.work.aggregateAcknowledgements(others));
  }
  const content = {
    acknowledged,
    aggregate: scheme.aggregateSignatures(signatures),
    reveals: list
      .filter((index) => !bitmapHas(acknowledged, index - 1))
      .map((index) => ({ index, share: shares[index - 1]! })),
  };
  return encodePublication(content, onChain.list.length);
}
