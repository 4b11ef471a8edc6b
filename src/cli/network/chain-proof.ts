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

  /** The view that it names as the one in office is that of the last header. */
  checkOffice({ number, hash }: { readonly number: number; readonly hash: string }): void {
    const last = this.light.headers.at(-1);
    if (number !== (last?.block.number ?? 0)) refuse("/v1/phase", `the headers do not lead to view ${number}`);
    if (last !== undefined && hash !== toHex(last.hash)) refuse("/v1/phase", `view ${number} has another hash`);
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
