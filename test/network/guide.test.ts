// Tutorials of docs/guide that run networks: every file saved, every command typed, every output as shown; on ports
// that are free, and with shorter rounds than a reader would like to look at.
import { it } from "vitest";
import { followTutorial } from "../support/tutorial.js";
import { freePorts } from "./support/ports.js";

it("Your own beacon: drand's client follows it, and a letter waits for a round of it", async () => {
  const [port] = await freePorts(1);
  const change = (code: string) =>
    code
      .replaceAll("7600", String(port))
      .replace("--period 3", "--period 1 --round-time 100 --phase-rounds 20")
      .replace("--in 10s", "--in 2s");
  const learns = ["GENESIS", "CHAIN"];
  await followTutorial("docs/guide/your-own-beacon.md", { change, learns });
}, 1_000_000);

it("A network on five machines: identities, genesis, nodes, stake, registration, a view, on one machine", async () => {
  const ports = await freePorts(5);
  const phaseRounds = { start: 5, contribute: 60, share: 60, publish: 60, wait: 20 };
  const change = (code: string) =>
    code
      .replace(/10\.0\.0\.(\d):7600/g, (_, place) => `127.0.0.1:${ports[place - 1]}`)
      .replace('"roundTime": 500', '"roundTime": 150')
      .replace('"startRound": 600', '"startRound": 80')
      .replace('"viewRounds": 7200', `$&, "phaseRounds": ${JSON.stringify(phaseRounds)}`)
      .replace("sleep 5", "sleep 0.5");
  const learns = ["HASH", ...[2, 3, 4, 5].map((place) => `MINER_${place}`)];
  await followTutorial("docs/guide/five-machines.md", { change, learns });
}, 1_500_000);
