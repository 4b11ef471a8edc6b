// What the test of finding A2 asks of the product, in one place, so that the same test can be run on another version of
// it.
import { schemeByName } from "../../../src/bls/index.js";
import { equalBytes } from "../../../src/encoding/index.js";
import { MagicBlock, verifyHeaderChain } from "../../../src/magic-block/index.js";
import { recoverSignature } from "../../../src/threshold/index.js";
import type { World } from "./world.js";

/** Partial signatures over a block, by party id: as many as were ever handed to the chain. */
function signatures({ submitted, chain }: World, block: MagicBlock) {
  const { current } = chain.state;
  const names = [block.session, MagicBlock.hash(block)];
  const of = (kind: string, members: MagicBlock["members"]) =>
    members.flatMap(({ id, partyId }) => {
      const found = submitted.find(
        (one) => one.kind === kind && one.sender === id && names.some((name) => equalBytes(name, one.session)),
      );
      return found === undefined ? [] : [{ id: partyId, signature: found.payload }];
    });
  return { confirm: of("confirm", block.members), handOver: of("hand-over", current.magicBlock!.members) };
}

export function signedBy(world: World, block: MagicBlock) {
  const { confirm, handOver } = signatures(world, block);
  return { confirmed: confirm.length, handedOver: handOver.length };
}

/** Can anybody who has seen all of it make a light client take the block? */
export function completed(world: World, block: MagicBlock): boolean {
  const { confirm, handOver } = signatures(world, block);
  const { current } = world.chain.state;
  const recover = (partials: typeof confirm, t: number) =>
    partials.length < t ? null : recoverSignature(schemeByName("min-sig"), partials.slice(0, t));
  const confirmation = recover(confirm, block.t);
  const certificate = { handOver: recover(handOver, current.magicBlock!.t), first: null, confirmation };
  const blocks = [current.magicBlock!, { ...block, certificate }];
  return verifyHeaderChain(blocks, { genesis: world.chain.genesis }).valid;
}
