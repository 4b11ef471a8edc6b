// Why somebody takes no further part in an attempt: what a magic block says of it, a byte each.

/** Why somebody is no dealer, or no receiver, any more: a byte in the body. */
export const REMOVAL_CODES = ["no-mpk", "no-publication", "dealer-rule", "receiver-rule"] as const;
export type RemovalCode = (typeof REMOVAL_CODES)[number];

export const ROLES = ["dealer", "receiver"] as const;
/** As what: a dealer is out, a receiver is off the list. */
export type Role = (typeof ROLES)[number];
