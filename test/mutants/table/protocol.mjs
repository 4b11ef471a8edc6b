// What everybody agrees on: the contract, magic blocks, the beacon.
import { mutantsOf } from "../row.mjs";

const contract = (...names) => names.map((name) => `test/protocol/view-change/contract/${name}.test.ts`);
const WAIT = contract("wait");
const MEMBERS = contract("members", "authority");
const BLOCK = ["test/protocol/view-change/magic-block.test.ts", "test/protocol/view-change/altered-block.test.ts"];
const CHAIN = ["test/protocol/view-change/magic-block-chain.test.ts"];
const BEACON = ["test/protocol/beacon/beacon.test.ts", "test/protocol/beacon/bindings.test.ts"];
const TIMEOUTS = ["timeouts", "rounds", "catching-up"].map((name) => `test/protocol/beacon/member/${name}.test.ts`);

export const PROTOCOL = [
  ...mutantsOf(
    "src/view-change/contract/wait.ts",
    WAIT,
    [
      "activated-uncertified",
      "dropped check",
      "if (!session.certified || round < magicBlock.startingRound) return;",
      "if (round < magicBlock.startingRound) return;",
    ],
    [
      "activated-early",
      "dropped check",
      "if (!session.certified || round < magicBlock.startingRound) return;",
      "if (!session.certified) return;",
    ],
    [
      "hand-over-of-fewer",
      "off by one",
      "if (signers.length < office.t) return null;",
      "if (signers.length < office.t - 1) return null;",
    ],
    [
      "half-of-the-sharders",
      "flipped comparison",
      "if (2 * signers.length <= sharders.length) return null;",
      "if (2 * signers.length < sharders.length) return null;",
    ],
    [
      "confirmation-by-anybody",
      "dropped check",
      "if (wrong.has(position)) throw new FeldsparError(what.code,",
      "if (wrong.has(position) && position < 0) throw new FeldsparError(what.code,",
    ],
    [
      "confirmation-under-another-share",
      "swapped operands",
      "keyOf: (index) => shares.get(index),",
      "keyOf: () => [...shares.values()][0],",
    ],
  ),
  ...mutantsOf(
    "src/view-change/contract/freeze.ts",
    contract("session", "members"),
    [
      "min-miners",
      "dropped operand",
      "Math.max(thresholds.k, parameters.minMiners ?? highestThreshold)",
      "thresholds.k",
    ],
    [
      "repeated-party-ids",
      "dropped check",
      "return able.filter((_, position) => !repeated.has(position));",
      "return able;",
    ],
    ["left-candidates", "dropped check", "!left && suspension === null)", "suspension === null)"],
    ["too-little-stake", "flipped comparison", "stake >= parameters.minStake)", "stake > parameters.minStake)"],
  ),
  ...mutantsOf(
    "src/view-change/contract/outcome.ts",
    contract("block"),
    [
      "starting-round",
      "dropped operand",
      "startingRound: round + parameters.phaseRounds.wait + parameters.handOverRounds,",
      "startingRound: round + parameters.phaseRounds.wait,",
    ],
    [
      "group-key-changed",
      "dropped check",
      'if (mode === "reshare" && !equalBytes(polynomial[0]!, state.current.magicBlock!.groupPublicKey)) return bad;',
      "",
    ],
  ),
  ...mutantsOf(
    "src/view-change/contract/screen.ts",
    contract("transactions"),
    [
      "shared-with-payload",
      "dropped check",
      'if (kind === "shared" && transaction.payload.length !== 0)',
      'if (kind === "shared" && transaction.payload.length < 0)',
    ],
    [
      "repeated-transaction",
      "dropped check",
      "if (isRepeated(session, kind, submission.place))",
      "if (submission.place < 0)",
    ],
    ["removed-sender", "dropped check", "if (removal !== undefined)", "if (removal === null)"],
    ["second-of-a-block", "dropped check", "if (seen.has(turn)) throw", "if (seen.has(sender)) throw"],
  ),
  ...mutantsOf(
    "src/view-change/contract/publish.ts",
    contract("publish"),
    ["entries-about-the-removed", "dropped check", "if (strangers.length > 0) {", "if (strangers.length < 0) {"],
    ["both-entries", "dropped check", "if (both.length > 0)", "if (both.length < 0)"],
    [
      "few-acknowledgements",
      "off by one",
      'if (session.mode === "reshare" && confirmed < t) {',
      'if (session.mode === "reshare" && confirmed < t - 1) {',
    ],
  ),
  ...mutantsOf(
    "src/view-change/contract/qualification.ts",
    contract("qualification"),
    [
      "receiver-rule",
      "flipped comparison",
      "reveals.get(receiver)! >= dealerThreshold",
      "reveals.get(receiver)! > dealerThreshold",
    ],
    ["coupled", "dropped operation", "    if (coupled) disqualify(gone);\n", ""],
  ),
  ...mutantsOf(
    "src/view-change/contract/members.ts",
    MEMBERS,
    ["serial-again", "flipped comparison", "if (serial <= last) fail(", "if (serial < last) fail("],
    ["unproven-key", "dropped check", "if (lastSerial > 0) return;", "if (lastSerial >= 0) return;"],
    ["few-admins", "dropped check", "if (signatures.length < adminThreshold) {", "if (signatures.length < 0) {"],
    [
      "one-admin-twice",
      "flipped comparison",
      "signatures[at - 1]!.admin < admin)",
      "signatures[at - 1]!.admin <= admin)",
    ],
    [
      "another-chain",
      "dropped check",
      "if (!equalBytes(genesisHash, state.genesisHash)) fail(",
      "if (genesisHash.length === 0) fail(",
    ],
  ),
  ...mutantsOf("src/view-change/contract/members.ts", contract("suspension"), [
    "suspension-too-short",
    "dropped check",
    "!suspension.returned || suspension.lasted < suspension.length",
    "!suspension.returned",
  ]),
  ...mutantsOf(
    "src/view-change/contract/lot.ts",
    contract("lot"),
    [
      "lot-of-another-attempt",
      "dropped check",
      "if (number !== current.number + 1 || attempt !== state.attempt)",
      "if (number !== current.number + 1)",
    ],
    [
      "lot-by-anybody",
      "dropped check",
      "if (!schemeByName(scheme).verify(signature, message, groupPublicKey))",
      "if (signature.length === 0)",
    ],
  ),
  ...mutantsOf("src/view-change/contract/sharders.ts", contract("sharders"), [
    "no-sharder-stays",
    "dropped check",
    "if (!next.some(({ id }) => sitting.has(id)))",
    "if (sitting.size === 0)",
  ]),
  ...mutantsOf(
    "src/view-change/contract/phases.ts",
    contract("restart"),
    ["back-off", "off by one", "2 ** Math.min(failures - 1, 40)", "2 ** Math.min(failures, 40)"],
    [
      "never-stops",
      "flipped comparison",
      "const stop = failures >= parameters.maxAttempts;",
      "const stop = failures > parameters.maxAttempts;",
    ],
  ),
  ...mutantsOf(
    "src/magic-block/check.ts",
    BLOCK,
    ["thresholds-of-a-header", "dropped check", "memberCount <= n && n < 2 * t)", "memberCount <= n)"],
    ["party-id-twice", "dropped check", "if (repeated !== undefined) malformed(", "if (repeated === null) malformed("],
    [
      "every-receiver-once",
      "dropped check",
      "receivers.length !== n || receivers.some((index, position) => index !== position + 1)",
      "receivers.length !== n",
    ],
    ["dealer-outside", "off by one", "if (index > dealerCount) malformed(", "if (index > dealerCount + 1) malformed("],
    [
      "removed-and-qualified",
      "dropped check",
      'if (role === "dealer" && qualified.has(index)) malformed(',
      'if (role === "dealer" && index < 0) malformed(',
    ],
    [
      "number-of-coefficients",
      "dropped check",
      "if (groupPolynomial.length !== t) malformed(",
      "if (groupPolynomial.length < 0) malformed(",
    ],
    [
      "key-and-polynomial",
      "dropped check",
      "if (!equalBytes(groupPolynomial[0]!, groupPublicKey))",
      "if (groupPolynomial.length === 0)",
    ],
    [
      "number-of-members",
      "dropped check",
      "if (members.length !== memberCount) malformed(",
      "if (members.length < 0) malformed(",
    ],
    [
      "dealing-of-nobody",
      "dropped check",
      "if (none !== (aggregate.length === 0)) malformed(",
      "if (none && aggregate.length < 0) malformed(",
    ],
    ["exposed-and-off", "dropped check", "if (exposed > off.length)", "if (exposed < 0)"],
    [
      "no-qualified-dealer",
      "dropped check",
      "if (!dealings.some(({ qualified }) => qualified)) malformed(",
      "if (dealings.length < 0) malformed(",
    ],
  ),
  ...mutantsOf(
    "src/magic-block/verify.ts",
    CHAIN,
    [
      "same-starting-round",
      "flipped comparison",
      "if (block.startingRound <= previous.startingRound) {",
      "if (block.startingRound < previous.startingRound) {",
    ],
    [
      "previous-hash",
      "dropped check",
      'if (!equalBytes(block.previousHash, hash)) malformed("the previous hash is another block\'s");',
      "",
    ],
    [
      "chain-of-a-block",
      "dropped check",
      'if (!equalBytes(block.chainIdHash, chain.chainIdHash)) malformed("it is of another chain");',
      "",
    ],
    [
      "half-of-the-genesis-sharders",
      "flipped comparison",
      "if (2 * signers.length <= sharders.length) {",
      "if (2 * signers.length < sharders.length) {",
    ],
    [
      "key-in-a-reshare",
      "dropped check",
      'if (block.mode === "reshare" && !equalBytes(block.groupPublicKey, previous.groupPublicKey))',
      'if (block.mode === "reshare" && block.number < 0)',
    ],
    [
      "confirmation-missing",
      "dropped check",
      "return againstHandOver(sound, previous.block) || againstConfirmation(sound);",
      "return againstHandOver(sound, previous.block);",
    ],
  ),
  ...mutantsOf(
    "src/magic-block/certificate.ts",
    [
      "test/protocol/view-change/contract/lot.test.ts",
      "test/repository/docs/second-implementation.test.ts",
      "test/repository/docs/wire-vectors.test.ts",
    ],
    [
      "lot-without-attempt",
      "input left out of a hash",
      ".u32(lot.attempt).fixed(lot.candidates, 32)",
      ".fixed(lot.candidates, 32)",
    ],
    ["tags-confused", "swapped operands", "new Encoder(TAG.handOver)", "new Encoder(TAG.confirm)"],
  ),
  ...mutantsOf(
    "src/beacon/beacon.ts",
    BEACON,
    [
      "partials-kept-at-a-timeout",
      "dropped operation",
      "signature: new Uint8Array(signature) };\n    this.partials = new Map();\n",
      "signature: new Uint8Array(signature) };\n",
    ],
    [
      "randomness-of-any-length",
      "dropped check",
      '  checkBytes(previousRandomness, "previous randomness", 32);\n',
      '  checkBytes(previousRandomness, "previous randomness");\n',
    ],
    [
      "certificate-of-a-lower-count",
      "dropped check",
      "read.round !== this.input.round || read.timeoutCount <= this.input.timeoutCount",
      "read.round !== this.input.round",
    ],
    [
      "votes-kept",
      "dropped operation",
      "    this.votes = new Map();\n    this.bad = [];\n    this.timeout = null;\n",
      "    this.bad = [];\n    this.timeout = null;\n",
    ],
  ),
  ...mutantsOf("src/beacon/message.ts", BEACON, [
    "vote-of-any-view",
    "input left out of a hash",
    ".text(chainId).u64(magicBlockNumber).u64(round)",
    ".text(chainId).u64(round)",
  ]),
  ...mutantsOf(
    "src/beacon/verify.ts",
    BEACON,
    [
      "round-after-the-last",
      "dropped check",
      "if (last !== undefined && round > last)",
      "if (last !== undefined && round < 0)",
    ],
    [
      "randomness-unchecked",
      "dropped check",
      "  if (!equalBytes(randomness(record.signature), record.randomness)) return false;\n",
      "",
    ],
    [
      "rounds-skipped",
      "dropped check",
      "if (record.round !== previous.round + 1)",
      "if (record.round < previous.round + 1)",
    ],
  ),
  ...mutantsOf(
    "src/beacon/member/speak.ts",
    TIMEOUTS,
    [
      "vote-after-the-next",
      "dropped check",
      "count === 0xffffffff || turn.memory(timer.round + 1).signed !== null)",
      "count === 0xffffffff)",
    ],
    ["signs-what-it-left", "dropped check", "  else if (voted > count) return;\n", ""],
  ),
  ...mutantsOf(
    "src/beacon/member/outputs.ts",
    TIMEOUTS,
    ["goes-on-after-a-vote", "dropped check", "  if (turn.memory(round - 1).voted > 0) return null;\n", ""],
    ["against-the-ledger", "dropped check", "  if (isContradicted(turn, output)) return;\n", ""],
  ),
];
