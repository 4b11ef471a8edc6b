// Ceremonies, and what is done with their keys: see ../arguments.test.ts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as onNode from "../../../src/entry/ceremony/node.js";
import * as ceremony from "../../../src/entry/ceremony.js";
import { exportShare, importShare } from "../../../src/entry/keystore.js";
import * as signing from "../../../src/entry/signing.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { createMinerIdentity } from "../../../src/view-change/identity.js";
import { dealt } from "../../protocol/signing/keys.js";
import { type Any, type Case, call, construct, method, refused } from "./call.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-ceremonies-"));
const hash = new Uint8Array(32).fill(7);
export const hostIdentity = await createMinerIdentity({ scheme: "min-sig", url: "Ada" });
const card = ceremony.cardOf("min-sig", hostIdentity);
const inviteOptions = {
  ...{ host: hostIdentity, members: [card], threshold: 1, quorum: 1, purpose: "signing" as const },
  ...{ title: "text", scheme: "min-sig" as const, patience: 60 },
};
/** As text: a field of it is not what these tests are about, and each would be verified. */
const invitation = JSON.stringify(ceremony.invite(inviteOptions));
export const room = new ceremony.Room({ invitation });
const partyOptions = () => ({
  ...{ invitation, identity: hostIdentity, store: new MemoryStore(), send: () => {}, retry: 60_000 },
  ...{ onEvent: () => {}, onProblem: () => {} },
});
/** One person's ceremony: there is a result when it has spoken with the room. */
export const party = await sealedParty();
const stopped = await ceremony.Party.start(partyOptions());
await stopped.stop();
const terms = { ...ceremony.readInvitation(invitation), number: 2, previousHash: party.state.chain.current.hash };
const proposal = { number: 2, previousHash: terms.previousHash, t: 1, k: 1, members: terms.members };

async function sealedParty(): Promise<ceremony.Party> {
  const waiting: ceremony.FromRoom[] = [];
  const seat = room.enter((message) => void waiting.push(message));
  const made = await ceremony.Party.start({ ...partyOptions(), retry: 100, send: (message) => seat.receive(message) });
  const sealed = made.sealed();
  const timer = setInterval(() => {
    for (const message of waiting.splice(0)) made.receive(message);
  }, 1);
  await sealed;
  clearInterval(timer);
  return made;
}

const nobody = { send: () => {}, receive: () => {} };
const socket = { readyState: 1, send: () => {}, addEventListener: () => {} };
const channel = { postMessage: () => {}, addEventListener: () => {} };
const seat = room.enter(() => {});
const wire = ceremony.socketWire(socket);
const asked = ceremony.httpWire("http://127.0.0.1:1");
asked.close();

const signer = dealt("signing");
const content = { context: "text", message: hash };
const request = signing.signingRequest(signer.key, content);
export const signerObject = new signing.Signer({ key: signer.shares[0]!, policy: () => true });
const signatures = await Promise.all(
  signer.shares.map((key) => new signing.Signer({ key, policy: () => true }).answer(request)),
);
const combined = signing.combineSignatures(signer.key, request, signatures);
const opener = dealt("decryption");
const ciphertext = signing.encryptTo(opener.key.groupPublicKey, hash);
export const decryptorObject = new signing.Decryptor({ key: opener.shares[0]!, policy: () => true });
const parts = await Promise.all(
  opener.shares.map((key) => new signing.Decryptor({ key, policy: () => true }).answer(ciphertext)),
);
const inside = (path: Any): Any =>
  typeof path === "string" && path !== "" ? join(folder, "made", path.replaceAll(/\W/g, "_").slice(0, 64)) : path;
const onFolder = onNode.folderWire(join(folder, "wire"));
const inFolder = onNode.roomInFolder(join(folder, "room"), room);
const server = await onNode.roomOverHttp(room);

export const CEREMONY: Record<string, Case> = {
  "ceremony.cardOf": call(ceremony.cardOf, "min-sig", hostIdentity),
  "ceremony.invite": call(ceremony.invite, inviteOptions),
  "ceremony.readInvitation": call(ceremony.readInvitation, invitation),
  "ceremony.verifyTranscript": call(ceremony.verifyTranscript, JSON.stringify(room.transcript)),
  "ceremony.transcriptText": call(ceremony.transcriptText, room.transcript),
  "ceremony.Party.start": call(async (options: Any) => {
    const started = await ceremony.Party.start(options);
    await started.stop();
  }, partyOptions()),
  "ceremony.Party#sealed": { ...refused("STOPPED", method(stopped, "sealed", 1)), later: true },
  "ceremony.Party#proposed": refused("STOPPED", { ...method(stopped, "proposed"), later: true }),
  "ceremony.Party#accept": method(party, "accept", proposal),
  "ceremony.Party#invite": { ...refused("STOPPED", method(stopped, "invite", { members: [card] })), later: true },
  "ceremony.Party#close": refused("WRONG_PHASE", method(party, "close")),
  "ceremony.Party#receive": method(party, "receive", { type: "entries", after: 0, entries: [] }),
  "ceremony.Party#idle": method(party, "idle"),
  "ceremony.Party#stop": method(stopped, "stop"),
  "new ceremony.Room": construct(ceremony.Room, {
    invitation,
    onEntry: () => {},
    onEvent: () => {},
    onRefused: () => {},
  }),
  "ceremony.Room#enter": method(room, "enter", () => {}),
  "ceremony.Seat#receive": method(seat, "receive", { type: "hello", id: hostIdentity.id, after: 0, fresh: true }),
  "ceremony.Seat#leave": method(seat, "leave"),
  "ceremony.joinOver": call(
    async (over: Any, options: Any) => {
      const joined = await ceremony.joinOver(over, options);
      await joined.stop();
    },
    nobody,
    { invitation, identity: hostIdentity, store: new MemoryStore(), retry: 60_000 },
  ),
  "ceremony.seatOver": call(ceremony.seatOver, nobody, room),
  "ceremony.socketWire": call(ceremony.socketWire, socket),
  "ceremony.channelWire": call(ceremony.channelWire, channel),
  "ceremony.roomOnChannel": call(ceremony.roomOnChannel, channel, room),
  "ceremony.Wire#send": method(wire, "send", "text"),
  "ceremony.Wire#receive": method(wire, "receive", () => {}),
  "ceremony.httpWire": call(ceremony.httpWire, "http://127.0.0.1:1"),
  "ceremony.HttpWire#send": method(asked, "send", "text"),
  "ceremony.HttpWire#receive": method(asked, "receive", () => {}),
  "ceremony.HttpWire#close": method(asked, "close"),
  "ceremony/node.folderWire": call(
    (path: Any, options: Any) => onNode.folderWire(inside(path), options).close(),
    "folder",
    {
      every: 1000,
    },
  ),
  "ceremony/node.roomInFolder": call(
    (path: Any, of: Any, options: Any) => onNode.roomInFolder(inside(path), of, options).close(),
    "folder",
    room,
    { every: 1000 },
  ),
  "ceremony/node.OnFolder#close": method(inFolder, "close"),
  "ceremony/node.roomOverHttp": call(
    async (of: Any, options: Any) => {
      const open = await onNode.roomOverHttp(of, options);
      await open.close();
    },
    room,
    { port: 0, token: "00".repeat(16) },
  ),
  "ceremony/node.HttpRoom#close": method(server, "close"),
  "signing.encryptTo": call(signing.encryptTo, opener.key.groupPublicKey, hash, { label: hash }),
  "signing.verifyCiphertext": call(signing.verifyCiphertext, opener.key.groupPublicKey, ciphertext),
  "new signing.Decryptor": construct(signing.Decryptor, { key: opener.shares[0]!, policy: () => true }),
  "signing.Decryptor#answer": method(decryptorObject, "answer", ciphertext),
  "signing.combineDecryption": call(signing.combineDecryption, opener.key, ciphertext, parts),
  "signing.groupKeyToJson": call(signing.groupKeyToJson, signer.key, 1),
  "signing.groupKeyFromJson": call(signing.groupKeyFromJson, signing.groupKeyToJson(signer.key)),
  "signing.signingRequest": call(signing.signingRequest, signer.key, content),
  "new signing.Signer": construct(signing.Signer, { key: signer.shares[0]!, policy: () => true }),
  "signing.Signer#answer": method(signerObject, "answer", request),
  "signing.combineSignatures": call(signing.combineSignatures, signer.key, request, signatures),
  "signing.verifySignature": call(signing.verifySignature, signer.key, content, combined.signature),
  "keystore.exportShare": call(exportShare, signer.shares[0]!, "a passphrase", 2),
  "keystore.importShare": call(importShare, await exportShare(signer.shares[0]!, "a passphrase", 2), "a passphrase"),
};

export async function endCeremonies(): Promise<void> {
  await party.stop();
  onFolder.close();
  inFolder.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
