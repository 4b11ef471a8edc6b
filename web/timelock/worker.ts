// Timelock away from the page's own thread.
import { drand } from "../../src/beacon/index.js";
import { equalBytes, FeldsparError, toHex, utf8 } from "../../src/encoding/index.js";
import { decrypt, encrypt, timelockOf } from "../../src/entry/timelock.js";
import type { FromTimelock, NetworkName, TimelockAnswer, ToTimelock, Waiting } from "./messages.js";
import { makeTabNetwork, type TabNetwork } from "./tab-network.js";

let made: TabNetwork | undefined;

/** This tab's, made when it is first wanted. */
function tabNetwork(): TabNetwork {
  made ??= makeTabNetwork();
  return made;
}

const chainOf = (network: NetworkName): drand.CompleteChainInfo =>
  network === "tab" ? tabNetwork().chain : drand.networks.quicknet;

function waiting(network: NetworkName, round: number): Waiting {
  return { network, round, due: drand.timeOf(chainOf(network), round) };
}

function seal(network: NetworkName, note: string, delay: number): TimelockAnswer {
  const chain = chainOf(network);
  // the first round that is due when the delay has passed
  const round = drand.roundAt(chain, Date.now() + delay - 1) + 1;
  const sealed = new TextDecoder().decode(encrypt(chain, round, utf8(note), { armored: true }));
  return { type: "sealed", sealed, ...waiting(network, round) };
}

function networkOf(chainHash: Uint8Array): NetworkName {
  if (equalBytes(chainHash, drand.networks.quicknet.hash)) return "quicknet";
  if (equalBytes(chainHash, tabNetwork().chain.hash)) return "tab";
  throw new FeldsparError(
    "WRONG_NETWORK",
    "sealed for a network that this page does not know, or for an earlier tab's",
  );
}

function open(sealed: string, beaconText: string): TimelockAnswer {
  const bytes = utf8(sealed);
  const { round, chainHash } = timelockOf(bytes);
  const network = networkOf(chainHash);
  const chain = chainOf(network);
  const when = waiting(network, round);
  if (Date.now() < when.due) return { type: "early", ...when };
  const isPasted = network === "quicknet" && beaconText.trim() !== "";
  const beacon = network === "tab" ? tabNetwork().beaconOf(round) : undefined;
  const given = isPasted ? drand.beaconFromJson(beaconText) : beacon;
  if (given === undefined) {
    const address = `https://api.drand.sh/${toHex(chain.hash)}/public/${round}`;
    return network === "tab" ? { type: "early", ...when } : { type: "wanted", address, ...when };
  }
  const note = new TextDecoder("utf-8", { fatal: true }).decode(decrypt(chain, bytes, given));
  return { type: "opened", note, ...when };
}

function answer(message: ToTimelock): TimelockAnswer {
  try {
    if (message.type === "seal") return seal(message.network, message.note, message.delay);
    return open(message.sealed, message.beacon);
  } catch (error) {
    return { type: "problem", problem: error instanceof Error ? error.message : String(error) };
  }
}

addEventListener("message", ({ data }: MessageEvent<ToTimelock>) => {
  const reply: FromTimelock = { number: data.number, ...answer(data) };
  postMessage(reply);
});
