// view-change.js: see ../arguments.test.ts.

import { schemeByName } from "../../../src/bls/index.js";
import { deal } from "../../../src/dkg/index.js";
import * as viewChange from "../../../src/entry/view-change.js";
import { seededRandom } from "../../support/generators.js";
import { type Any, type Case, call, construct, method, refused } from "./call.js";
import { block, blockHash, chain, driven, minerState, miners, published } from "./world.js";

const NAME = "min-sig";
const bls = schemeByName(NAME);
const { MagicBlock } = viewChange;
const [identity] = miners as [viewChange.MinerIdentity];
const { genesis, genesisHash } = published;
const session = published.session!;
const hash = new Uint8Array(32).fill(7);
const signature = bls.sign(hash, identity.secretKey);
const text = (value: string): unknown => JSON.parse(value);

const transaction = driven.transactions("mpk", identity.id)[0]!;
const publication = session.publications.find((one) => one !== null) ?? {
  ...{ acknowledged: Uint8Array.of(0), aggregate: new Uint8Array(0), reveals: [] },
};
const contribution = session.contributions[0]!;
const hashed = { hash: contribution.hash, commitments: contribution.commitments };
const evidence: viewChange.Evidence = { type: "mpk", first: transaction, second: transaction };
const evidenceFile = viewChange.evidenceFileOf(published, evidence)!;
const registration = viewChange.minerRegistration(NAME, identity, { genesisHash });
const { signature: _, ...unsigned } = registration;
const authority = {
  ...{ genesisHash, serial: 1, action: { type: "stake", id: identity.id, stake: 5n } as const },
  signatures: [{ admin: 0, signature }],
};
const lot = { number: 1, attempt: 1, signature };
const output = { round: 1, timeoutCount: 0, previousRandomness: hash, signature };
const frame: viewChange.Frame = {
  ...{ kind: "share", session: hash, from: identity.id, to: miners[1]!.id, body: new Uint8Array(4) },
};
const channel = new viewChange.FrameChannel(identity, { chainId: "driven" });
const channelKeys = { own: identity.encryptionKey, peer: miners[1]!.encryptionKey };
const sealed = viewChange.decodeFrame(await channel.seal(frame, channelKeys));
const cipher = new viewChange.HpkeCipher(identity);
const receiver = new viewChange.HpkeCipher(miners[1]!);
const context = { session: hash, dealer: 1, receiver: 2 };
const pair = await receiver.sessionKeys(hash, hash);
const sealing = { own: identity.encryptionKey, receiver: pair.publicKey };
const envelope = await cipher.seal(context, sealing, new Uint8Array(32));
const cache = new viewChange.ProtocolCache();
const contract = new viewChange.ViewChangeContract(cache);
const work = new viewChange.OwnWork(NAME, cache);
const miner = new viewChange.Miner({ scheme: NAME, identity, random: seededRandom(7) });
const table = new viewChange.KeyTable(NAME, [identity.publicKey]);
const sharderIdentity = { ...driven.sharder, url: "https://sharder.example" };
const sharder = new viewChange.Sharder(NAME, sharderIdentity);
const memory: viewChange.SharderMemory = {
  keep: { number: 1, attempt: 1, serial: 1, at: 3, times: 1 },
  first: { hash, at: 4, times: 1 },
};
const memberProof = viewChange.proveMember(block, 1);
const sharderProof = viewChange.proveSharder(block, 1);
const proofOf = (proof: Any) => ({ scheme: NAME, magicBlockHash: blockHash, proof });
const dealing = deal({ scheme: bls, threshold: 2, ids: [1, 2], session: hash, dealer: 1, random: seededRandom(8) });
const candidates = miners.map(({ id }, order) => ({ id, stake: 5n, order }));
const selection = {
  ...{ seats: 2, incumbents: new Set([identity.id]), incumbency: { numerator: 1, denominator: 2 }, lot: hash },
};
const sizes = { t: 3, k: 3, n: 4 };
const { parameters } = genesis;
const sessionParts = {
  ...{ genesisHash: hash, previousHash: hash, number: 1, attempt: 1 },
  ...{ dealersHash: hash, receiversHash: hash, parametersHash: hash },
};

export const VIEW_CHANGE: Record<string, Case> = {
  "new view-change.FrameChannel": construct(viewChange.FrameChannel, identity, { chainId: "driven" }),
  "view-change.FrameChannel#seal": method(channel, "seal", frame, channelKeys),
  "view-change.FrameChannel#isAuthentic": method(channel, "isAuthentic", sealed, channelKeys),
  "new view-change.HpkeCipher": construct(viewChange.HpkeCipher, identity, { random: seededRandom(1) }),
  "view-change.HpkeCipher#seal": method(cipher, "seal", context, sealing, new Uint8Array(32)),
  "view-change.HpkeCipher#open": method(
    ...([receiver, "open", context, { own: pair, dealer: identity.encryptionKey }, envelope] as const),
  ),
  "view-change.HpkeCipher#sessionKeys": method(cipher, "sessionKeys", hash, hash),
  "view-change.HpkeCipher#forget": method(cipher, "forget"),
  "new view-change.KeyTable": construct(viewChange.KeyTable, NAME, [identity.publicKey]),
  "view-change.KeyTable#aggregate": method(table, "aggregate", Uint8Array.of(0x80)),
  "new view-change.Miner": construct(viewChange.Miner, {
    scheme: NAME,
    identity,
    random: seededRandom(2),
    cache,
    work,
  }),
  "view-change.Miner#step": method(miner, "step", minerState, {
    ...{ type: "tick", sessionKeys: null, time: 5, chain: published, attested: Number.POSITIVE_INFINITY },
  }),
  "new view-change.OwnWork": construct(viewChange.OwnWork, NAME, cache),
  "view-change.OwnWork#aggregateAcknowledgements": method(work, "aggregateAcknowledgements", [signature]),
  "view-change.OwnWork#signAcknowledgement": method(work, "signAcknowledgement", hash, identity.secretKey),
  "view-change.OwnWork#wrongShares": method(work, "wrongShares", 1, [{ commitments: hashed, share: hash }]),
  "new view-change.ProtocolCache": construct(viewChange.ProtocolCache, { maxBytes: 1 << 20 }),
  "view-change.ProtocolCache#decode": method(cache, "decode", NAME, hashed),
  "view-change.ProtocolCache#decodeAll": method(cache, "decodeAll", NAME, [hashed]),
  "view-change.ProtocolCache#tryDecodeAll": method(cache, "tryDecodeAll", NAME, [hashed], hash),
  "view-change.ProtocolCache#decodeAhead": method(cache, "decodeAhead", NAME, [hashed], async () => []),
  "view-change.ProtocolCache#known": method(cache, "known", NAME, hashed),
  "view-change.ProtocolCache#keyTable": method(cache, "keyTable", NAME, [identity.publicKey]),
  "new view-change.Sharder": construct(viewChange.Sharder, NAME, sharderIdentity),
  "view-change.Sharder#step": method(sharder, "step", viewChange.EMPTY_SHARDER_MEMORY, published, 5),
  "new view-change.ViewChangeContract": construct(viewChange.ViewChangeContract, cache),
  "view-change.ViewChangeContract#genesis": method(contract, "genesis", genesis),
  "view-change.ViewChangeContract#apply": method(contract, "apply", published, {
    ...{ round: published.round + 1, entries: [viewChange.transactionEntry(transaction)] },
  }),

  "view-change.MagicBlock.check": method(MagicBlock, "check", block),
  "view-change.MagicBlock.decode": method(MagicBlock, "decode", MagicBlock.encode(block)),
  "view-change.MagicBlock.encode": method(MagicBlock, "encode", block),
  "view-change.MagicBlock.encodeBody": method(MagicBlock, "encodeBody", block),
  "view-change.MagicBlock.encodeHeader": method(MagicBlock, "encodeHeader", block),
  "view-change.MagicBlock.fromJson": method(MagicBlock, "fromJson", text(MagicBlock.toJson(block))),
  "view-change.MagicBlock.hash": method(MagicBlock, "hash", block),
  "view-change.MagicBlock.memberIds": method(MagicBlock, "memberIds", block),
  "view-change.MagicBlock.toJson": method(MagicBlock, "toJson", block, 1),
  "view-change.MagicBlock.verify": method(MagicBlock, "verify", block, null),

  "view-change.acknowledgementMessage": call(viewChange.acknowledgementMessage, hash, 1, hash),
  "view-change.applicationMessage": call(viewChange.applicationMessage, "chain", "context", hash),
  "view-change.authorityEntry": call(viewChange.authorityEntry, authority),
  "view-change.authorityMessage": call(viewChange.authorityMessage, authority),
  "view-change.beaconEntry": call(viewChange.beaconEntry, NAME, output),
  "view-change.bitmapOfIndices": call(viewChange.bitmapOfIndices, [1, 3], 4),
  "view-change.ceilFraction": call(viewChange.ceilFraction, { numerator: 2, denominator: 3 }, 7),
  "view-change.chainIdHash": call(viewChange.chainIdHash, "chain"),
  "view-change.checkGenesis": call(viewChange.checkGenesis, genesis),
  "view-change.checkHeader": call(viewChange.checkHeader, block),
  "view-change.checkParameters": call(viewChange.checkParameters, parameters, { mode: "fresh", purpose: "network" }),
  "view-change.checkThresholds": call(viewChange.checkThresholds, sizes),
  "view-change.commitmentsHash": call(viewChange.commitmentsHash, dealing.commitments),
  "view-change.confirmMessage": call(viewChange.confirmMessage, hash),
  "view-change.createMinerIdentity": call(viewChange.createMinerIdentity, {
    ...{ scheme: NAME, url: "https://a.example", random: seededRandom(3) },
  }),
  "view-change.createSigningIdentity": call(viewChange.createSigningIdentity, NAME, seededRandom(4)),
  "view-change.decodeAuthority": call(viewChange.decodeAuthority, viewChange.encodeAuthority(authority)),
  "view-change.decodeBeacon": call(viewChange.decodeBeacon, NAME, viewChange.beaconEntry(NAME, output).bytes),
  "view-change.decodeBlock": call(viewChange.decodeBlock, viewChange.encodeBlock(block)),
  "view-change.decodeContractState": call(
    ...([viewChange.decodeContractState, viewChange.encodeContractState(published)] as const),
  ),
  "view-change.decodeContribution": call(
    ...([viewChange.decodeContribution, transaction.payload, 3, contribution.commitments[0]!.length] as const),
  ),
  "view-change.decodeEvidence": call(viewChange.decodeEvidence, viewChange.encodeEvidence(evidence)),
  "view-change.decodeFrame": call(viewChange.decodeFrame, viewChange.encodeFrame(frame, hash)),
  "view-change.decodeGenesis": call(viewChange.decodeGenesis, viewChange.encodeGenesis(genesis)),
  "view-change.decodeLot": call(viewChange.decodeLot, NAME, viewChange.lotEntry(NAME, lot).bytes),
  "view-change.decodeMember": call(viewChange.decodeMember, NAME, viewChange.encodeMember(NAME, registration)),
  "view-change.decodeMemberProof": call(
    ...([viewChange.decodeMemberProof, NAME, viewChange.encodeMemberProof(NAME, memberProof)] as const),
  ),
  "view-change.decodeMinerState": call(viewChange.decodeMinerState, viewChange.encodeMinerState(minerState, 1)),
  "view-change.decodePresent": call(viewChange.decodePresent, hash),
  "view-change.decodePublication": call(
    ...([viewChange.decodePublication, viewChange.encodePublication(publication, 4), 4, 48] as const),
  ),
  "view-change.decodeSharderMemory": call(viewChange.decodeSharderMemory, viewChange.encodeSharderMemory(memory)),
  "view-change.decodeSharderProof": call(
    ...([viewChange.decodeSharderProof, NAME, viewChange.encodeSharderProof(NAME, sharderProof)] as const),
  ),
  "view-change.decodeSignature": call(viewChange.decodeSignature, signature, 48),
  "view-change.decodeTransaction": call(viewChange.decodeTransaction, viewChange.encodeTransaction(transaction)),
  "view-change.encodeAuthority": call(viewChange.encodeAuthority, authority),
  "view-change.encodeBlock": call(viewChange.encodeBlock, block),
  "view-change.encodeContractState": call(viewChange.encodeContractState, published),
  "view-change.encodeContribution": call(viewChange.encodeContribution, contribution),
  "view-change.encodeEvidence": call(viewChange.encodeEvidence, evidence),
  "view-change.encodeFrame": call(viewChange.encodeFrame, frame, hash),
  "view-change.encodeGenesis": call(viewChange.encodeGenesis, genesis),
  "view-change.encodeMember": call(viewChange.encodeMember, NAME, registration),
  "view-change.encodeMemberProof": call(viewChange.encodeMemberProof, NAME, memberProof),
  "view-change.encodeMinerState": call(viewChange.encodeMinerState, minerState, 1),
  "view-change.encodePublication": call(viewChange.encodePublication, publication, 4),
  "view-change.encodeSharderMemory": call(viewChange.encodeSharderMemory, memory),
  "view-change.encodeSharderProof": call(viewChange.encodeSharderProof, NAME, sharderProof),
  "view-change.encodeTransaction": call(viewChange.encodeTransaction, transaction),
  "view-change.entryOf": call(viewChange.entryOf, session, 1, 2),
  "view-change.firstMessage": call(viewChange.firstMessage, hash),
  "view-change.frameMessage": call(viewChange.frameMessage, frame),
  "view-change.genesisFromJson": call(viewChange.genesisFromJson, text(viewChange.genesisToJson(genesis))),
  "view-change.genesisHash": call(viewChange.genesisHash, genesis),
  "view-change.genesisToJson": call(viewChange.genesisToJson, genesis, 1),
  "view-change.handOverMessage": call(viewChange.handOverMessage, hash),
  "view-change.headersFromJson": call(viewChange.headersFromJson, text(viewChange.headersToJson([block]))),
  "view-change.headersToJson": call(viewChange.headersToJson, [block], 1),
  "view-change.identityDst": call(viewChange.identityDst, NAME),
  "view-change.indicesOfBitmap": call(viewChange.indicesOfBitmap, Uint8Array.of(0xa0), 4),
  "view-change.isRemaining": call(viewChange.isRemaining, session, "dealer", 1),
  "view-change.listHash": call(viewChange.listHash, NAME, session.dealers),
  "view-change.listOf": call(viewChange.listOf, session, "dealer"),
  "view-change.lotEntry": call(viewChange.lotEntry, NAME, lot),
  "view-change.lotMessage": call(viewChange.lotMessage, { chainId: "chain", number: 1, attempt: 1, candidates: hash }),
  "view-change.makeGenesis": call(viewChange.makeGenesis, {
    ...{ chainId: "chain", parameters: { miners: 4, threshold: 3, quorum: 3 }, sharders: genesis.sharders },
    ...{ adminKeys: genesis.adminKeys, roundTime: 500 },
  }),
  "view-change.memberAt": call(viewChange.memberAt, session.dealers, 1),
  "view-change.memberEntry": call(viewChange.memberEntry, NAME, registration),
  "view-change.memberMessage": call(viewChange.memberMessage, NAME, unsigned),
  "view-change.memberProofFromJson": call(
    ...([viewChange.memberProofFromJson, text(viewChange.memberProofToJson(proofOf(memberProof) as Any))] as const),
  ),
  "view-change.memberProofToJson": call(viewChange.memberProofToJson, proofOf(memberProof)),
  "view-change.minerIdOf": call(viewChange.minerIdOf, identity.publicKey),
  "view-change.minerRegistration": call(viewChange.minerRegistration, NAME, identity, { genesisHash, serial: 2 }),
  "view-change.needsLot": call(viewChange.needsLot, candidates, selection),
  "view-change.parametersHash": call(viewChange.parametersHash, parameters),
  "view-change.parseFaults": call(viewChange.parseFaults, "crash:3@share,bad-share:5>7"),
  "view-change.parseThreshold": call(viewChange.parseThreshold, "2/3", "threshold"),
  "view-change.partyIdOf": call(viewChange.partyIdOf, "index", 1, identity.id),
  "view-change.proveMember": call(viewChange.proveMember, block, 1),
  "view-change.proveSharder": call(viewChange.proveSharder, block, 1),
  "view-change.qualify": call(viewChange.qualify, {
    ...{ rules: "seed", threshold: 2, dealerThreshold: 2, dealers: [1, 2, 3], receivers: [1, 2, 3], coupled: true },
    entry: () => "acknowledged",
  }),
  "view-change.readFrame": call(viewChange.readFrame, viewChange.encodeFrame(frame, hash)),
  "view-change.remaining": call(viewChange.remaining, session, "receiver"),
  "view-change.resolveThresholds": call(viewChange.resolveThresholds, parameters, 4),
  // no run is long enough for all of these: what is checked last refuses it
  "view-change.runViewChange": {
    ...refused(
      "BAD_PARAMETER",
      call(viewChange.runViewChange, {
        candidates: [
          { name: "a", stake: 1, url: "", joins: 1 },
          { name: "b", stake: 2 },
        ],
        ...{ miners: 2, threshold: 2, quorum: 2, rounds: 0, seed: "s", views: 1, chainId: "chain", faults: "" },
        ...{ sharders: [{ stake: 1 }], onProgress: () => {}, network: { loss: 0 }, parametersAt: [] },
        onShares: () => {},
        roundTime: 0,
      }),
    ),
    later: true,
  },
  "view-change.secrecyMargin": call(viewChange.secrecyMargin, sizes),
  "view-change.selectMiners": call(viewChange.selectMiners, candidates, selection),
  "view-change.sessionId": call(viewChange.sessionId, sessionParts),
  "view-change.sharderProofFromJson": call(
    ...([viewChange.sharderProofFromJson, text(viewChange.sharderProofToJson(proofOf(sharderProof) as Any))] as const),
  ),
  "view-change.sharderProofToJson": call(viewChange.sharderProofToJson, proofOf(sharderProof)),
  "view-change.sharderRegistration": call(viewChange.sharderRegistration, NAME, sharderIdentity, {
    ...{ genesisHash, serial: 2 },
  }),
  "view-change.shareLeaf": call(viewChange.shareLeaf, hash, 1, 2, hash),
  "view-change.sharesMessage": call(viewChange.sharesMessage, hash, 1, hash, hash),
  "view-change.signLongTerm": call(viewChange.signLongTerm, NAME, identity, hash),
  "view-change.signMember": call(viewChange.signMember, NAME, identity, unsigned),
  "view-change.signTransaction": call(viewChange.signTransaction, NAME, identity, {
    ...{ session: hash, kind: "mpk", payload: hash },
  }),
  "view-change.stateHash": call(viewChange.stateHash, published),
  "view-change.thresholdWarnings": call(viewChange.thresholdWarnings, sizes),
  "view-change.transactionEntry": call(viewChange.transactionEntry, transaction),
  "view-change.transactionMessage": call(viewChange.transactionMessage, transaction),
  "view-change.validateParameters": call(
    ...([viewChange.validateParameters, { miners: 4, threshold: 3, quorum: 3 }, { mode: "fresh" }] as const),
  ),
  "view-change.verifyEvidence": call(viewChange.verifyEvidence, evidence, { session, scheme: NAME, cache }),
  "view-change.evidenceFileOf": call(viewChange.evidenceFileOf, published, evidence),
  "view-change.evidenceFromJson": call(viewChange.evidenceFromJson, text(viewChange.evidenceToJson(evidenceFile))),
  "view-change.evidenceToJson": call(viewChange.evidenceToJson, evidenceFile),
  "view-change.verifyEvidenceFile": call(viewChange.verifyEvidenceFile, evidenceFile),
  "view-change.verifyHeaderChain": call(viewChange.verifyHeaderChain, [block], { genesis: chain.genesis }),
  "view-change.verifyMagicBlockChain": call(viewChange.verifyMagicBlockChain, [block], { genesis: chain.genesis }),
  "view-change.verifyMember": call(viewChange.verifyMember, block, memberProof),
  "view-change.verifySharder": call(viewChange.verifySharder, block, sharderProof),
};
