// Ends this process by its own kill -9 before a put, after it, or after something was said, counted within a phase of a
// view change, and tells where it has come.
import { LogChain } from "../../../../dist/src/node/log/chain.js";
import { LevelStore } from "../../../../dist/src/store/level.js";
import { HttpTransport } from "../../../../dist/src/transport/http.js";

/** First bytes of frames between miners in a view change: shares, acknowledgements, parts of a lot. */
const MINER_FRAMES = [1, 2, 8];
const MINER_ENTRIES = ["transaction", "member", "lot"];

export function aroundKills() {
  let chain = null;
  let points = [];
  const counts = new Map();

  const reached = (of, at) => {
    if (chain === null) return;
    const { phase, current } = chain.state;
    const number = current.number + 1;
    const name = `${number} ${phase} ${of} ${at}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const here = { number, phase, of, at, count };
    if (points.some((point) => Object.keys(here).every((field) => point[field] === here[field])))
      process.kill(process.pid, "SIGKILL");
    process.send?.({ reached: here });
  };

  const { open } = LogChain;
  LogChain.open = async (options) => {
    chain = await open.call(LogChain, options);
    return chain;
  };

  const { put } = LevelStore.prototype;
  LevelStore.prototype.put = async function (key, value) {
    const of = key.split("/")[0];
    if (of !== "miner" && of !== "beacon") return put.call(this, key, value);
    reached(of, "before-put");
    await put.call(this, key, value);
    reached(of, "after-put");
  };

  const { post } = HttpTransport.prototype;
  HttpTransport.prototype.post = async function (to, url, message) {
    await post.call(this, to, url, message);
    reached(MINER_FRAMES.includes(message[0]) ? "miner" : "beacon", "after-effect");
  };

  const { append } = LogChain.prototype;
  LogChain.prototype.append = async function (entry) {
    const appended = await append.call(this, entry);
    if (MINER_ENTRIES.includes(entry.kind)) reached("miner", "after-effect");
    return appended;
  };

  return ({ kills }) => {
    if (kills !== undefined) points = kills;
  };
}
