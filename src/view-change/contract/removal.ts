// How somebody is taken out of a role.
import type { MagicBlockRemoval, Phase, RemovalCode, Role } from "../../magic-block/index.js";
import { listOf, memberAt, type SessionState } from "./state.js";

export function removalOf(
  session: SessionState,
  role: Role,
  index: number,
  phase: Phase,
  code: RemovalCode,
  count = 0,
): MagicBlockRemoval {
  return { role, index, id: memberAt(listOf(session, role), index)!.id, phase, code, count };
}
