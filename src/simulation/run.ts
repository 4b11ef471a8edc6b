// The in-process driver: miners, sharders, a chain, a network and a clock in one process, in virtual time. With a seed
// everything is reproducible to the byte: the same genesis, the same magic blocks, the same beacon.
import { reading } from "../../bindings/arguments.js";
import { keyInOffice } from "./agreement.js";
import { BeaconPlay } from "./beacon-members.js";
import { type BeaconRun, makeRounds } from "./beacon-rounds.js";
import { settingsOf } from "./options.js";
import { MOST_BLOCKS, play } from "./play.js";
import type { RunViewChangeOptions, ViewChangeResult } from "./report/report.js";
import { Stage } from "./stage.js";

/**
 * A simulation: runs whole view changes in this process, and beacon rounds after the last. Throws BAD_PARAMETER,
 * BAD_FAULT for options that make no sense; everything that goes wrong in the protocol is in the result.
 *
 * @example
 * // a simulation: one process plays all miners and knows all shares
 * const candidates = [30, 20, 20, 10].map((stake) => ({ stake }));
 * const options = { candidates, miners: 4, threshold: 3, quorum: 3, faults: "bad-share:1>2" };
 * const { activated, magicBlock, attempts } = await runViewChange(options);
 * activated; //=> true
 * magicBlock!.memberCount; //=> 4
 * attempts[0].evidence.map(({ code }) => code); //=> ["BAD_SHARE"]
 */
export async function runViewChange(options: RunViewChangeOptions): Promise<ViewChangeResult> {
  const begun = performance.now();
  const stage = await Stage.set(reading("options", () => settingsOf(options)));
  await play(stage);
  stage.observer.end(stage.state);
  tellShares(stage);
  const beacon = await playBeacon(stage);
  stage.replica.close();
  return resultOf(stage, beacon, performance.now() - begun);
}

/** Those of the members in office, to whoever asked for them. */
function tellShares(stage: Stage): void {
  const { onShares } = stage.settings.options;
  const block = stage.magicBlocks.at(-1);
  if (onShares === undefined || block === undefined) return;
  onShares(
    block.members.flatMap((member) => {
      const key = stage.machines.get(member.id)!.up ? keyInOffice(stage, member) : undefined;
      const { index, partyId } = member;
      return key === undefined ? [] : [{ index, partyId, secretShare: key.secretShare.slice() }];
    }),
  );
}

/** Larger sets make their rounds together: every round is a message from everybody to everybody. */
const MOST_APART = 32;

/** The rounds that are asked for, from the last view's starting round on; none where not all views were made. */
async function playBeacon(stage: Stage): Promise<BeaconRun> {
  const { magicBlocks, settings } = stage;
  const { rounds, views, options } = settings;
  const block = magicBlocks.at(-1);
  if (block === undefined || magicBlocks.length < views || rounds === 0) return { rounds: [], failure: null };
  const apart = options.beaconMembers ?? (block.members.length > MOST_APART ? "together" : "apart");
  return apart === "apart" ? new BeaconPlay(stage, block).run(rounds) : makeRounds(stage, block, rounds);
}

function resultOf(stage: Stage, beacon: BeaconRun, milliseconds: number): ViewChangeResult {
  const { observer, magicBlocks, settings, founding, state, time, network, blocks } = stage;
  const { checked, chainId, mode, views, candidates } = settings;
  const { genesis, genesisHash } = founding;
  const activated = magicBlocks.length === views;
  return {
    activated,
    failure: activated ? beacon.failure : reasonOf(stage),
    genesis,
    genesisHash,
    parameters: checked.parameters,
    scheme: genesis.scheme,
    mode,
    chainId,
    warnings: checked.warnings,
    secrecyMargin: checked.secrecyMargin,
    candidates: candidates.length,
    attempts: observer.attempts,
    magicBlocks,
    magicBlock: activated ? magicBlocks.at(-1)! : null,
    agreement: stage.agreement,
    beacon: beacon.rounds,
    rounds: state.round,
    virtualMilliseconds: time.now(),
    milliseconds,
    messages: { ...network.counts },
    blocks,
  };
}

/** Why not every view was made. */
function reasonOf({ observer, state }: Stage): { readonly code: string; readonly message: string } {
  if (state.session?.decided != null) {
    const what = state.current.number === 0 ? "the genesis' sharders" : "the set in office";
    return { code: "NO_HAND_OVER", message: `${what} did not sign the decided block ${state.session.number}` };
  }
  const tooLong = { code: "TOO_MANY_ROUNDS", message: `no magic block within ${MOST_BLOCKS} blocks` };
  return observer.attempts.at(-1)?.reason ?? tooLong;
}
