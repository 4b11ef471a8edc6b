import { coreInfo } from "feldspar-dkg";
import { drand } from "feldspar-dkg/beacon.js";

const beacon = drand.beaconFromJson({
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
});
const valid = drand.verify(drand.networks.quicknet, beacon);
document.querySelector("output").textContent = `beacon valid: ${valid}, kernel: ${coreInfo().kernel}`;
