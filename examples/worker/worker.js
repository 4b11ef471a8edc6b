import { parentPort, workerData } from "node:worker_threads";
import { init } from "feldspar-dkg";
import { drand } from "feldspar-dkg/beacon.js";

const { kernel } = await init({ module: workerData });
parentPort.on("message", (json) => {
  parentPort.postMessage({ valid: drand.verify(drand.networks.quicknet, drand.beaconFromJson(json)), kernel });
});
