// A page that follows a running network and believes nobody: it is told a sharder's address and the hash of the chain's
// genesis, and verifies each header and each round of the beacon itself.
//
//   index.html?from=http://127.0.0.1:7600&genesis-hash=HASH
//
// `feldspar devnet` prints both.
import { LightClient } from "feldspar-dkg/light-client.js";

const asked = new URLSearchParams(location.search);
const show = (id, text) => {
  document.getElementById(id).textContent = text;
};
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

async function served(path) {
  const answer = await fetch(new URL(`/v1/${path}`, asked.get("from")));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

try {
  const client = LightClient.begin(await served("genesis"), fromHex(asked.get("genesis-hash") ?? ""));
  for (let next; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    const headers = client.takeHeaders(await served(`headers?from=${client.headers.length + 1}`));
    if (!headers.valid) throw new Error(headers.reason);
    const view = client.headers.at(-1)?.block;
    if (view === undefined) continue; // the first view is being made
    show("view", view.number);
    next ??= view.startingRound;
    const { rounds } = JSON.parse(await served(`beacon?from=${next}`));
    for (const { round, record, valid, reason } of client.takeRounds(JSON.stringify(rounds))) {
      if (!valid) throw new Error(reason);
      show("round", round);
      show("randomness", hex(record.randomness));
      show("verdict", "valid: every header and every round was verified in this page");
      next = round + 1;
    }
  }
} catch (error) {
  show("verdict", `INVALID, or not to be had: ${error.message}`);
}
