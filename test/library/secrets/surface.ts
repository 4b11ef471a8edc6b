// The public surface, read from the entries themselves: every function, every method of every class and object; and
// what of it handles no secret. A name that is new is in none of the lists until somebody has said what it is.
import * as beacon from "../../../src/entry/beacon.js";
import * as bls from "../../../src/entry/bls.js";
import * as curve from "../../../src/entry/curve.js";
import * as dkg from "../../../src/entry/dkg.js";
import * as threshold from "../../../src/entry/threshold.js";
import * as timelock from "../../../src/entry/timelock.js";
import * as viewChange from "../../../src/entry/view-change.js";

const ENTRIES: readonly Record<string, unknown>[] = [curve, bls, threshold, dkg, beacon, timelock, viewChange];

const isClass = (value: unknown) => typeof value === "function" && /^class\b/.test(String(value));

/** Own and inherited functions of an object, but those that every object has, and accessors. */
function methodsOf(value: object): string[] {
  const names: string[] = [];
  for (let at = value; at !== null && at !== Object.prototype && at !== Function.prototype; ) {
    for (const [name, { value: member, get }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (name !== "constructor" && (typeof member === "function" || get !== undefined)) names.push(name);
    }
    at = Object.getPrototypeOf(at);
  }
  return names;
}

function namesOf(name: string, value: unknown): string[] {
  if (isClass(value)) {
    const made = value as { prototype: object };
    return ["constructor", ...methodsOf(made), ...methodsOf(made.prototype)].map((method) => `${name}.${method}`);
  }
  if (typeof value === "function") return [name];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  // a namespace of a module has values as getters, or as they are, as it was bundled
  const isFunction = (method: string) => typeof (value as Record<string, unknown>)[method] === "function";
  return methodsOf(value)
    .filter(isFunction)
    .map((method) => `${name}.${method}`);
}

/** "multiply" of a point as "Point.multiply"; the six schemes as one, the two groups as one. */
export const SURFACE: readonly string[] = [
  ...new Set(
    ENTRIES.flatMap((entry) => Object.entries(entry).flatMap(([name, value]) => namesOf(name, value)))
      .map((name) => name.replace(/^(minSig|minPk)(Aug|Pop)?\./, "scheme.").replace(/^G[12]\./, "group."))
      .sort(),
  ),
];

const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Handles secrets, but in the core only by what is tested: the rest is hashing, Web Crypto and bytes. */
export const THROUGH_OTHERS: readonly string[] = names(`
  BeaconMember.constructor BeaconMember.initial BeaconMember.options BeaconMember.step Miner.constructor Miner.options
  Miner.step OwnWork.constructor OwnWork.signAcknowledgement OwnWork.wrongShares Sharder.constructor Sharder.first
  Sharder.identity Sharder.keep Sharder.step createMinerIdentity minerRegistration runViewChange sharderRegistration
  FrameChannel.agreement FrameChannel.constructor FrameChannel.isAuthentic FrameChannel.mac
  FrameChannel.seal HpkeCipher.constructor HpkeCipher.derivedPair HpkeCipher.forget HpkeCipher.freshPair HpkeCipher.open HpkeCipher.seal HpkeCipher.sessionKeys
  HpkeCipher.sessionPair decodeMinerState decryptStream encodeMinerState encryptStream shareLeaf encodeFrame decodeFrame readFrame frameMessage
`);

/** For public values, whose time depends on them and which are not wiped; its text says so. */
const VARIABLE_TIME = names(`
  Point.multiplyVartime group.msm expandMessageXmd expandMessageXof group.encodeToCurve group.hashToCurve group.mapToCurve hashToScalar
`);

export const PUBLIC: readonly string[] = [
  ...VARIABLE_TIME,
  ...names(`
  Beacon.add Beacon.addTimeoutCertificate Beacon.addTimeoutVote Beacon.checkSingly Beacon.constructor Beacon.current
  Beacon.finish Beacon.goOnUnder Beacon.isValid Beacon.nextTimeout Beacon.put Beacon.recover Beacon.timeoutCertificate
  BeaconMember.factsOf Commitments.constructor Commitments.threshold Commitments.toBytes Gt.ONE Gt.constructor
  Gt.fromBytes KeyTable.aggregate KeyTable.bytes KeyTable.constructor MagicBlock.check MagicBlock.decode
  MagicBlock.encode MagicBlock.encodeBody MagicBlock.encodeHeader MagicBlock.fromJson MagicBlock.hash
  MagicBlock.memberIds MagicBlock.toJson MagicBlock.verify OwnWork.aggregateAcknowledgements Point.constructor
  Point.group PreparedPublicKey.constructor PreparedPublicKey.toBytes ProtocolCache.constructor ProtocolCache.decode
  ProtocolCache.decodeAhead ProtocolCache.decodeAll ProtocolCache.heldBytes ProtocolCache.keyTable
  ProtocolCache.known ProtocolCache.maxBytes
  ProtocolCache.tryDecodeAll Vector.constructor Vector.group Vector.length ViewChangeContract.apply
  ViewChangeContract.constructor ViewChangeContract.genesis acknowledgementMessage aggregateCommitments
  applicationMessage authorityEntry authorityMessage beaconEntry beaconFromJson beaconMessage
  beaconToJson bitmapOfIndices ceilFraction chainIdHash checkGenesis checkHeader checkParameters
  checkThresholds combine commitmentsHash confirmMessage decodeAuthority decodeBeacon decodeBeaconMessage
  decodeBeaconState decodeBlock decodeCommitmentLists decodeCommitments decodeContractState decodeContribution
  decodeEvidence decodeGenesis decodeLot decodeMember decodeMemberProof decodePresent decodePublication
  decodeSharderMemory decodeSharderProof decodeSignature decodeTransaction drand.beaconFromJson
  drand.beaconToJson drand.chainHash drand.chainInfoFromJson drand.chainInfoToJson drand.describeChain
  drand.drandMessage drand.drandRandomness drand.roundAt drand.timeOf drand.verify drand.verifyMany
  encodeAuthority encodeBeaconMessage encodeBeaconState encodeBlock encodeContractState encodeContribution
  encodeEvidence encodeGenesis encodeMember encodeMemberProof encodePublication encodeSharderMemory encodeSharderProof
  encodeTransaction entryOf evidenceFileOf evidenceFromJson
  evidenceToJson firstMessage genesisFromJson genesisHash genesisToJson
  group.fromAffine group.fromBytes handOverMessage headersFromJson headersToJson idToScalar identityDst
  indicesOfBitmap interpolateCommitments isRemaining lagrangeAtZero listHash listOf lotEntry lotMessage makeGenesis
  memberAt memberEntry memberMessage memberProofFromJson memberProofToJson minerIdOf needsLot outputRecord
  parametersHash parseFaults parseThreshold partyIdOf proveMember proveSharder publicShares qualify randomness rank
  recoverSignature remaining resolveThresholds scheme.aggregatePublicKeys scheme.aggregateSignatures
  scheme.aggregateVerify scheme.batchVerify scheme.fastAggregateVerify scheme.popVerify scheme.preparePublicKey
  scheme.verify schemeByName secrecyMargin selectMiners sessionId sharderProofFromJson sharderProofToJson
  sharesMessage stateHash thresholdWarnings timelockOf timeoutMessage transactionEntry transactionMessage validateParameters
  verifyBeaconChain verifyCommitments verifyEvidence verifyEvidenceFile verifyHeaderChain verifyMagicBlockChain verifyMember
  verifyPublications verifyRepair verifyReshareCommitments verifyRound verifySharder
`),
];
