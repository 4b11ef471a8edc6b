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
  readonly killed: string[];
  /** Places to which the miner did not come in that view. */
  readonly missed: string[];
}

/**
 * One view change in which a miner dies at each of these places, one in each phase, and takes a group with it. Each is
 * there again within a second.
 */
async function killAt(
  network: ScenarioNetwork,
  view: number,
  { places, size }: { readonly places: readonly Place[]; readonly size: number },
): Promise<Outcome> {
  const { miners } = network;
  const planned = places.map((place, at) => ({ place, node: miners[(view + at) % miners.length]! }));
  const killed: string[] = [];
  const ours = new Set<number>();
  for (const { place, node } of planned) {
    node.onEnded = ({ pid, signal }) => {
      // of somebody else's group: it has its own place still before it
      if (signal !== "SIGKILL" || ours.has(pid)) return;
      killed.push(nameOf(place));
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
  return { killed, missed: planned.map(({ place }) => nameOf(place)).filter((name) => !killed.includes(name)) };
}

function killOther(node: ScenarioNode, ours: Set<number>): void {
  if (node.pid === null) return;
  ours.add(node.pid);
  node.kill();
}

/** One place of each phase for every view change, until all are used. */
function rowsOf(places: readonly Place[]): Place[][] {
  const phases = [...new Set(places.map(({ phase }) => phase))];
  const columns = phases.map((phase) => places.filter((place) => place.phase === phase));
  const rows = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: rows }, (_, row) => columns.flatMap((column) => column[row] ?? []));
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
      const sizes = Object.entries(GROUPS);
      const runs = sizes.flatMap(([group, size]) => rowsOf(chosen).map((row) => ({ group, size, places: row })));
      // CI: the groups take turns
      const played = isWhole ? runs : rowsOf(chosen).flatMap((row, at) => ({ ...group(sizes, at), places: row }));
      const outcomes: ({ readonly view: number; readonly group: string } & Outcome)[] = [];
      const keys = new Set<string>();
      progress(`${mode}: ${places.length} places, ${chosen.length} of them played in ${played.length} view changes`);
      for (const run of played) {
        // the next one that has not begun
        const now = (await network.phase())!;
        const view = now.phase === "start" ? now.number : now.number + 1;
        await network.untilView(view - 1, 150);
        outcomes.push({ view, group: run.group, ...(await killAt(network, view, run)) });
        await network.agreed(view, network.nodes, 60);
        await network.inOffice(view, network.miners, 60);
        expect((await network.membersOf(view)).length).toBe(MINERS);
        expect(network.sharders.every(({ pid }) => pid !== null)).toBe(true);
        const { killed: died, missed: not } = outcomes.at(-1)!;
        progress(
          `${mode}: view ${view}, ${run.group}: ${died.join(", ")}${not.length > 0 ? `; not ${not.join(", ")}` : ""}`,
        );
        const block = await network.rest<{ groupPublicKey: string }>(`/v1/magic-blocks/${view}`);
        keys.add(block!.groupPublicKey);
      }
      expect(keys.size).toBe(mode === "reshare" ? 1 : played.length);
      expect(contradictions(await readLog(network))).toEqual([]);
      const statuses = network.nodes.flatMap(({ ends }) => ends.map(({ signal, status }) => signal ?? status));
      expect([...new Set(statuses)]).toEqual(["SIGKILL"]);
      const killed = outcomes.flatMap((outcome) => outcome.killed).length;
      const missed = outcomes.flatMap((outcome) => outcome.missed);
      expect(missed.length).toBeLessThanOrEqual(killed);
      const last = outcomes.at(-1)!.view;
      const processes = network.rows(last);
      const counts = { places: places.length, chosen: chosen.length, killed, missed, part: isWhole ? null : part };
      record(`2-kills-${mode}`, { seconds: seconds(), mode, ...counts, views: outcomes.length, outcomes, processes });
      await network.end();
    },
    patience(3600),
  );
});

function group(sizes: readonly (readonly [string, number])[], at: number) {
  const [name, size] = sizes[at % sizes.length]!;
  return { group: name, size };
}
