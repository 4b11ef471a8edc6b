// From CommonJS: Node 20.19 and later load an ES module with require().
const { coreInfo } = require("feldspar-dkg");
const { drand } = require("feldspar-dkg/beacon.js");

const beacon = drand.beaconFromJson({
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
});
console.log(`beacon valid: ${drand.verify(drand.networks.quicknet, beacon)}`);
console.log(`kernel: ${coreInfo().kernel}`);
