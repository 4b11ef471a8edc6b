// Scenario 2: kill -9 at every put and after everything that is said, in every phase, of one miner, of n − k, and of
// all at once, in view changes with a new key and in those that hand one on. Nothing is lost, nobody has two MPKs, and
// all hashes are equal. A run for CI plays a twentieth of the places, with or without a new key, others every day.
import { describe, expect, it } from "vitest";
import { patience } from "../../support/patience.js";
import { contradictions, readLog } from "./support/log.js";
import { ScenarioNetwork } from "./support/network.js";
import type { KillPoint, ScenarioNode } from "./support/node.js";
import { isWhole, progress, record, stopwatch } from "./support/record.js";

const MINERS = 7;
const QUORUM = 5;
/** How many are killed when the first of them dies. */
const GROUPS = { one: 1, "n − k": MINERS - QUORUM, all: MINERS } as const;
type Group = keyof typeof GROUPS;
const GROUP_NAMES = Object.keys(GROUPS) as Group[];
/** How many places of one phase are played in one view change: each has a miner of its own. */
const A_PHASE: Readonly<Record<Group, number>> = { one: 4, "n − k": 3, all: 2 };
/** How often a place is planned that its miner does not reach, as it or others died before. */
const MOST_PLANS = isWhole ? 4 : 2;
const PARTS = 20;
/** Which part: of the day, or as the environment says. */
const day = Number(process.env.FELDSPAR_PART ?? Math.floor(Date.now() / 86_400_000));
const part = day % PARTS;
const MODES = ["fresh", "reshare"] as const;
/** The first is another one each time that all parts have been played. */
const modes = isWhole ? MODES : [MODES[(day + Math.floor(day / PARTS)) % 2]!];

/** Puts and messages of the beacon within a phase: rounds are alike, and two of them are enough. */
const MOST_OF_BEACON = 8;

type Place = Omit<KillPoint, "number">;

const nameOf = ({ phase, of, at, count }: Place): string => `${phase} ${of} ${at} ${count}`;

/** Where the miners come in a view change in which nobody is killed: what every one of them reaches. */
async function placesOf(network: ScenarioNetwork): Promise<Place[]> {
  const reached = network.miners.map(() => new Map<string, KillPoint>());
  network.miners.forEach((node, at) => {
    node.onReached = (point) => reached[at]!.set(`${point.number} ${nameOf(point)}`, point);
  });
  await network.untilView(2);
  for (const node of network.miners) node.onReached = () => {};
  const [first, ...others] = reached;
  return [...first!.values()]
    .filter((point) => point.number === 2 && others.every((one) => one.has(`2 ${nameOf(point)}`)))
    .filter(({ of, count }) => of === "miner" || count <= MOST_OF_BEACON)
    .map(({ number: _, ...place }) => place);
}

interface Outcome {
  readonly killed: readonly Place[];
  /** Places to which the miner did not come in that view. */
  readonly missed: readonly Place[];
}

/**
 * One view change in which a miner dies at each of these places, and takes a group with it. Each is there again within
 * a second.
 */
async function killAt(
  network: ScenarioNetwork,
  view: number,
  { places, size }: { readonly places: readonly Place[]; readonly size: number },
): Promise<Outcome> {
  const { miners } = network;
  const planned = places.map((place, at) => ({ place, node: miners[(view + at) % miners.length]! }));
  const killed = new Set<Place>();
  const ours = new Set<number>();
  for (const { place, node } of planned) {
    node.onEnded = ({ pid, signal }) => {
      // of somebody else's group: it has its own place still before it
      if (signal !== "SIGKILL" || ours.has(pid)) return;
      killed.add(place);
      node.tell({ kills: [] });
      const from = miners.indexOf(node);
      for (let step = 1; step < size; step++) killOther(miners[(from + step) % miners.length]!, ours);
    };
    node.tell({ kills: [{ ...place, number: view }] });
  }
  await network.untilView(view, 150);
  for (const node of miners) {
    node.onEnded = () => {};
    node.tell({ kills: [] });
  }
  return { killed: [...killed], missed: places.filter((place) => !killed.has(place)) };
}

function killOther(node: ScenarioNode, ours: Set<number>): void {
  if (node.pid === null) return;
  ours.add(node.pid);
  node.kill();
}

/** Takes the places of one view change from what is left: a miner for each, early and late ones of a phase. */
function takeRow(left: Place[], most: number): Place[] {
  const row: Place[] = [];
  const inPhase = (places: readonly Place[], phase: string) => places.filter((place) => place.phase === phase);
  while (row.length < MINERS) {
    const phases = [...new Set(left.map(({ phase }) => phase))].filter((phase) => inPhase(row, phase).length < most);
    const sizes = phases.map((phase) => inPhase(left, phase).length);
    const longest = phases[sizes.indexOf(Math.max(...sizes))];
    if (longest === undefined) break;
    const places = inPhase(left, longest);
    const next = places[row.length % 2 === 0 ? 0 : places.length >> 1]!;
    row.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return row;
}

describe.each(modes)("killed with kill -9, mode %s", (mode) => {
  it(
    "loses nothing, says nothing twice, and agrees",
    async () => {
      const seconds = stopwatch();
      // between two view changes there is time to look at the one before, and to prepare the next
      const parameters = { miners: MINERS, threshold: 4, quorum: QUORUM, minMiners: 4, viewRounds: 10 };
      const genesis = { mode, parameters };
      const network = await ScenarioNetwork.open({ miners: MINERS, sharders: 2, genesis });
      await network.start();
      await network.untilView(1);
      const places = await placesOf(network);
      const phases = ["contribute", "share", "publish", "wait"];
      expect([...new Set(places.map(({ phase }) => phase))]).toEqual(expect.arrayContaining(phases));
      const chosen = isWhole ? places : places.filter((_, at) => at % PARTS === part);
      const outcomes: { readonly view: number; readonly group: Group; killed: string[]; missed: string[] }[] = [];
      const keys = new Set<string>();
      const unreached: string[] = [];
      progress(`${mode}: ${places.length} places, ${chosen.length} of them played`);
      for (const [index, group] of GROUP_NAMES.entries()) {
        // CI: the groups take turns
        const left = isWhole ? [...chosen] : chosen.filter((_, at) => at % GROUP_NAMES.length === index);
        const plans = new Map<Place, number>();
        while (left.length > 0) {
          const row = takeRow(left, A_PHASE[group]);
          // the next one that has not begun; what comes first in one has to be told before the one before it has ended
          const now = (await network.phase())!;
          const isEarly = row.some((place) => place.phase === "start" && plans.has(place));
          const view = now.phase === "start" && !isEarly ? now.number : now.number + 1;
          if (!isEarly) await network.untilView(view - 1, 150);
          const { killed, missed } = await killAt(network, view, { places: row, size: GROUPS[group] });
          for (const place of missed) {
            const planned = (plans.get(place) ?? 0) + 1;
            plans.set(place, planned);
            if (planned < MOST_PLANS) left.push(place);
            else unreached.push(`${group}: ${nameOf(place)}`);
          }
          outcomes.push({ view, group, killed: killed.map(nameOf), missed: missed.map(nameOf) });
          await network.agreed(view, network.nodes, 60);
          await network.inOffice(view, network.miners, 60);
          expect((await network.membersOf(view)).length).toBe(MINERS);
          expect(network.sharders.every(({ pid }) => pid !== null)).toBe(true);
          const not = missed.length > 0 ? `; not ${missed.map(nameOf).join(", ")}` : "";
          progress(`${mode}: view ${view}, ${group}: ${killed.map(nameOf).join(", ")}${not}; ${left.length} left`);
          const block = await network.rest<{ groupPublicKey: string }>(`/v1/magic-blocks/${view}`);
          keys.add(block!.groupPublicKey);
        }
      }
      expect(keys.size).toBe(mode === "reshare" ? 1 : outcomes.length);
      expect(contradictions(await readLog(network))).toEqual([]);
      const statuses = network.nodes.flatMap(({ ends }) => ends.map(({ signal, status }) => signal ?? status));
      expect([...new Set(statuses)]).toEqual(["SIGKILL"]);
      const killed = outcomes.flatMap((outcome) => outcome.killed).length;
      // there may be places to which nobody comes any more, after somebody has died
      expect(unreached.length).toBeLessThanOrEqual(killed / (isWhole ? 10 : 1));
      const last = outcomes.at(-1)!.view;
      const processes = network.rows(last);
      const counts = { places: places.length, chosen: chosen.length, killed, unreached, part: isWhole ? null : part };
      record(`2-kills-${mode}`, { seconds: seconds(), mode, ...counts, views: outcomes.length, outcomes, processes });
      await network.end();
    },
    patience(7200),
  );
});
