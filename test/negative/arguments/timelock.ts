// timelock.js: see ../arguments.test.ts.
import * as timelock from "../../../src/timelock/index.js";
import { NETWORKS } from "../../library/timelock/support.js";
import { utf8 } from "../../support/bytes.js";
import { seededRandom } from "../../support/generators.js";
import { type Any, type Case, call, firstOf } from "./call.js";

const [{ chain, beaconOf }] = NETWORKS as [(typeof NETWORKS)[number]];
const text = utf8("text");
const sealed = timelock.encrypt(chain, 3, text);

export const TIMELOCK: Record<string, Case> = {
  "timelock.encrypt": call(timelock.encrypt, chain, 3, text, { armored: true, random: seededRandom(1) }),
  "timelock.decrypt": call(timelock.decrypt, chain, sealed, beaconOf(3)),
  "timelock.timelockOf": call(timelock.timelockOf, sealed),
  "timelock.encryptStream": call(
    async (...given: Any[]) => firstOf((timelock.encryptStream as Any)(...given)),
    ...[chain, 3, [text], { armored: false, random: seededRandom(1) }],
  ),
  "timelock.decryptStream": call(
    // what a caller's own function throws is passed on, and so is not among what is tried
    async (network: Any, file: Any, beacon: Any, options: Any) =>
      firstOf(timelock.decryptStream(network, file, typeof beacon === "function" ? (0 as Any) : beacon, options)),
    ...[chain, [sealed], beaconOf(3), {}],
  ),
};
