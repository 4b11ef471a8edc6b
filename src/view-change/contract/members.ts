// Members' own entries and the authority's (protocol §3), one after the other in the order in which they stand in the
// block, because an entry may rest on one before it. Signatures are looked at last: they cost most.
import { equalBytes, FeldsparError, fail } from "../../encoding/index.js";
import { checkParameters, minerIdOf } from "../../magic-block/index.js";
import {
  type AuthorityEntry,
  authorityMessage,
  decodeAuthority,
  decodeMember,
  type MemberEntry,
  memberMessage,
  type RegisterMiner,
  type RegisterSharder,
} from "../members.js";
import { type Judge, takeSigned } from "./claims.js";
import type { BlockRun } from "./run.js";
import { findById, withItem, withoutId } from "./sorted.js";
import type { Candidate, ContractState, SharderCandidate } from "./state.js";

/** Takes the block's entries of kinds "member" and "authority". */
export function takeMembers(run: BlockRun): void {
  if (run.block.entries.some(({ kind }) => kind === "member" || kind === "authority")) takeSigned(run, takeEach);
}

function takeEach(run: BlockRun, judge: Judge): void {
  for (const { kind, bytes } of run.block.entries) {
    if (kind !== "member" && kind !== "authority") continue;
    let sender = "";
    try {
      if (kind === "authority") takeAuthority(run, decodeAuthority(bytes), judge);
      else {
        const entry = decodeMember(run.state.genesis.scheme, bytes);
        sender = entry.id;
        takeMember(run, entry, judge);
      }
    } catch (error) {
      run.refuse(kind, sender, error);
    }
  }
}

/** How much stake an id has. */
export function stakeOf(state: Pick<ContractState, "stakes">, id: string): bigint {
  return findById(state.stakes, id)?.stake ?? 0n;
}

function checkChain(state: ContractState, genesisHash: Uint8Array): void {
  if (!equalBytes(genesisHash, state.genesisHash)) fail("WRONG_CHAIN", "the entry names another chain");
}

function checkSerial(serial: number, last: number): void {
  if (serial <= last) fail("OLD_SERIAL", `expected a serial above ${last}, which was accepted, got ${serial}`);
}

function checkSigned({ state }: BlockRun, entry: MemberEntry, publicKey: Uint8Array, judge: Judge): void {
  const { signature } = entry;
  const message = memberMessage(state.genesis.scheme, entry);
  if (!judge({ kind: "signed", signature, message, publicKey }))
    throw new FeldsparError("BAD_SIGNATURE", "the member's signature does not verify");
}

function takeMember(run: BlockRun, entry: MemberEntry, judge: Judge): void {
  const { state } = run;
  checkChain(state, entry.genesisHash);
  if (entry.type === "register") {
    if (entry.role === "miner") registerMiner(run, entry, judge);
    else registerSharder(run, entry, judge);
    run.events.push({ type: "registered", id: entry.id });
    return;
  }
  const list: readonly (Candidate | SharderCandidate)[] = entry.role === "miner" ? state.candidates : state.sharders;
  const known = findById(list, entry.id);
  if (known === undefined) throw new FeldsparError("UNKNOWN_SENDER", `no ${entry.role} of this id is registered`);
  checkSerial(entry.serial, known.serial);
  switch (entry.type) {
    case "leave":
      checkSigned(run, entry, known.publicKey, judge);
      if (entry.role === "miner") setCandidate(run, { ...(known as Candidate), serial: entry.serial, left: true });
      else setSharder(run, { ...(known as SharderCandidate), serial: entry.serial, left: true });
      run.events.push({ type: "left", id: entry.id });
      return;
    case "return": {
      const candidate = known as Candidate;
      if (candidate.suspension === null)
        throw new FeldsparError("NOT_SUSPENDED", "the miner is not suspended and need not return");
      checkSigned(run, entry, candidate.publicKey, judge);
      const suspension = { ...candidate.suspension, returned: true };
      setCandidate(run, lifted({ ...candidate, serial: entry.serial, suspension }));
      run.events.push({ type: "returned", id: entry.id });
      return;
    }
    case "keep":
      keep(run, entry, known as SharderCandidate, judge);
  }
}

/** A suspension that has lasted and was answered is over. */
export function lifted(candidate: Candidate): Candidate {
  const { suspension } = candidate;
  if (suspension === null || !suspension.returned || suspension.lasted < suspension.length) return candidate;
  return { ...candidate, suspension: null, absent: 0 };
}

function setCandidate(run: BlockRun, candidate: Candidate): void {
  run.update({ candidates: withItem(run.state.candidates, candidate) });
}

function setSharder(run: BlockRun, sharder: SharderCandidate): void {
  run.update({ sharders: withItem(run.state.sharders, sharder) });
}

/** What a registration must be, whoever registers; its signature and its proof come last, they cost most. */
function checkRegistration(
  run: BlockRun,
  entry: RegisterMiner | RegisterSharder,
  lastSerial: number,
  judge: Judge,
): void {
  const { state } = run;
  if (entry.id !== minerIdOf(entry.publicKey))
    fail("BAD_REGISTRATION", "id: expected the SHA3-256 hash of the public key");
  const { minStake } = state.parameters;
  const stake = stakeOf(state, entry.id);
  if (stake < minStake) fail("TOO_LITTLE_STAKE", `expected a stake of at least ${minStake}, got ${stake}`);
  checkSerial(entry.serial, lastSerial);
  if (entry.role === "miner" && entry.encryptionKey.every((byte) => byte === 0))
    fail("BAD_REGISTRATION", "X25519 key: is zero");
  checkSigned(run, entry, entry.publicKey, judge);
  if (lastSerial > 0) return;
  const { publicKey, proofOfPossession: signature } = entry;
  if (!judge({ kind: "proof", signature, message: publicKey, publicKey }))
    fail("BAD_REGISTRATION", "proof of possession: does not verify");
}

function registerMiner(run: BlockRun, entry: RegisterMiner, judge: Judge): void {
  const { state } = run;
  const known = findById(state.candidates, entry.id);
  checkRegistration(run, entry, known?.serial ?? 0, judge);
  const { id, publicKey, proofOfPossession, encryptionKey, url, serial } = entry;
  const fresh = { order: state.registrations + 1, absent: 0, suspension: null, nextSuspension: 1 };
  // the proof was checked with the first registration, and the key is the same
  const proof = known?.proofOfPossession ?? proofOfPossession;
  setCandidate(run, {
    ...(known ?? fresh),
    ...{ id, publicKey, proofOfPossession: proof, encryptionKey, url, serial, left: false },
  });
  if (known === undefined) run.update({ registrations: state.registrations + 1 });
}

function registerSharder(run: BlockRun, entry: RegisterSharder, judge: Judge): void {
  const known = findById(run.state.sharders, entry.id);
  // those of the genesis are there without an entry, with serial 0 and a proof that was checked
  checkRegistration(run, entry, known?.serial ?? 0, judge);
  const { id, publicKey, url, serial } = entry;
  const proofOfPossession = known?.proofOfPossession ?? entry.proofOfPossession;
  setSharder(run, { id, publicKey, proofOfPossession, url, serial, left: false });
}

/** A sharder wants to be in the next set: for this number and attempt, between the freeze and the end of publish. */
function keep(
  run: BlockRun,
  entry: Extract<MemberEntry, { type: "keep" }>,
  sharder: SharderCandidate,
  judge: Judge,
): void {
  const { state } = run;
  const { session, phase } = state;
  if (session === null || phase === "start" || phase === "wait" || phase === "stopped")
    throw new FeldsparError(
      "WRONG_PHASE",
      `a keep counts from the freeze to the end of publish, not in phase ${phase}`,
    );
  if (entry.number !== session.number || entry.attempt !== session.attempt)
    throw new FeldsparError("WRONG_SESSION", `expected a keep for ${session.number}.${session.attempt}`);
  if (sharder.left) throw new FeldsparError("UNKNOWN_SENDER", "the sharder has left");
  const { minStake } = session.parameters;
  if (stakeOf(state, entry.id) < minStake) fail("TOO_LITTLE_STAKE", `expected a stake of at least ${minStake}`);
  if (session.kept.includes(entry.id))
    throw new FeldsparError("REPEATED", "the sharder's keep is on the chain already");
  checkSigned(run, entry, sharder.publicKey, judge);
  setSharder(run, { ...sharder, serial: entry.serial });
  run.updateSession({ kept: [...session.kept, entry.id] });
  run.events.push({ type: "kept", id: entry.id });
}

/** What the chain's authority does, signed by as many admins as the genesis asks for. */
function takeAuthority(run: BlockRun, entry: AuthorityEntry, judge: Judge): void {
  const { state } = run;
  checkChain(state, entry.genesisHash);
  checkSerial(entry.serial, state.authoritySerial);
  if (entry.action.type === "resume" && state.phase !== "stopped")
    throw new FeldsparError("WRONG_PHASE", `nothing to resume in phase ${state.phase}`);
  if (entry.action.type === "parameters") checkParameters(entry.action.parameters, state.genesis);
  checkAdmins(state, entry, judge);
  run.update({ authoritySerial: entry.serial });
  const { action } = entry;
  switch (action.type) {
    case "stake": {
      const { id, stake } = action;
      run.update({ stakes: stake === 0n ? withoutId(state.stakes, id) : withItem(state.stakes, { id, stake }) });
      run.events.push({ type: "stake", id, stake });
      return;
    }
    case "parameters":
      run.update({ nextParameters: action.parameters });
      run.events.push({ type: "parameters", taken: false });
      return;
    case "resume":
      run.update({ phase: "start", phaseStart: state.round, opened: false, failures: 0 });
      run.events.push({ type: "resumed" });
  }
}

function checkAdmins({ genesis }: ContractState, entry: AuthorityEntry, judge: Judge): void {
  const { adminKeys, adminThreshold } = genesis;
  const { signatures } = entry;
  if (adminKeys.length === 0) throw new FeldsparError("BAD_AUTHORITY", "the chain has no admin keys");
  const rising = signatures.every(({ admin }, at) => at === 0 || signatures[at - 1]!.admin < admin);
  if (!rising || signatures.some(({ admin }) => admin >= adminKeys.length))
    throw new FeldsparError("BAD_AUTHORITY", "expected signatures by ascending position among the admin keys");
  if (signatures.length < adminThreshold) {
    const message = `expected at least ${adminThreshold} signatures of admins, got ${signatures.length}`;
    throw new FeldsparError("BAD_AUTHORITY", message);
  }
  const message = authorityMessage(entry);
  for (const { admin, signature } of signatures) {
    if (!judge({ kind: "signed", signature, message, publicKey: adminKeys[admin]!.publicKey }))
      throw new FeldsparError("BAD_AUTHORITY", `the signature of admin ${admin} does not verify`);
  }
}
