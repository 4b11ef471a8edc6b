// One miner and what lies around it: what it signs, when, what it stores first and what it wipes; messages.
import { mutantsOf } from "../row.mjs";

const protocol = (...names) => names.map((name) => `test/protocol/${name}.test.ts`);
const OFFICE = protocol("view-change/miner-keeping", "view-change/miner-office");
const MEMORY = protocol("view-change/miner-memory", "view-change/miner-keeping", "findings/runner");
const MINER = protocol("view-change/miner");
const SHARES = protocol("view-change/miner-shares", "view-change/miner-keeping", "findings/runner");
const RING = protocol("findings/runner", "node/runner-attacks");
const CHANNEL = protocol("sealing/channel");

export const NODE = [
  ...mutantsOf("src/view-change/miner/office.ts", OFFICE, [
    "key-by-number-alone",
    "dropped check",
    "key.number === number && equalBytes(key.blockHash, hash)",
    "key.number === number",
    "the key of another block of that number is wiped before anything is signed (forget.ts)",
  ]),
  ...mutantsOf(
    "src/view-change/miner/confirm.ts",
    [...OFFICE, ...MINER],
    [
      "old-keys-dropped",
      "dropped operand",
      "keys: [...turn.state.keys.filter((held) => held.number !== key.number), key]",
      "keys: [key]",
    ],
    ["confirms-unattested", "dropped check", "  if (!turn.mayActUpon(publishedAt)) return;\n", ""],
  ),
  ...mutantsOf(
    "src/view-change/miner/forget.ts",
    [...OFFICE, ...protocol("attacks/two-histories")],
    ["session-key-kept", "dropped wipe", "  turn.update({ keys: { ...keys, privateKey: null } });\n", ""],
    [
      "key-of-another-attempt",
      "dropped wipe",
      "if (key.number === current.number) return equalBytes(key.blockHash, current.hash);",
      "if (key.number === current.number) return true;",
    ],
    [
      "key-of-an-open-view",
      "flipped comparison",
      "return !beacon.some(({ round }) => round >= successor.startingRound - 1);",
      "return !beacon.some(({ round }) => round < successor.startingRound - 1);",
    ],
    [
      "dropped-unattested",
      "dropped check",
      "return !hasEnded(chain, attempt) || !turn.mayActUpon(shownBy(chain, attempt));",
      "return !hasEnded(chain, attempt);",
    ],
  ),
  ...mutantsOf(
    "src/view-change/miner/hand-over.ts",
    OFFICE,
    ["hand-over-unattested", "dropped check", "    if (!turn.mayActUpon(session.decided.round)) return;\n", ""],
    [
      "hand-over-beside-a-twin",
      "dropped check",
      "  if (mine?.setAside === true && equalBytes(mine.id, session.id)) return;\n",
      "",
    ],
    [
      "hand-over-every-block",
      "dropped check",
      "equalBytes(key.handOver.hash, hash) && isDue(turn, key.handOver.own)",
      "equalBytes(key.handOver.hash, hash)",
    ],
  ),
  ...mutantsOf(
    "src/view-change/miner/lot.ts",
    OFFICE,
    ["lot-unattested", "dropped check", "    if (!turn.mayActUpon(turn.chain.closing!.round)) return;\n", ""],
    [
      "lot-signed-again",
      "flipped comparison",
      "due.number === lot.number && due.attempt > lot.attempt",
      "due.number === lot.number && due.attempt >= lot.attempt",
    ],
  ),
  ...mutantsOf(
    "src/view-change/miner/submit.ts",
    MEMORY,
    ["sent-before-stored", "dropped operation", "[kind]: own } });\n", "[kind]: own } }, false);\n"],
    ["handed-in-always", "dropped check", "  if (held !== undefined && !isDue(turn, held)) return;\n", ""],
  ),
  ...mutantsOf(
    "src/view-change/miner/join.ts",
    MEMORY,
    [
      "deals-after-contribute",
      "dropped check",
      'const first = chain.phase === "contribute" && !tookPart(state.past, session);',
      "const first = !tookPart(state.past, session);",
    ],
    [
      "another-key-in-its-name",
      "dropped check",
      "if (published && !equalBytes(published.proof, proof)) return true;",
      "",
    ],
  ),
  ...mutantsOf(
    "src/view-change/miner/receive.ts",
    SHARES,
    [
      "junk-without-end",
      "dropped check",
      "    if (held.refused >= MOST_REFUSED) return;\n    turn.setIncoming",
      "    turn.setIncoming",
    ],
    [
      "acknowledged-too-late",
      "dropped check",
      '=== "publish") && !onChain.publications[dealer - 1];',
      '=== "publish");',
    ],
    [
      "two-shares-forgiven",
      "dropped operand",
      "turn.setIncoming(dealer, { conflict: true, refused: held.refused + 1 });",
      "turn.setIncoming(dealer, { refused: held.refused + 1 });",
    ],
    ["share-cut-short", "dropped check", "  if (plaintext.length < SHARE_LENGTH) return;\n", ""],
  ),
  ...mutantsOf("src/view-change/miner/key.ts", protocol("scenarios/known-defects"), [
    "key-share-of-another-key",
    "dropped check",
    "if (equalBytes(scheme.getPublicKey(secretShare), publicShare)) return secretShare;",
    "return secretShare;",
  ]),
  ...mutantsOf("src/view-change/miner/share-clock.ts", MINER, [
    "time-that-stands-still",
    "off by a factor",
    "return (onChain.parameters.phaseRounds.share * chain.genesis.roundTime) / 2;",
    "return (onChain.parameters.phaseRounds.share * chain.genesis.roundTime) / 4;",
  ]),
  ...mutantsOf(
    "src/view-change/miner/turn.ts",
    [...MINER, ...SHARES],
    ["shares-in-any-phase", "dropped check", '(this.chain.phase === "share" || this.chain.phase === "publish") &&', ""],
    [
      "conflict-not-stored",
      "dropped operand",
      "change.acknowledgement !== undefined || change.conflict === true || change.valid === false",
      "change.acknowledgement !== undefined",
    ],
  ),
  ...mutantsOf(
    "src/view-change/sharder.ts",
    protocol("view-change/sharder"),
    [
      "two-first-blocks",
      "dropped check",
      "if (before !== null && (!equalBytes(before.hash, hash) || !isDue(before, chain))) return before;",
      "if (before !== null && !isDue(before, chain)) return before;",
    ],
    ["first-unattested", "dropped check", "    if (session.decided.round > attested) return before;\n", ""],
  ),
  ...mutantsOf(
    "src/view-change/evidence.ts",
    SHARES,
    ["evidence-of-a-right-share", "flipped comparison", "return !verifyShare({", "return verifyShare({"],
    [
      "evidence-of-another-session",
      "dropped check",
      "receiver === undefined || !equalBytes(evidence.session, session.id)) return false;",
      "receiver === undefined) return false;",
    ],
    [
      "one-mpk-twice",
      "dropped check",
      "|| equalBytes(first.payload, second.payload)) return false;",
      ") return false;",
    ],
  ),
  ...mutantsOf(
    "src/node/ring.ts",
    RING,
    [
      "effects-before-the-store",
      "swapped operations",
      "await this.store(state);",
      "void this.store(state).catch(() => {});",
    ],
    ["said-after-a-stop", "dropped check", "    this.checkRunning();\n    const times", "    const times"],
    ["bytes-not-copied", "dropped operation", "this.inbox.push(new Uint8Array(message));", "this.inbox.push(message);"],
    ["waiting-without-end", "dropped check", "readable.slice(0, MOST_WAITING - this.inbox.length)", "readable"],
    ["long-messages-kept", "dropped check", "given.filter(({ length }) => length <= this.machine.longest)", "given"],
  ),
  ...mutantsOf(
    "src/node/durable-state.ts",
    RING,
    ["older-backup", "dropped check", "if (version < place.version) {", "if (version < 0) {"],
    ["two-writers", "dropped check", "if (place.writer !== this)", "if (place.writer === null)"],
  ),
  ...mutantsOf("src/node/elapsed.ts", RING, [
    "time-that-falls",
    "dropped check",
    "this.total = Math.max(this.total, Math.min(this.total + step, MOST));",
    "this.total = Math.min(this.total + step, MOST);",
  ]),
  ...mutantsOf(
    "src/node/replica.ts",
    protocol("node/node-attacks", "node/replica"),
    [
      "rounds-left-out",
      "dropped check",
      "if (round === reached.round + 1 && position",
      "if (round > reached.round && position",
    ],
    [
      "head-of-another-round",
      "dropped check",
      "if (head !== undefined && head.round !== genesis.round)",
      "if (head !== undefined && head.round < 0)",
    ],
  ),
  ...mutantsOf(
    "src/sealing/channel.ts",
    CHANNEL,
    ["mac-unchecked", "dropped check", "return different === 0;", "return different >= 0;"],
    [
      "mac-key-without-chain",
      "input left out of a hash",
      "new Encoder().text(chainId).finish();",
      "new Encoder().finish();",
    ],
    [
      "mac-key-without-kind",
      "input left out of a hash",
      "      KIND_PARTS.get(kind)!,\n",
      '      KIND_PARTS.get("share")!,\n',
    ],
    [
      "mac-both-directions",
      "swapped operands",
      "const { from, to, kind } = frame;\n    const key",
      "const { kind } = frame;\n    const [from, to] = [frame.from, frame.to].sort() as [string, string];\n    const key",
    ],
  ),
  ...mutantsOf("src/sealing/frame.ts", CHANNEL, [
    "long-frames",
    "dropped check",
    "  if (bytes.length > MAX_FRAME) throw",
    "  if (bytes.length < 0) throw",
  ]),
  ...mutantsOf("src/sealing/cipher.ts", protocol("sealing/envelope"), [
    "envelope-for-any-receiver",
    "input left out of a hash",
    ".u32(dealer).u32(receiver).finish()",
    ".u32(dealer).finish()",
  ]),
];
