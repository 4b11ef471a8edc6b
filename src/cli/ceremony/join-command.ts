// `feldspar ceremony join`: a party, until its key is sealed. It writes the share under the identity's passphrase, and
// prints the words that people read to each other.
import { createInterface } from "node:readline";
import { folderWire } from "../../entry/ceremony/node.js";
import {
  httpWire,
  type InvitationJson,
  joinOver,
  type Party,
  readInvitation,
  type SealedKey,
  type Wire,
} from "../../entry/ceremony.js";
import { exportShare, readIdentity, SealedStore } from "../../entry/keystore.js";
import { groupKeyToJson } from "../../entry/signing.js";
import type { MinerIdentity } from "../../entry/view-change.js";
import { readText, writeWhole } from "../network/files.js";
import { readPassphrase } from "../network/passphrase.js";
import { printable } from "../printable.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";
import { FileStore } from "./file-store.js";

export interface JoinFlags {
  readonly invitation: string;
  readonly identity: string;
  readonly passphraseFile?: string;
  readonly state: string;
  readonly folder?: string;
  readonly room?: string;
  readonly share: string;
  readonly key: string;
  /** Cards of the next view's members. */
  readonly next?: readonly string[];
  readonly nextInvitation: string;
  readonly accept?: boolean;
}

function wireOf({ folder, room }: JoinFlags): Wire & { close(): void } {
  if ((folder === undefined) === (room === undefined)) throw new UsageError("expected either --folder or --room");
  return folder === undefined ? httpWire(room!) : folderWire(folder);
}

const say = (text: string) => process.stderr.write(`${printable(text)}\n`);

/** What people type while it runs. */
function listen(party: Party): () => void {
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on("line", (line) => {
    const answer = async () => {
      const { proposal } = party;
      if (line.trim() === "close") party.close();
      else if (line.trim() === "accept" && proposal !== null) await party.accept(proposal);
      else say('expected "close", or "accept" where there is a proposal');
    };
    answer().catch((error: Error) => say(error.message));
  });
  return () => lines.close();
}

/** Which key is waited for: that of the invitation, or the one after it. */
async function keyOf(party: Party, flags: JoinFlags, first: number): Promise<SealedKey> {
  if (flags.next !== undefined) {
    const { number } = await party.sealed(first);
    const invitation: InvitationJson = await party.invite({ members: flags.next.map(readText) });
    writeWhole(flags.nextInvitation, `${JSON.stringify(invitation)}\n`);
    return party.sealed(number + 1);
  }
  if (flags.accept !== true) return party.sealed(first);
  const proposal = await party.proposed();
  say(`accepted: ${proposal.members.map(({ name }) => name).join(", ")}, t = ${proposal.t}, k = ${proposal.k}`);
  await party.accept(proposal);
  return party.sealed(proposal.number);
}

export async function joinCommand(flags: JoinFlags): Promise<CommandResult> {
  const invitation = readText(flags.invitation);
  const { number, members, t, k, genesis } = readInvitation(invitation);
  const passphrase = await readPassphrase({ file: flags.passphraseFile });
  const opened = await readIdentity(readText(flags.identity), passphrase);
  if (opened.role !== "miner") throw new UsageError(`${flags.identity}: expected an identity made by "ceremony card"`);
  const wire = wireOf(flags);
  say(`${genesis.purpose}, t = ${t}, k = ${k}: ${members.map(({ name }) => name).join(", ")}`);
  const identity = opened.identity as MinerIdentity;
  const store = new SealedStore(new FileStore(flags.state), opened.storageKey);
  const onProblem = ({ code, message }: { code: string; message: string }) => say(`${code}: ${message}`);
  const party = await joinOver(wire, { invitation, identity, store, onProblem });
  const end = listen(party);
  try {
    const { words, members: all } = await keyOf(party, flags, number);
    const { key, groupKey } = party;
    if (key !== null) writeWhole(flags.share, await exportShare(key, passphrase), { replace: true });
    writeWhole(flags.key, `${groupKeyToJson(groupKey!, 1)}\n`, { mode: 0o644, replace: true });
    const lines = Array.from({ length: 4 }, (_, row) => `  ${words.slice(4 * row, 4 * row + 4).join(" ")}`);
    const output = [
      `sealed by ${all.map(({ name }) => name).join(", ")}`,
      `key       ${flags.key}`,
      key === null ? "share     none: no member any more" : `share     ${flags.share}`,
      "Read these words to each other; everybody must have the same:",
      ...lines,
    ];
    // what others still lack of this party's is in the room
    await party.idle();
    return { output: output.map(printable).join("\n"), exitCode: EXIT.good };
  } finally {
    end();
    await party.stop();
    wire.close();
  }
}
