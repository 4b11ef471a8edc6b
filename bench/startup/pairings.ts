// Engines compile WebAssembly twice: at once and badly, then well, in the background, once code turns out to be hot.
// This prints, for a fresh process that does nothing but pairings, how long each took, in milliseconds, as JSON.
import { allowRelaxedSimd } from "../measure/environment.js";

allowRelaxedSimd();

import { G1, G2, pairing } from "../../src/curve/index.js";

const DURATION = 600;

const [p, q] = [G1.BASE, G2.BASE];
const times: number[] = [];
const begun = performance.now();
let last = begun;
while (last - begun < DURATION) {
  pairing(p, q);
  const now = performance.now();
  times.push(now - last);
  last = now;
}
console.log(JSON.stringify(times));
