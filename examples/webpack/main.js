// On the page's own thread, and in a pool of Web Workers.
import { coreInfo } from "feldspar-dkg";
import { drand } from "feldspar-dkg/beacon.js";
import { minSig } from "feldspar-dkg/bls.js";
import { createPool } from "feldspar-dkg/pool.js";

const { networks, verify, beaconFromJson, drandMessage } = drand;
const beacon = beaconFromJson({
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
});
const valid = verify(networks.quicknet, beacon);

const pool = await createPool({ workers: 1 });
const message = drandMessage(networks.quicknet, beacon);
const { publicKey } = networks.quicknet;
const inPool = await pool.batchVerify(minSig, [{ signature: beacon.signature, message, publicKey }]);
await pool.close();

const text = `beacon valid: ${valid}, in a pool: ${inPool.valid}, kernel: ${coreInfo().kernel}`;
document.querySelector("output").textContent = text;
