// Is a magic block consistent in itself? What can be said without looking at signatures. Whoever makes a block runs
// this very check, so that nothing is signed that a verifier refuses.
import {
  bitmapPositions,
  checkList,
  decodeAs,
  encodeAs,
  equalBytes,
  FeldsparError,
  type Format,
  reading,
} from "../encoding/index.js";
import { idToScalar } from "../threshold/index.js";
import { commitTo } from "./encode.js";
import { magicBlockFormats } from "./format.js";
import { minerIdOf } from "./long-term-keys.js";
import type { MagicBlock, MagicBlockDealing, MagicBlockHeader } from "./magic-block.js";
import { repeatedPartyIds } from "./party-ids.js";
import { ROLES } from "./removals.js";

/** Refuses a block. */
export function malformed(why: string): never {
  throw new FeldsparError("MALFORMED", `magic block: ${why}`);
}

function ascending(values: readonly (number | string)[], what: string): void {
  for (let i = 1; i < values.length; i++) {
    if (values[i - 1]! >= values[i]!) malformed(`${what} must be in ascending order without repetition`);
  }
}

/** Refuses a value that a reader of its bytes would refuse: what bounds a field there bounds it here. */
function readable<Value>(format: Format<Value>, value: Value, subject: string): void {
  decodeAs(format, encodeAs(format, value), `magic block: ${subject}`);
}

/**
 * Throws MALFORMED unless the header's numbers are possible: every field within its bounds, and
 * 0 < t <= k <= members <= n < 2t; BAD_TYPE, BAD_INTEGER and BAD_LENGTH for what has no bytes at all.
 *
 * @example
 * checkHeader(block); //=> undefined
 * checkHeader({ ...block, t: 5 }); //=> throws MALFORMED
 */
export function checkHeader(header: MagicBlockHeader): void {
  reading("checkHeader", (): void => {
    readable(magicBlockFormats(header.scheme).header, header, "header");
    const { t, k, n, memberCount } = header;
    if (!(t <= k && k <= memberCount && memberCount <= n && n < 2 * t)) {
      malformed(`expected 0 < t <= k <= members <= n < 2t, got t = ${t}, k = ${k}, ${memberCount} members, n = ${n}`);
    }
  });
}

/** The header says what the lists are. */
function checkCommitment(block: MagicBlock): void {
  const { memberCount, sharderCount, ...roots } = commitTo(block);
  for (const name of ["membersRoot", "shardersRoot", "bodyHash"] as const) {
    if (!equalBytes(block[name], roots[name])) malformed(`the header's ${name} is not that of the block's content`);
  }
}

function checkMembers({ scheme, n, members, body }: MagicBlock): void {
  const { member: format } = magicBlockFormats(scheme);
  for (const member of members) {
    readable(format, member, `member ${member.index}`);
    idToScalar(member.partyId, `magic block: party id of member ${member.index}`);
    if (member.id !== minerIdOf(member.publicKey)) malformed(`member ${member.index}: its id is not its key's hash`);
  }
  ascending(
    members.map(({ index }) => index),
    "members' indices",
  );
  ascending(
    members.map(({ id }) => id),
    "members' ids",
  );
  const repeated = repeatedPartyIds(members.map(({ partyId }) => partyId))[0];
  if (repeated !== undefined) malformed(`the party id of member ${members[repeated]!.index} is there twice`);
  ascending(body.off, "receivers off the list");
  // every receiver of the frozen list is a member or off the list, and none is both
  const receivers = [...members.map(({ index }) => index), ...body.off].sort((a, b) => a - b);
  if (receivers.length !== n || receivers.some((index, position) => index !== position + 1)) {
    malformed(`expected every receiver from 1 to ${n} once, as a member or off the list`);
  }
}

function checkSharders({ scheme, sharders }: MagicBlock): void {
  const { sharder: format } = magicBlockFormats(scheme);
  sharders.forEach((sharder, position) => {
    readable(format, sharder, `sharder ${position + 1}`);
    if (sharder.index !== position + 1) malformed(`sharder ${position + 1}: its index is ${sharder.index}`);
    if (sharder.id !== minerIdOf(sharder.publicKey)) malformed(`sharder ${position + 1}: its id is not its key's hash`);
  });
  ascending(
    sharders.map(({ id }) => id),
    "sharders' ids",
  );
}

function checkDealing(dealing: MagicBlockDealing, n: number, dealerCount: number): void {
  const { index, acknowledged, aggregate, reveals } = dealing;
  if (index > dealerCount) malformed(`dealer ${index} is outside a list of ${dealerCount}`);
  const none = bitmapPositions(acknowledged, n).length === 0;
  if (none !== (aggregate.length === 0)) malformed(`dealer ${index}: an aggregate of nobody, or none`);
  ascending(
    reveals.map((reveal) => reveal.index),
    `reveals of dealer ${index}`,
  );
  const last = reveals.at(-1);
  if (last !== undefined && last.index > n)
    malformed(`dealer ${index} reveals to ${last.index}, outside a list of ${n}`);
}

function checkRemoved({ n, body }: MagicBlock): void {
  const { removed, dealerCount, off, dealings } = body;
  const place = ({ role, index }: (typeof removed)[number]) => 2 ** 32 * ROLES.indexOf(role) + index;
  ascending(removed.map(place), "removed dealers, then receivers,");
  const qualified = new Set(dealings.flatMap((dealing) => (dealing.qualified ? [dealing.index] : [])));
  const offTheList = new Set(off);
  for (const { role, index } of removed) {
    const size = role === "dealer" ? dealerCount : n;
    if (index > size) malformed(`removed ${role} ${index} is outside a list of ${size}`);
    if (role === "dealer" && qualified.has(index)) malformed(`dealer ${index} is removed and qualified`);
    if (role === "receiver" && !offTheList.has(index)) malformed(`receiver ${index} is removed, but not off the list`);
  }
}

function checkBody(block: MagicBlock): void {
  const { scheme, mode, number, t, n, groupPublicKey, body } = block;
  readable(magicBlockFormats(scheme).body, body, "body");
  const { dealerCount, dealings, groupPolynomial, off, exposed } = body;
  // the first block is dealt as "fresh" in either mode
  if ((mode === "fresh" || number === 1) && dealerCount !== n)
    malformed(`dealers and receivers are one list here: expected ${n} dealers, got ${dealerCount}`);
  ascending(
    dealings.map(({ index }) => index),
    "dealers' indices",
  );
  for (const dealing of dealings) checkDealing(dealing, n, dealerCount);
  if (!dealings.some(({ qualified }) => qualified)) malformed("expected at least one qualified dealer");
  checkRemoved(block);
  if (groupPolynomial.length !== t) malformed(`expected t = ${t} coefficients, got ${groupPolynomial.length}`);
  if (!equalBytes(groupPolynomial[0]!, groupPublicKey))
    malformed("the group key is not the polynomial's constant term");
  if (exposed > off.length)
    malformed(`${exposed} receivers off the list are exposed, but only ${off.length} are off it`);
}

/**
 * Throws MALFORMED unless the block is consistent in itself: the header's numbers, and that counts, roots and body hash
 * are those of the lists; signatures are not looked at. BAD_TYPE, BAD_INTEGER, BAD_LENGTH, BAD_ID for values that are
 * none.
 */
export function check(block: MagicBlock): void {
  reading("check", (): void => {
    checkHeader(block);
    const { members, sharders, memberCount, sharderCount, body } = block;
    const { dealings, removed, off, groupPolynomial } = body;
    for (const [name, list] of Object.entries({ members, sharders, dealings, removed, off, groupPolynomial }))
      checkList(list, name);
    for (const { reveals } of dealings) checkList(reveals, "reveals");
    if (members.length !== memberCount) malformed(`the header has ${memberCount} members, the list ${members.length}`);
    if (sharders.length !== sharderCount)
      malformed(`the header has ${sharderCount} sharders, the list ${sharders.length}`);
    checkMembers(block);
    checkSharders(block);
    checkBody(block);
    checkCommitment(block);
  });
}
