// What a sharder says of its chain, held against a genesis whose hash the caller knows: headers, the lists of their
// members, the latest round of the beacon. What does not hold is BAD_DOCUMENT.

import { hasDrandBeacon } from "../../beacon/drand-own.js";
import { drand } from "../../beacon/index.js";
import { LightClient } from "../../documents/index.js";
import { FeldsparError, toHex } from "../../encoding/index.js";
import type { SharderClient } from "../../http/client/client.js";
import { MagicBlock } from "../../magic-block/index.js";
import { headerPages } from "./verify-from.js";

function refuse(path: string, reason: string): never {
  throw new FeldsparError("BAD_DOCUMENT", `${path}: ${reason}`);
}

export class ChainProof {
  private constructor(private readonly light: LightClient) {}

  /** Throws BAD_DOCUMENT, what the client throws, and what reading a genesis throws. */
  static async of(client: SharderClient, genesisHash: Uint8Array): Promise<ChainProof> {
    const { body } = await client.ask("/v1/genesis", { longest: 16 << 20 });
    const light = LightClient.begin(new TextDecoder().decode(body), genesisHash);
    await headerPages(client, (text) => {
      const { valid, reason } = light.takeHeaders(text);
      if (!valid) refuse("/v1/headers", reason);
    });
    return new ChainProof(light);
  }

  /**
   * The view that it names as the one in office is that of the last header, or of the one before: a block is certified
   * before it is handed over to, and that may happen between two questions.
   */
  checkOffice({ number, hash }: { readonly number: number; readonly hash: string }): void {
    const { headers } = this.light;
    const last = headers.at(-1)?.block.number ?? 0;
    if (number > last || number < last - 1) refuse("/v1/phase", `the headers do not lead to view ${number}`);
    const header = headers.find(({ block }) => block.number === number);
    if (number > 0 && hash !== (header && toHex(header.hash))) refuse("/v1/phase", `view ${number} has another hash`);
  }

  checkBlock(path: string, block: MagicBlock): void {
    const { valid, reason } = this.light.takeBlock(MagicBlock.toJson(block));
    if (!valid) refuse(path, reason);
  }

  /** A round as `/v1/beacon/latest` has it. */
  checkRound(path: string, json: unknown): void {
    const text = JSON.stringify(json);
    if (hasDrandBeacon(this.light.genesis.genesis)) {
      const { drandInfo } = this.light;
      if (drandInfo === null || !drand.verify(drandInfo, drand.beaconFromJson(text)))
        refuse(path, "it is not signed by the group key");
      return;
    }
    const [verdict] = this.light.takeRounds(`[${text}]`);
    if (verdict?.valid !== true) refuse(path, verdict?.reason ?? "there is none");
  }
}
