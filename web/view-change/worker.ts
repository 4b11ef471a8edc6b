// The view change, away from the page's own thread. Events are posted in batches: one message each would cost more than
// the work they tell of.
import { publicFiles, verifyFiles } from "../../src/documents/index.js";
import { FeldsparError, toHex } from "../../src/encoding/index.js";
import { coreInfo } from "../../src/entry/index.js";
import {
  MagicBlock,
  type Progress,
  runViewChange,
  type SimulationEvent,
  type ViewChangeResult,
} from "../../src/entry/view-change.js";
import { candidatesFor } from "./candidates.js";
import type { BlockSummary, FromWorker, Outcome, RunRequest } from "./messages.js";

const BATCH_MILLISECONDS = 40;

const post = (message: FromWorker) => postMessage(message);

function summaries({ magicBlocks, attempts }: ViewChangeResult): BlockSummary[] {
  const names = new Map(attempts.flatMap(({ selected }) => selected.map(({ id, name }) => [id, name] as const)));
  return magicBlocks.map((block) => ({
    number: block.number,
    hash: toHex(MagicBlock.hash(block)),
    groupPublicKey: toHex(block.groupPublicKey),
    startingRound: block.startingRound,
    t: block.t,
    members: block.members
      .map(({ index, id, stake }) => ({ index, name: names.get(id) ?? id.slice(0, 12), stake: String(stake) }))
      .sort((a, b) => a.index - b.index),
  }));
}

function outcomeOf(result: ViewChangeResult): Outcome {
  const files = Object.entries(publicFiles(result)).map(([name, text]) => ({ name, text }));
  const { activated, failure, warnings, agreement, messages, milliseconds, virtualMilliseconds } = result;
  return {
    activated,
    failure,
    warnings,
    agreement,
    blocks: summaries(result),
    files,
    verdicts: files.length > 0 ? verifyFiles(files).verdicts : [],
    messages: { sent: messages.sent, bytes: messages.bytes },
    milliseconds,
    simulatedMilliseconds: virtualMilliseconds,
    core: coreInfo(),
  };
}

async function run({ miners, seed, ...options }: RunRequest): Promise<void> {
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
    ...options,
    miners,
    candidates: candidatesFor(miners),
    ...(seed === "" ? {} : { seed }),
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
