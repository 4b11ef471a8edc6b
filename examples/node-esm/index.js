// A drand beacon and a view change, in Node, Deno or Bun.
import { coreInfo } from "feldspar-dkg";
import { drand } from "feldspar-dkg/beacon.js";
import { runViewChange, verifyMagicBlockChain } from "feldspar-dkg/view-change.js";

const beacon = drand.beaconFromJson({
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
});
console.log(`beacon valid: ${drand.verify(drand.networks.quicknet, beacon)}`);

const candidates = Array.from({ length: 9 }, (_, index) => ({ name: `miner ${index + 1}`, stake: 100 - index }));
const result = await runViewChange({ candidates, miners: 7, threshold: 4, quorum: 5, rounds: 2 });
console.log(`view change valid: ${result.activated && verifyMagicBlockChain(result.magicBlocks).valid}`);
console.log(`kernel: ${coreInfo().kernel}`);
