// The view change, away from the page's own thread. Events are posted in batches: one message each would cost more than
// the work they tell of.
import { verifyFiles } from "../../src/documents/index.js";
import { FeldsparError, toHex } from "../../src/encoding/index.js";
import { coreInfo } from "../../src/entry/index.js";
import {
  type Progress,
  runViewChange,
  type SimulatedShare,
  type SimulationEvent,
  type ViewChangeResult,
} from "../../src/entry/view-change.js";
import { playToy } from "../steps/play-toy.js";
import { filesOf } from "../verify/run-files.js";
import { wholeChain } from "../verify/selections.js";
import type { FromWorker, Outcome, RunRequest, ToWorker } from "./messages.js";
import { optionsOf } from "./options.js";
import { RunKey } from "./run-key.js";
import { summariesOf } from "./summaries.js";

const BATCH_MILLISECONDS = 40;

/** Of the last run, while there is no other one. */
let key: RunKey | null = null;

const post = (message: FromWorker) => postMessage(message);

function keyOf(result: ViewChangeResult, shares: readonly SimulatedShare[]): RunKey | null {
  const block = result.magicBlocks.at(-1);
  if (block === undefined) return null;
  const isLiar = ({ faults }: { faults: readonly string[] }) => faults.some((fault) => fault.startsWith("bad-partial"));
  const { selected } = result.attempts.find(
    ({ number, outcome }) => number === block.number && outcome === "activated",
  )!;
  return new RunKey(block, result.chainId, shares, new Set(selected.filter(isLiar).map(({ index }) => index)));
}

function outcomeOf(result: ViewChangeResult): Outcome {
  const files = filesOf(result);
  const { genesisHash, activated, failure, warnings, agreement, messages, milliseconds, virtualMilliseconds } = result;
  return {
    activated,
    failure,
    warnings,
    agreement,
    genesisHash: toHex(genesisHash),
    blocks: summariesOf(result),
    key: key?.summary ?? null,
    files,
    verdicts: files.length > 0 ? verifyFiles(wholeChain(files), { genesisHash }).verdicts : [],
    messages: { sent: messages.sent, bytes: messages.bytes },
    milliseconds,
    simulatedMilliseconds: virtualMilliseconds,
    core: coreInfo(),
  };
}

async function run(request: RunRequest): Promise<void> {
  key = null;
  let shares: readonly SimulatedShare[] = [];
  let events: SimulationEvent[] = [];
  let progress: Progress | null = null;
  let posted = performance.now();
  const flush = () => {
    if (events.length > 0 || progress !== null) post({ type: "events", events, progress });
    events = [];
    progress = null;
    posted = performance.now();
  };
  const flushWhenDue = () => {
    if (performance.now() - posted >= BATCH_MILLISECONDS) flush();
  };
  const result = await runViewChange({
    ...optionsOf(request),
    onEvent: (event) => {
      events.push(event);
      flushWhenDue();
    },
    onProgress: (step) => {
      progress = step;
      flushWhenDue();
    },
    onShares: (told) => {
      shares = told;
    },
  });
  flush();
  key = keyOf(result, shares);
  post({ type: "done", outcome: outcomeOf(result) });
}

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "toy") {
    post({ type: "toy", toy: playToy() });
    return;
  }
  if (data.type === "sign") {
    if (key !== null) post({ type: "signed", use: key.sign(data.text, data.signers) });
    return;
  }
  const { type: _, ...request } = data;
  run(request).catch((error: unknown) => {
    post({ type: "failed", message: error instanceof FeldsparError ? error.message : String(error) });
  });
});
