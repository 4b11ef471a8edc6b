// The wait phase: a member of the new set confirms its key, a member of the current set hands over.
import { schemeByName } from "../../bls/index.js";
import { equalBytes } from "../../encoding/index.js";
import { confirmationMessage, handOverMessage } from "../../magic-block/index.js";
import { encodeWait } from "../payloads.js";
import { secretShareOf } from "./key.js";
import type { MinerKey } from "./state.js";
import { submit } from "./submit.js";
import type { Turn } from "./turn.js";

/**
 * Signs the hash with the new key, if this miner is a member and has it, and with the current one, if it is in
 * office.
 */
export function confirm(turn: Turn): void {
  const { onChain, chain, scheme, options } = turn;
  const { magicBlock: block, magicBlockHash: blockHash } = onChain;
  if (block === null || blockHash === null || onChain.certified) return;
  if (turn.session.transactions.wait !== undefined) {
    submit(turn, "wait", () => new Uint8Array(0));
    return;
  }
  const old = currentKey(turn);
  const { index, incoming } = turn.session;
  const secretShare = secretShareOf({ scheme, cache: options.cache, session: onChain, block, index, incoming });
  if (secretShare === null && old === undefined) return;
  if (secretShare !== null) keep(turn, { number: block.number, blockHash, index, secretShare });
  const confirmation = secretShare === null ? null : scheme.sign(confirmationMessage(blockHash), secretShare);
  const oldBlock = chain.current.magicBlock;
  const handOver =
    old === undefined ? null : schemeByName(oldBlock!.scheme).sign(handOverMessage(blockHash), old.secretShare);
  submit(turn, "wait", () => encodeWait({ confirmation, handOver }));
}

function currentKey({ chain, identity, state }: Turn): MinerKey | undefined {
  const { magicBlock, number, hash } = chain.current;
  if (magicBlock?.miners.some((miner) => miner.id === identity.id) !== true) return undefined;
  return state.keys.find((key) => key.number === number && equalBytes(key.blockHash, hash));
}

function keep(turn: Turn, key: MinerKey): void {
  turn.replace({ keys: [...turn.state.keys.filter((held) => held.number !== key.number), key] });
}

/** Keys of views that are over. */
export function forgetOldKeys(turn: Turn): void {
  const keys = turn.state.keys.filter((key) => key.number >= turn.chain.current.number);
  if (keys.length !== turn.state.keys.length) turn.replace({ keys });
}
