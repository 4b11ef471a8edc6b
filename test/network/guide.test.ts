// Tutorials of docs/guide that run networks: every file saved, every command typed, every output as shown; on ports that
// are free, and with shorter rounds than a reader has the time to look at.
import { expect, it } from "vitest";
import { followTutorial } from "../support/tutorial.js";
import { freePorts } from "./support/ports.js";

it("Your own beacon: drand's client follows it, and a letter waits for a round of it", async () => {
  const [port] = await freePorts(1);
  const change = (code: string) =>
    code
      .replaceAll("7600", String(port))
      .replace("--period 3", "--period 1 --round-time 100 --phase-rounds 10")
      .replace("--in 10s", "--in 2s");
  const learns = ["GENESIS", "CHAIN"];
  await followTutorial("docs/guide/your-own-beacon.md", { change, learns });
}, 200_000);
