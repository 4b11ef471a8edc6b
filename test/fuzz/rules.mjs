// Rules that are switched off on purpose, by a change of one place in the source: the fuzzer must find every one of
// them. A place that is not there any more is an error, so that a rule cannot be lost unnoticed.

/** @type {readonly { name: string, file: string, from: string, to: string }[]} */
export const RULES = [
  {
    name: "a proof of knowledge, and in a reshare the constant term, are checked",
    file: "src/view-change/contract/contribute.ts",
    from: "if (!proven) {",
    to: "if (!proven && !session.id) {",
  },
  {
    name: "a reshare deals the current share",
    file: "src/view-change/contract/contribute.ts",
    from: 'session.mode === "fresh"\n        ? verifyCommitments(claim)',
    to: 'session.mode !== "none"\n        ? verifyCommitments(claim)',
  },
  {
    name: "a transaction's signature is its sender's",
    file: "src/view-change/contract/screen.ts",
    from: "if (wrong.has(position)) throw",
    to: "if (wrong.has(position) && position < 0) throw",
  },
  {
    name: "acknowledgements in a publication are verified",
    file: "src/view-change/contract/publish.ts",
    from: "if (wrongAcknowledgements.has(position)) {",
    to: "if (position < 0) {",
  },
  {
    name: "revealed shares are verified",
    file: "src/view-change/contract/publish.ts",
    from: "if (places !== undefined) {",
    to: "if (places !== undefined && position < 0) {",
  },
  {
    name: "there is an entry for every receiver left",
    file: "src/view-change/contract/publish.ts",
    from: 'if (qualification === "seed" && missing.length > 0) {',
    to: "if (missing.length > size) {",
  },
  {
    name: "a dealer with too few confirmations is out",
    file: "src/view-change/contract/qualification.ts",
    from: "confirmations.get(dealer)! < threshold",
    to: "confirmations.get(dealer)! < 0",
  },
  {
    name: "a block is decided by enough confirmations",
    file: "src/view-change/contract/wait.ts",
    from: "if (confirmed.length < least) return;",
    to: "if (confirmed.length < magicBlock!.t) return;",
  },
  {
    name: "a hand-over is for a decided block",
    file: "src/view-change/miner/hand-over.ts",
    from: "session.decided === null || session.certified",
    to: "session.magicBlockHash === null || session.certified",
  },
  {
    name: "one hand-over for a number",
    file: "src/view-change/miner/hand-over.ts",
    from: "if (key.handOver === null) {",
    to: "if (key.handOver === null || !equalBytes(key.handOver.hash, hash)) {",
  },
  {
    name: "a decided block is never dropped",
    file: "src/view-change/contract/phases.ts",
    from: "if (run.session.decided === null) {",
    to: "if (run.session.decided === null || !run.session.certified) {",
  },
  {
    name: "what is not authenticated does nothing",
    file: "src/node/messages.ts",
    from: "if (expected === null || !(await secrecy.channel.isAuthentic(read, expected.keys))) return null;",
    to: "if (expected === null) return null;",
  },
  {
    name: "only a verified acknowledgement ends the sending of a share",
    file: "src/view-change/miner/acknowledge.ts",
    from: "if (allGood || isAcknowledgement(turn, index, signatures[position]!)) {",
    to: "if (allGood || signatures[position]) {",
  },
  {
    name: "shares are checked before they are acknowledged",
    file: "src/view-change/miner/receive.ts",
    from: "if (wrong.has(position)) refuse(turn, dealer);",
    to: "if (wrong.has(position) && dealer < 0) refuse(turn, dealer);",
  },
  {
    name: "a miner never reveals more than receivers left − t",
    file: "src/view-change/miner/publish.ts",
    from: 'if (onChain.mode === "reshare" && reveals > left.length - onChain.thresholds.t) return;',
    to: "",
  },
  {
    name: "a hurried chain does not make a miner speak",
    file: "src/view-change/miner/publish.ts",
    from: "if (reveals > 0 && !mayReveal(turn)) return;",
    to: "if (reveals < 0 && !mayReveal(turn)) return;",
  },
  {
    name: "a dealing is stored before it is published",
    file: "src/node/miner-runner.ts",
    from: 'if (effects.some((effect) => effect.type === "persist")) await this.store(state);',
    to: "void this.store(state).catch(() => {}); ",
  },
  {
    name: "a session gets one dealing",
    file: "src/view-change/miner/join.ts",
    from: "!tookPart(state.past, session)",
    to: "session.id.length === 32",
  },
  {
    name: "in a reshare a share is taken from every qualified dealer",
    file: "src/view-change/miner/key.ts",
    from: 'const secretShare = session.mode === "fresh" ? sumScalars(all)',
    to: "const secretShare = session.mode !== undefined ? sumScalars(all)",
  },
  {
    name: "the group's new polynomial is weighted by Lagrange coefficients",
    file: "src/view-change/contract/outcome.ts",
    from: 'mode === "fresh"\n      ? aggregateCommitments(scheme, commitments)',
    to: "mode !== undefined\n      ? aggregateCommitments(scheme, commitments)",
  },
  {
    name: "old shares are wiped",
    file: "src/view-change/miner/forget.ts",
    from: "const keys = state.keys.filter((key) => isKept(chain, key));",
    to: "const keys = state.keys;",
  },
  {
    name: "dealings of an attempt that has ended are wiped",
    file: "src/view-change/miner/forget.ts",
    from: "if (session !== null && hasEnded(chain, session)) turn.replace({ session: null });",
    to: "",
  },
  {
    name: "who was silent is suspended, and stops no view change for ever",
    file: "src/view-change/contract/absences.ts",
    from: "suspension === null && absent >= parameters.absences",
    to: "suspension === null && absent >= 1_000_000",
  },
  {
    name: "a receiver without a session key is off the list",
    file: "src/view-change/contract/contribute.ts",
    from: ".filter((index) => encryptionKeys[index - 1] === null)",
    to: ".filter((index) => index < 0)",
  },
];
