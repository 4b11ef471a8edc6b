// A dealer that signs wrong shares, on a network over HTTP: who finds it keeps the proof, and hands it to the sharders.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { EVIDENCE_FILE, EvidenceLog } from "../../src/cli/network/evidence-log.js";
import { silent } from "../../src/processes/observer.js";
import { Behaviour, type World } from "../../src/simulation/faults/behaviour.js";
import type { Fault } from "../../src/simulation/faults/plan.js";
import { BadSharer } from "../../src/simulation/faults/shares.js";
import { evidenceFromJson, verifyEvidenceFile } from "../../src/view-change/evidence-file.js";
import type { MinerIdentity } from "../../src/view-change/identity.js";
import { Miner } from "../../src/view-change/miner/miner.js";
import { type Network, startNetwork } from "./support/in-process.js";
import { until } from "./support/until.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-found-evidence-"));
let network: Network | null = null;

afterEach(async () => {
  vi.restoreAllMocks();
  await network?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** From now on this miner deals wrong shares to everybody, and signs them. */
function dealBadly(liar: () => MinerIdentity | undefined): void {
  const { step } = Miner.prototype;
  let sharer: BadSharer | null = null;
  const always = { phase: null, view: null, attempt: null };
  const fault: Fault = { kind: "bad-share", who: "liar", whom: [], text: "bad-share", ...always };
  vi.spyOn(Miner.prototype, "step").mockImplementation(function (this: Miner, before, event) {
    const { state, effects } = step.call(this, before, event);
    const { session } = event.chain;
    const identity = liar();
    const dealer = session?.dealers[(state.session?.dealer ?? 0) - 1];
    if (session === null || identity === undefined || dealer?.id !== identity.id) return { state, effects };
    const world = { scheme: "min-sig", chain: () => event.chain } as unknown as World;
    sharer ??= new BadSharer(new Behaviour(world, identity, () => [fault]));
    const bad = sharer;
    const all = effects.flatMap((effect) =>
      effect.type === "send-share" ? bad.send(effect, session, state) : [effect],
    );
    return { state, effects: all };
  });
}

it("a wrong share that its dealer has signed is in evidence.jsonl of who found it, and at the sharders", async () => {
  let liar: MinerIdentity | undefined;
  dealBadly(() => liar);
  const [path, taken] = ["miner", "sharder"].map((name) => join(folder, name, EVIDENCE_FILE)) as [string, string];
  const log = { level: "info", write: () => {} } as const;
  const [{ observer }, { observer: sharderObserver }] = [path, taken].map((file) => {
    mkdirSync(dirname(file));
    return new EvidenceLog(dirname(file), log);
  }) as [EvidenceLog, EvidenceLog];
  const made = await startNetwork({
    ...{ miners: 4, sharders: 1 },
    onFounded: ({ miners }) => {
      liar = miners[1];
    },
    observer: (place) => (place === 0 ? observer : silent),
    sharderObserver,
  });
  network = made;
  await until(() => existsSync(path) && made.sharders[0]!.evidence.files.length > 0, 60);
  const [line] = readFileSync(path, "utf8").split("\n");
  expect(verifyEvidenceFile(evidenceFromJson(line))).toMatchObject({ valid: true, against: liar!.id });
  expect(made.sharders[0]!.evidence.files[0]).toMatchObject({ against: liar!.id, type: "share" });
  const [kept] = readFileSync(taken, "utf8").split("\n");
  expect(verifyEvidenceFile(evidenceFromJson(kept))).toMatchObject({ valid: true, against: liar!.id });
}, 500_000);
