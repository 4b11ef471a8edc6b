// The two group signatures that certify a magic block (protocol §7), from the partial ones on the chain.
import { schemeByName } from "../../bls/index.js";
import {
  confirmationMessage,
  handOverMessage,
  type MagicBlock,
  type MagicBlockCertificate,
  partyIdOf,
} from "../../magic-block/index.js";
import { combine } from "../../threshold/index.js";
import type { Failure } from "./events.js";
import { leastMembers } from "./members.js";
import type { CheckContext } from "./screen.js";

/** Both group signatures from the partial ones on the chain; a failure when there are too few. */
export function certify({ session, state }: CheckContext): MagicBlockCertificate | Failure {
  const block = session.magicBlock!;
  const hash = session.magicBlockHash!;
  const confirmed = block.miners.filter((miner) => session.confirmations[miner.index - 1]);
  const least = leastMembers(state.parameters, session.thresholds);
  if (confirmed.length < least) {
    return {
      code: "TOO_FEW_CONFIRMATIONS",
      message: `${confirmed.length} members confirmed the new key, at least ${least} are needed`,
    };
  }
  const old = state.current.magicBlock;
  const outgoing = old?.miners.filter((miner) => session.handOvers[miner.id] !== undefined) ?? [];
  if (old !== null && outgoing.length < old.t) {
    return {
      code: "NO_HAND_OVER",
      message: `${outgoing.length} members of the current set signed the hand-over, t = ${old.t} are needed`,
    };
  }
  return {
    confirmation: groupSignature(
      block,
      confirmationMessage(hash),
      confirmed,
      (miner) => session.confirmations[miner.index - 1]!,
    ),
    handOver:
      old === null
        ? null
        : groupSignature(old, handOverMessage(hash), outgoing, (miner) => session.handOvers[miner.id]!),
  };
}

type Signer = MagicBlock["miners"][number];

function groupSignature(
  block: MagicBlock,
  message: Uint8Array,
  signers: readonly Signer[],
  signatureOf: (miner: Signer) => Uint8Array,
): Uint8Array {
  const idOf = (miner: Signer) => partyIdOf(block.partyIds, miner.index, miner.id);
  return combine(schemeByName(block.scheme), {
    message,
    threshold: block.t,
    groupPublicKey: block.groupPublicKey,
    publicShares: new Map(signers.map((miner) => [idOf(miner), miner.publicShare])),
    partials: signers.map((miner) => ({ id: idOf(miner), signature: signatureOf(miner) })),
  }).signature;
}
