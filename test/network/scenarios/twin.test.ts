// Scenario 8: a second process of one identity, and a miner whose old backup was restored: neither says anything in its
// name that differs from what was said.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DAEMON_EXIT } from "../../../src/cli/network/exit.js";
import { patience } from "../../support/patience.js";
import { freePorts } from "../support/ports.js";
import { contradictions, readLog } from "./support/log.js";
import { HASTY, ScenarioNetwork } from "./support/network.js";
import { ScenarioNode } from "./support/node.js";
import { record, stopwatch } from "./support/record.js";

/** A process with the identity of another one, an address of its own, and nothing in its store. */
async function twinOf({ place }: ScenarioNode): Promise<ScenarioNode> {
  const folder = `${place.folder}-twin`;
  mkdirSync(folder, { mode: 0o700 });
  cpSync(join(place.folder, "identity.json"), join(folder, "identity.json"));
  const settings = JSON.parse(readFileSync(join(place.folder, "feldspar.json"), "utf8"));
  const [port] = await freePorts(1);
  writeFileSync(join(folder, "feldspar.json"), JSON.stringify({ ...settings, listen: `127.0.0.1:${port}` }));
  return new ScenarioNode({ ...place, name: `${place.name}-twin`, folder });
}

it(
  "a twin and an old backup are set aside, and the others go on",
  async () => {
    const seconds = stopwatch();
    const parameters = { miners: 7, threshold: 4, quorum: 5, absences: 100, phaseRounds: HASTY };
    // a chain without a beacon: views are what this is about
    const genesis = { purpose: "signing", parameters } as const;
    const network = await ScenarioNetwork.open({ miners: 7, sharders: 2, genesis });
    const original = network.node("miner-3");
    const twin = await twinOf(original);
    try {
      await network.start(["miner-3"]);
      original.start();
      twin.start();
      const endings = () => [...original.ends, ...twin.ends].map(({ status }) => status);
      await network.untilView(1);
      await network.until(() => endings().length > 0, 30, "one of the twins ends");
      expect(endings()).toEqual([DAEMON_EXIT.setAside]);
    } finally {
      await twin.end();
    }
    const left = network.nodes.filter((node) => node.pid !== null);
    const hash = await network.agreed(1, left);

    // an old backup: its store as it was between views, put in the place of what it has said since
    const restored = network.node("miner-5");
    const [db, backup] = ["db", "backup"].map((name) => join(restored.place.folder, name)) as [string, string];
    const number = (await network.phase())!.number + 1;
    await network.untilView(number - 1);
    await restored.down();
    cpSync(db, backup, { recursive: true });
    restored.start();
    const isDealing = async () => {
      const phase = await network.phase();
      return phase!.number >= number && phase!.phase === "share";
    };
    await network.until(isDealing, 60, "shares are dealt");
    const { number: struck } = (await network.phase())!;
    await restored.down("SIGKILL");
    rmSync(db, { recursive: true });
    cpSync(backup, db, { recursive: true });
    const before = restored.ends.length;
    restored.start();
    await network.until(() => restored.ends.length > before, 30, "the restored miner is set aside");
    expect(restored.ends.at(-1)!.status).toBe(DAEMON_EXIT.setAside);
    await network.untilView(struck);
    // somebody has looked: it takes part in the next one
    restored.start();
    await network.begun([restored]);
    const next = (await network.phase())!.number + 1;
    await network.untilView(next);
    const running = network.nodes.filter((node) => node.pid !== null);
    await network.agreed(next, running);
    expect(await network.membersOf(next)).toContain(restored.place.id);
    const said = contradictions(await readLog(network));
    // only the twins, and each of them once: one of the two had to come second
    expect(said.every(({ sender }) => sender === original.place.id)).toBe(true);
    record("8-twin", { seconds: seconds(), hash, processes: network.rows(next) });
    await network.end();
  },
  patience(400),
);
