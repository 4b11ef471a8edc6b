// What an engine is asked with the package as packed: known answers, and the transcript of every public layer, which
// has to be the same on every engine and kernel.
import { sha256 } from "@noble/hashes/sha2.js";
import { coreInfo, init } from "feldspar-dkg";
import * as beacon from "feldspar-dkg/beacon.js";
import * as bls from "feldspar-dkg/bls.js";
import * as curve from "feldspar-dkg/curve.js";
import * as dkg from "feldspar-dkg/dkg.js";
import * as threshold from "feldspar-dkg/threshold.js";
import * as viewChange from "feldspar-dkg/view-change.js";
import { transcriptOf } from "../../test/support/transcript.js";
import { answersOfPool, KNOWN_ANSWERS } from "./known-answers.mjs";

const modules = { beacon, bls, curve, dkg, threshold, viewChange };

const digestOf = (lines) =>
  Array.from(sha256(new TextEncoder().encode(lines.join("\n"))), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Which kernels there are and which one was used, what failed, and the digest of the transcript unless that would take
 * too long.
 */
export async function ask(kernel, { createPool, withTranscript = true } = {}) {
  await init({ kernel });
  const { kernel: used, kernels } = coreInfo();
  const answers = { ...KNOWN_ANSWERS };
  if (createPool !== undefined) answers["a batch in a pool"] = () => answersOfPool(modules, createPool);
  const results = [];
  for (const [name, answer] of Object.entries(answers)) {
    try {
      await answer(modules);
      results.push({ name });
    } catch (error) {
      results.push({ name, error: String(error?.stack ?? error) });
    }
  }
  const transcript = withTranscript ? digestOf(await transcriptOf(modules)) : undefined;
  return { kernel: used, kernels, results, transcript };
}
