// How long until the engine runs our code at full speed.
import { median, run } from "./processes.mjs";

/** Milliseconds of hot use that are looked at as one. */
const SLOT = 5;

/**
 * A stream of pairings, cut into slots of 5 ms of use: when each ended, and how many times the steady time its fastest
 * call took.
 */
function slotsOf(times) {
  const steady = median(times.slice(times.length >> 1));
  const slots = [];
  let [now, begun, fastest] = [0, 0, Number.POSITIVE_INFINITY];
  for (const time of times) {
    now += time;
    fastest = Math.min(fastest, time);
    if (now - begun < SLOT) continue;
    slots.push({ end: now, slowness: fastest / steady });
    [begun, fastest] = [now, Number.POSITIVE_INFINITY];
  }
  return slots;
}

/**
 * After how much hot use a fresh process runs at full speed: the end of the last slot in which even the fastest call
 * took more than 1.5 times the steady time, in the lower quartile of the processes (others were disturbed: the machine
 * is shared). 0 when there is no such slot.
 */
export function tierUpFigure(binary, kernel, repeats) {
  const runs = Array.from({ length: repeats }, () =>
    slotsOf(JSON.parse(run(binary, kernel, "build/js/bench/startup/pairings.js"))),
  );
  const quartile = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 4)];
  let settled = 0;
  for (let index = 0; index < Math.min(...runs.map((slots) => slots.length)); index++) {
    const here = runs.map((slots) => slots[index]);
    if (quartile(here.map(({ slowness }) => slowness)) > 1.5) settled = median(here.map(({ end }) => end));
  }
  return { "tier-up": settled };
}
