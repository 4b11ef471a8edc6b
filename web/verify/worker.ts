// Verification away from the page's own thread: a long chain or a large file must not stop it.
import { drand } from "../../src/beacon/index.js";
import { verifyFiles } from "../../src/documents/index.js";
import { FeldsparError, fromHex } from "../../src/encoding/index.js";
import type { FromVerifier, ToVerifier, VerifyAnswer, VerifyRequest } from "./messages.js";

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

const post = (message: FromVerifier) => postMessage(message);

addEventListener("message", ({ data }: MessageEvent<ToVerifier>) => {
  if (data.type === "verify") {
    post({ type: "answer", ...answer(data) });
    return;
  }
  // what makes blocks is no part of what verifies them, and loaded by those alone who want it
  void import("./make-example.js").then(async ({ makeExample }) => post({ type: "made", files: await makeExample() }));
});
