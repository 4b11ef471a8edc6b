// The wait phase, first step: a member of the new set has its share of the new key, durably, and says so.
import { confirmMessage } from "../../magic-block/index.js";
import { secretShareOf } from "./key.js";
import { checkShares } from "./receive.js";
import type { MinerKey } from "./state.js";
import { submit } from "./submit.js";
import type { Turn } from "./turn.js";

/**
 * Signs the confirm message of the block with the new share, and nothing else with it before the block is activated
 * (see office.ts). The key is stored in the same state as the confirmation, before that is sent.
 */
export function confirm(turn: Turn): void {
  const { magicBlock: block, magicBlockHash: blockHash, publishedAt } = turn.onChain;
  if (block === null || blockHash === null || turn.session.receiver === 0) return;
  if (turn.session.transactions.confirm !== undefined) {
    submit(turn, "confirm", () => new Uint8Array(0));
    return;
  }
  if (!turn.mayActUpon(publishedAt)) return;
  checkShares(turn, true);
  const { onChain, scheme, options } = turn;
  const { receiver: index, incoming } = turn.session;
  const secretShare = secretShareOf({ scheme, cache: options.cache, session: onChain, block, index, incoming });
  if (secretShare === null) return;
  keep(turn, {
    number: block.number,
    blockHash,
    session: onChain.id,
    attempt: onChain.attempt,
    index,
    partyId: turn.receiverAt(index).partyId,
    secretShare,
    handOver: null,
  });
  submit(turn, "confirm", () => scheme.sign(confirmMessage(blockHash), secretShare));
}

function keep(turn: Turn, key: MinerKey): void {
  turn.replace({ keys: [...turn.state.keys.filter((held) => held.number !== key.number), key] });
}
