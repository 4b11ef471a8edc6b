// What somebody gives a light client who wants it to fail, or to know one thing under two names.
import { expect, it } from "vitest";
import { MagicBlock, type MagicBlockMember, proveMember, verifyMember } from "../../../src/magic-block/index.js";
import { table } from "../view-change/contract/table.js";

const block = table().view();
const { member, path } = proveMember(block, 1);

it("is not given a member under another spelling of its id", () => {
  expect(verifyMember(block, { member, path })).toBe(true);
  expect(verifyMember(block, { member: { ...member, id: member.id.toUpperCase() }, path })).toBe(false);
});

it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, -1, 1n << 256n])(
  "is not stopped by party id %s",
  (partyId) => {
    const changed: MagicBlockMember = { ...member, partyId };
    expect(verifyMember(block, { member: changed, path })).toBe(false);
    const members = block.members.map((one) => (one.index === 1 ? changed : one));
    expect(MagicBlock.verify({ ...block, members }, null).valid).toBe(false);
  },
);
