// The view change, away from the page's own thread. Events are posted in batches: one message each would cost more than
// the work they tell of.
import { verifyFiles } from "../../src/documents/index.js";
import { FeldsparError, toHex } from "../../src/encoding/index.js";
import { coreInfo } from "../../src/entry/index.js";
import {
  type Progress,
  runViewChange,
  type SimulationEvent,
  type ViewChangeResult,
} from "../../src/entry/view-change.js";
import { filesOf } from "../verify/run-files.js";
import { wholeChain } from "../verify/selections.js";
import type { FromWorker, Outcome, RunRequest } from "./messages.js";
import { optionsOf } from "./options.js";
import { summariesOf } from "./summaries.js";

const BATCH_MILLISECONDS = 40;

const post = (message: FromWorker) => postMessage(message);

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
    files,
    verdicts: files.length > 0 ? verifyFiles(wholeChain(files), { genesisHash }).verdicts : [],
    messages: { sent: messages.sent, bytes: messages.bytes },
    milliseconds,
    simulatedMilliseconds: virtualMilliseconds,
    core: coreInfo(),
  };
}

async function run(request: RunRequest): Promise<void> {
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
  });
  flush();
  post({ type: "done", outcome: outcomeOf(result) });
}

addEventListener("message", ({ data }: MessageEvent<RunRequest>) => {
  run(data).catch((error: unknown) => {
    post({ type: "failed", message: error instanceof FeldsparError ? error.message : String(error) });
  });
});
