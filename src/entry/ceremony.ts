// "feldspar-dkg/ceremony.js": a key of people, made, refreshed and handed on without a chain. A room orders what is
// said and is trusted for nothing else; parties have messages in and out. Over files and as a server:
// "ceremony/node.js".
export {
  type CourseEvent,
  type CourseState,
  MOST_ENTRIES,
  type Sealing,
  type Voter,
  type WitnessedEdge,
} from "../ceremony/course.js";
export type { NextOptions } from "../ceremony/host.js";
export { type HttpWire, httpWire } from "../ceremony/http-wire.js";
export {
  type Card,
  cardOf,
  type Invitation,
  type InvitationJson,
  type InviteOptions,
  invite,
  readInvitation,
  type Terms,
} from "../ceremony/invitation.js";
export type { EntryJson, FromRoom, ToRoom } from "../ceremony/messages.js";
export { Party } from "../ceremony/party.js";
export type { PartyOptions } from "../ceremony/party-options.js";
export { Room, type RoomOptions, type Seat } from "../ceremony/room.js";
export {
  type SealedKey,
  type Transcript,
  type TranscriptVerdict,
  transcriptText,
  verifyTranscript,
} from "../ceremony/transcript.js";
export {
  type ChannelLike,
  channelWire,
  joinOver,
  roomOnChannel,
  type SocketLike,
  seatOver,
  socketWire,
  type Wire,
} from "../ceremony/wires.js";
export { WORD_COUNT } from "../ceremony/words.js";
