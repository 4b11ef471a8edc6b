// Verification away from the page's own thread: a long chain or a large file must not stop it.
import { drand } from "../../src/beacon/index.js";
import { verifyFiles } from "../../src/documents/index.js";
import { FeldsparError, fromHex } from "../../src/encoding/index.js";
import type { VerifyAnswer, VerifyRequest } from "./messages.js";

function answer({ number, files, genesisHash, trust, network }: VerifyRequest): VerifyAnswer {
  const begun = performance.now();
  const networks = Object.entries(drand.networks).filter(([name]) => network === "" || name === network);
  try {
    const { valid, verdicts, problems } = verifyFiles(files, {
      networks: networks.map(([, info]) => info),
      ...(genesisHash === "" ? {} : { genesisHash: fromHex(genesisHash) }),
      ...(trust === "" ? {} : { trustedHash: fromHex(trust) }),
    });
    return { number, valid, verdicts, problems, milliseconds: performance.now() - begun };
  } catch (error) {
    return { number, problem: error instanceof FeldsparError ? error.message : String(error) };
  }
}

addEventListener("message", ({ data }: MessageEvent<VerifyRequest>) => postMessage(answer(data)));
