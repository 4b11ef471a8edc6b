// All cases, for the suites (benny) and for the comparison with the peers alike. Groups that were not asked for are not
// prepared.

import { loadPeers } from "../peers/index.js";
import { blsCases } from "./bls.js";
import { type Case, GROUPS, type Group, type Kernel } from "./case.js";
import { curveCases } from "./curve.js";
import { fieldCases } from "./field.js";
import { msmCases } from "./msm.js";
import { pairingCases } from "./pairing.js";
import { sharingCases } from "./sharing.js";
import { viewCases } from "./view.js";

/** Throws for a name that is no group's. */
export function groupsOf(list: string): Group[] {
  const names = list.split(",");
  const wrong = names.find((name) => !(GROUPS as readonly string[]).includes(name));
  if (wrong !== undefined) throw new Error(`--groups: expected some of ${GROUPS.join(",")}, got "${wrong}"`);
  return GROUPS.filter((group) => names.includes(group));
}

/** Group by group, so that what one group holds in memory can go before the next is made. */
export async function* casesOf(groups: readonly Group[], kernel: Kernel): AsyncGenerator<readonly Case[]> {
  const peers = await loadPeers();
  const makers: Record<Group, () => Case[] | Promise<Case[]>> = {
    field: () => fieldCases(peers, kernel),
    curve: () => curveCases(peers),
    msm: () => msmCases(peers),
    pairing: () => pairingCases(peers),
    bls: () => blsCases(peers),
    sharing: () => sharingCases(peers),
    view: () => viewCases(),
  };
  for (const group of groups) yield await makers[group]();
}
