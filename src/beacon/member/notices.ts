// What a member of a beacon may notice of another, one line each for docs/errors.md.
export const BEACON_NOTICES = {
  BAD_PARTIAL: "a member's partial signature of a round does not verify under its public share",
  BAD_VOTE: "a member's vote for a timeout does not verify under its public share",
} as const;
export type BeaconNoticeCode = keyof typeof BEACON_NOTICES;
