// A round of the beacon as it is sent to a sharder.
import { type BeaconOutput, beaconOutputFormat } from "../beacon/output.js";
import { schemeByName } from "../bls/index.js";
import { record, unsigned } from "../encoding/index.js";

/** The bytes of a round of the beacon with its view, as it is sent to a sharder. */
export function beaconBodyFormat(scheme: "min-sig" | "min-pk") {
  return record<{ readonly number: number; readonly output: BeaconOutput }>({
    number: unsigned(64, 1),
    output: beaconOutputFormat(schemeByName(scheme).signatureLength),
  });
}
