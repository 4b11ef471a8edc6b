// beacon.js: see ../arguments.test.ts.
import * as beacon from "../../../src/beacon/index.js";
import { ids, materials, threshold as t } from "../material.js";
import { type Any, type Case, call, construct, refused } from "./call.js";

const [m] = materials as [(typeof materials)[number]];
const { secretKey } = m;
const beaconOptions = {
  ...{ ...m.view, groupPublicKey: m.groupPublicKey, threshold: t, round: 1, previousRandomness: new Uint8Array(32) },
  members: ids.map((id) => ({ id, publicShare: m.publicShares.get(id)! })),
};
const round = { round: 5, timeoutCount: 0, previousRandomness: new Uint8Array(32) };
const newBeacon = () => new beacon.Beacon(beaconOptions);
const beaconState = beacon.BeaconMember.initial({ number: 1, blockHash: new Uint8Array(32) });
const partial = { id: 1, signature: newBeacon().sign(secretKey) };
const file = { view: m.view, magicBlockHash: new Uint8Array(32), rounds: [m.record] };
const drandJson = { round: 9, signature: "00".repeat(48), randomness: "00".repeat(32) };
const infoJson = {
  ...{ schemeID: "bls-unchained-g1-rfc9380", public_key: "00".repeat(96), hash: "00".repeat(32), period: 3 },
  ...{ genesis_time: 1_600_000_000, metadata: { beaconID: "id" } },
};

const drandChain = {
  ...{ ...m.drandInfo, period: 3, genesisTime: 1_600_000_000 },
  ...{ groupHash: new Uint8Array(32), beaconId: "default" },
};

const member = new beacon.BeaconMember({ id: "00", secretShare: secretKey });
const memberView = {
  ...{ ...m.view, number: 1, blockHash: new Uint8Array(32), active: true, startingRound: 1, lastRound: null },
  ...{ threshold: t, groupPublicKey: m.groupPublicKey },
  members: ids.map((id) => ({ index: id, id: `0${id}`, partyId: id, publicShare: m.publicShares.get(id)! })),
};

export const BEACON: Record<string, Case> = {
  "new beacon.Beacon": construct(beacon.Beacon, beaconOptions),
  "beacon.Beacon#sign": call((key: Any) => newBeacon().sign(key), secretKey),
  "beacon.Beacon#signTimeout": call((key: Any) => newBeacon().signTimeout(key), secretKey),
  "beacon.Beacon#add": call((given: Any) => newBeacon().add(given), partial),
  "beacon.Beacon#addTimeoutVote": call((given: Any) => newBeacon().addTimeoutVote(given), partial),
  "beacon.Beacon#finish": refused(
    "NOT_ENOUGH_SIGNATURES",
    call(() => newBeacon().finish()),
  ),
  "beacon.beaconMessage": call(beacon.beaconMessage, m.view, round),
  "beacon.timeoutMessage": call(beacon.timeoutMessage, m.view, round),
  "beacon.Beacon#addTimeoutCertificate": call((given: Any) => newBeacon().addTimeoutCertificate(given), {
    ...{ round: 1, timeoutCount: 0, signature: m.signature },
  }),
  "new beacon.BeaconMember": construct(beacon.BeaconMember, { id: "00", secretShare: secretKey }),
  "beacon.BeaconMember.initial": call(beacon.BeaconMember.initial, { number: 1, blockHash: new Uint8Array(32) }),
  "beacon.outputRecord": call(beacon.outputRecord, 1, { ...round, signature: m.signature }),
  "beacon.encodeBeaconMessage": call(beacon.encodeBeaconMessage, "min-sig", {
    ...{ type: "vote", number: 1, round: 1, timeoutCount: 1, signature: m.signature },
  }),
  "beacon.decodeBeaconMessage": call(
    beacon.decodeBeaconMessage,
    "min-sig",
    beacon.encodeBeaconMessage("min-sig", { type: "request", number: 1, round: 1 }),
  ),
  "beacon.encodeBeaconState": call(beacon.encodeBeaconState, "min-sig", beaconState, 1),
  "beacon.decodeBeaconState": call(
    ...([beacon.decodeBeaconState, "min-sig", beacon.encodeBeaconState("min-sig", beaconState)] as [Any, Any, Any]),
  ),
  "beacon.randomness": call(beacon.randomness, m.signature),
  "beacon.rank": call(beacon.rank, new Uint8Array(32), [1, 2, 3], "rank"),
  "beacon.beaconFromJson": call(beacon.beaconFromJson, JSON.parse(beacon.beaconToJson(file))),
  "beacon.beaconToJson": call(beacon.beaconToJson, file, 2),
  "beacon.verifyBeaconChain": call(beacon.verifyBeaconChain, m.view, [m.record]),
  "beacon.verifyRound": call(beacon.verifyRound, m.view, m.record),
  "beacon.drand.drandMessage": call(beacon.drand.drandMessage, m.drandInfo, m.drandBeacon),
  "beacon.drand.verify": call(beacon.drand.verify, m.drandInfo, m.drandBeacon),
  "beacon.drand.drandRandomness": call(beacon.drand.drandRandomness, m.drandBeacon),
  "beacon.drand.chainInfoFromJson": call(beacon.drand.chainInfoFromJson, infoJson),
  "beacon.drand.beaconFromJson": call(beacon.drand.beaconFromJson, drandJson),
  "beacon.drand.describeChain": call(beacon.drand.describeChain, m.drandInfo),
  "beacon.drand.verifyMany": call(beacon.drand.verifyMany, m.drandInfo, [m.drandBeacon]),
  "beacon.drand.chainHash": call(beacon.drand.chainHash, drandChain),
  "beacon.drand.roundAt": call(beacon.drand.roundAt, drandChain, 1_700_000_000_000),
  "beacon.drand.timeOf": call(beacon.drand.timeOf, drandChain, 7),
  "beacon.drand.chainInfoToJson": call(beacon.drand.chainInfoToJson, drandChain),
  "beacon.drand.beaconToJson": call(beacon.drand.beaconToJson, m.drandBeacon),
  "beacon.BeaconMember#step": call(member.step.bind(member), beaconState, {
    ...{ type: "tick", time: 0, chain: { lastRound: 1, view: memberView, firstPrevious: null, outputs: [] } },
  }),
};
