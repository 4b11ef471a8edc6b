// Do the honest miners agree? What they must agree about is in their own states: a share of the very block that is in
// office, which fits the public share that stands there.
import { schemeByName } from "../bls/index.js";
import { equalBytes } from "../encoding/index.js";
import type { MagicBlockMember } from "../magic-block/index.js";
import type { MinerKey } from "../view-change/miner/state.js";
import type { Stage } from "./stage.js";

/** The share that a member's machine has of the block in office, if it has one. */
export function keyInOffice(stage: Stage, { id }: Pick<MagicBlockMember, "id">): MinerKey | undefined {
  const { number, hash } = stage.state.current;
  const machine = stage.machines.get(id)!;
  return machine.state.keys.find((key) => key.number === number && equalBytes(key.blockHash, hash));
}

/** Of the block in office; a member that is down, or faulty, may have none. */
export function agrees(stage: Stage): boolean {
  const { magicBlock } = stage.state.current;
  if (magicBlock === null) return true;
  const scheme = schemeByName(magicBlock.scheme);
  return magicBlock.members.every((member) => {
    const key = keyInOffice(stage, member);
    if (key !== undefined) {
      return key.index === member.index && equalBytes(scheme.getPublicKey(key.secretShare), member.publicShare);
    }
    const { id } = member;
    // under Züs' rules a dealer need not publish anything about a receiver that has no share of it
    const mayLack = magicBlock.body.qualification === "zus" || stage.cast.textsOf(id).length > 0;
    return mayLack || !stage.machines.get(id)!.up;
  });
}
