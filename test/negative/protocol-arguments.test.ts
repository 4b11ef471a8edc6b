// B11: hostile values for the entries of the protocol, of nodes and of beacons; see arguments.test.ts. The protocol is
// run on one build of the core here, as everywhere.
import { afterAll, describe } from "vitest";
import { BEACON } from "./arguments/beacon.js";
import { LIGHT_CLIENT } from "./arguments/light-client.js";
import { endLog, LOG } from "./arguments/log.js";
import { endNodes, NODE } from "./arguments/node.js";
import { meetHostileValues } from "./arguments/suite.js";
import { VIEW_CHANGE } from "./arguments/view-change.js";

afterAll(async () => {
  await endNodes();
  await endLog();
});

describe("every public entry of the protocol", () => {
  meetHostileValues(BEACON, true);
  if (process.env.FELDSPAR_KERNEL !== "relaxed")
    meetHostileValues({ ...VIEW_CHANGE, ...NODE, ...LOG, ...LIGHT_CLIENT }, false);
});
