// Verifies, away from the page's own thread, whatever the sharder serves.

import { drand } from "../../src/beacon/index.js";
import { LightClient } from "../../src/documents/index.js";
import { FeldsparError, fromHex, toHex } from "../../src/encoding/index.js";
import type { Answers, FromVerifier, Question, RoundFacts, ToVerifier, ViewFacts } from "./messages.js";

/** Members that are shown of a round's order. */
const RANKS = 5;

let client: LightClient | null = null;

function begun(): LightClient {
  if (client === null) throw new Error("the genesis comes first");
  return client;
}

function begin(genesis: string, genesisHash: string): Answers["begin"] {
  try {
    client = LightClient.begin(genesis, genesisHash === "" ? undefined : fromHex(genesisHash));
    const { genesis: found, hash } = client.genesis;
    const { chainId, roundTime, mode, scheme, beacon } = found;
    const drandTimes = beacon.mode === "chained" ? null : { genesisTime: beacon.genesisTime, period: beacon.period };
    return { genesis: { hash: toHex(hash), chainId, roundTime, mode, scheme, drandTimes }, reason: "" };
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return { genesis: null, reason: error.message };
  }
}

function views(): ViewFacts[] {
  return begun().headers.map(({ block, hash }) => ({
    number: block.number,
    hash: toHex(hash),
    groupPublicKey: toHex(block.groupPublicKey),
    startingRound: block.startingRound,
    t: block.t,
    n: block.n,
    members: block.memberCount,
    sharders: block.sharderCount,
  }));
}

function rounds(json: string): Answers["rounds"] {
  try {
    const found = begun().takeRounds(json);
    const facts = found.map(
      ({ round, record, valid, reason, unchained }): RoundFacts => ({
        ...{ round, valid, reason, unchained },
        view: record.magicBlockNumber,
        timeoutCount: record.timeoutCount,
        randomness: toHex(record.randomness),
        ranks: (valid && begun().ranksOf(round)?.slice(0, RANKS)) || null,
      }),
    );
    return { rounds: facts, reason: "" };
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return { rounds: [], reason: error.message };
  }
}

/** The network that the chain's genesis and first header make it, whatever the sharder says of that. */
function drandRounds(json: string): Answers["drand-rounds"] {
  const { drandInfo: info } = begun();
  if (info === null) return { rounds: [], reason: "" };
  try {
    const served: unknown = JSON.parse(json);
    const beacons = (Array.isArray(served) ? served : []).map(drand.beaconFromJson);
    const { invalid } = drand.verifyMany(info, beacons);
    const facts = beacons.map((beacon, at): RoundFacts => {
      const valid = !invalid.includes(at);
      return {
        ...{ round: beacon.round, valid, reason: valid ? "" : "it is not signed by the group key", unchained: false },
        ...{ view: null, timeoutCount: 0, ranks: null },
        randomness: toHex(drand.drandRandomness(beacon)),
      };
    });
    return { rounds: facts, reason: "" };
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return { rounds: [], reason: error.message };
  }
}

function member(question: Extract<Question, { type: "member" }>): Answers["member"] {
  const { valid, reason, member: found } = begun().checkMember(question.number, question.index, question.json);
  if (found === null) return { valid, reason, member: null };
  const { id, url, stake, publicKey, publicShare } = found;
  const shown = { id, url, stake: String(stake), publicKey: toHex(publicKey), publicShare: toHex(publicShare) };
  return { valid, reason, member: shown };
}

function answerTo(question: Question): Answers[keyof Answers] {
  switch (question.type) {
    case "begin":
      return begin(question.genesis, question.genesisHash);
    case "headers":
      return { ...begun().takeHeaders(question.json), views: views() };
    case "block":
      return begun().takeBlock(question.json);
    case "member":
      return member(question);
    case "rounds":
      return rounds(question.json);
    case "drand-rounds":
      return drandRounds(question.json);
  }
}

addEventListener("message", ({ data: { id, question } }: MessageEvent<ToVerifier>) => {
  const post = (message: FromVerifier) => postMessage(message);
  try {
    post({ id, answer: answerTo(question) });
  } catch (error) {
    post({ id, broken: String(error) });
  }
});
