// What the contract tells of a view change: enough to draw everything, and in agreement with the block at the end.
import { describe, expect, it } from "vitest";
import { MagicBlock } from "../../../../src/magic-block/index.js";
import { table } from "./table.js";

describe("events of a view change", () => {
  const played = table({ miners: 7, parameters: { miners: 7, threshold: 4, quorum: 4 } });
  played.view({ noMpk: [7], noPublication: [6], revealed: { 5: [1, 2, 3, 4] } });
  played.view();
  const second = played.events("frozen")[1]!;
  const at = played.log.indexOf(second);
  const [first, rest] = [played.log.slice(0, at), played.log.slice(at)];

  it("tell each phase's end and beginning once, in order", () => {
    const course = rest.flatMap((event) => {
      if (event.type === "phase-ended") return [`${event.phase} ends`];
      return event.type === "phase-began" ? [`${event.phase} begins`] : [];
    });
    expect(course).toEqual([
      ...["start ends", "contribute begins", "contribute ends", "share begins", "share ends", "publish begins"],
      ...["publish ends", "wait begins", "wait ends"],
    ]);
  });

  it("name who sent what was accepted, with its index in the list of its kind's senders", () => {
    const { receivers } = played.events("activated")[0]!.session;
    const accepted = played.events("accepted").filter((event) => first.includes(event));
    for (const { kind, sender, index } of accepted) {
      if (kind === "first") expect([index, played.sharders.some(({ id }) => id === sender)]).toEqual([null, true]);
      else expect(receivers[index! - 1]!.id).toBe(sender);
    }
    const count = (kind: string) => accepted.filter((event) => event.kind === kind).length;
    expect(["mpk", "shared", "publication", "confirm", "first"].map(count)).toEqual([6, 6, 5, 4, 2]);
  });

  it("tell everybody who was removed, as the block has it", () => {
    const removed = played.events("removed").map(({ removal }) => removal);
    const { body } = played.activated[0]!;
    expect(removed).toHaveLength(body.removed.length);
    for (const removal of body.removed) expect(removed).toContainEqual(removal);
    expect(removed.map(({ role, index }) => `${role} ${index}`)).toEqual([
      ...["dealer 7", "receiver 7", "dealer 6", "receiver 6", "receiver 5"],
    ]);
  });

  it("tell the block when it is made, decided, certified and in office: one hash, a certificate that grows", () => {
    const steps = (["made", "decided", "certified", "activated"] as const).map((type) => played.events(type)[1]!);
    const blocks = steps.map(({ magicBlock }) => magicBlock);
    expect(
      blocks.map(({ certificate: { confirmation, handOver } }) => [confirmation !== null, handOver !== null]),
    ).toEqual([
      [false, false],
      [true, false],
      [true, true],
      [true, true],
    ]);
    const hash = MagicBlock.hash(blocks[0]!);
    for (const block of blocks) expect(MagicBlock.hash(block)).toEqual(hash);
    const places = steps.map((step) => played.log.indexOf(step));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(played.events("activated")[1]!.session.magicBlock).toEqual(blocks[3]);
  });

  it("name the attempt when its list is frozen", () => {
    expect(second).toMatchObject({ number: 2, attempt: 1, session: played.activated[1]!.session });
  });

  it("tell stakes, registrations, leaves and keeps by id", () => {
    const here = table().freeze();
    const one = here.miner(1);
    const told = here.block([
      here.says.stake(one, 9n),
      here.says.leave(one),
      here.says.register(one),
      here.says.keep(here.sharder(1)),
    ]);
    expect(told).toEqual([
      { type: "stake", id: one.id, stake: 9n },
      { type: "left", id: one.id },
      { type: "registered", id: one.id },
      { type: "kept", id: here.sharder(1).id },
    ]);
  });

  it("tell a refusal with phase, kind, claimed sender, code and reason", () => {
    const here = table().freeze();
    const { sender } = here.says.mpk(1);
    const [refused] = here.block([here.says.mpk(1, { proof: new Uint8Array(64) })]);
    expect(refused).toMatchObject({
      ...{ type: "refused", phase: "contribute", kind: "transaction", sender, code: "BAD_PROOF", culprits: [sender] },
      message: "the proof does not verify for this sender and session",
    });
  });
});
