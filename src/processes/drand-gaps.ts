// Rounds that a sharder missed while it was down, or cut off: asked of the other sharders. Each proves itself.
import { drand } from "../beacon/index.js";
import type { SharderClient } from "../http/client/client.js";
import type { DrandArchive } from "../node/drand/archive.js";

/** A round in drand's JSON is shorter. */
const LONGEST = 4096;
/** Of rounds further back nobody is asked. */
const MOST_MISSED = 100_000;

/**
 * What each sharder that answers says is the latest round, the newest first. None is verified: one that lies names a
 * round beyond all others', and hides none of theirs.
 */
export async function latestRounds(sharders: SharderClient): Promise<drand.DrandBeacon[]> {
  const answers = await Promise.all(sharders.urls.map((url) => roundOf(sharders, url, "latest")));
  return answers.filter((beacon) => beacon !== null).sort((a, b) => b.round - a.round);
}

async function roundOf(sharders: SharderClient, url: string, round: number | "latest") {
  try {
    const { status, body } = await sharders.askOne(url, `/v1/beacon/${round}`, { longest: LONGEST });
    return status === 200 ? drand.beaconFromJson(new TextDecoder().decode(body)) : null;
  } catch {
    return null;
  }
}

export class DrandGaps {
  private running: Promise<void> | null = null;
  private over = false;

  constructor(
    private readonly archive: DrandArchive,
    private readonly sharders: SharderClient,
    /** Told what the store throws. */
    private readonly onLost: (error: unknown) => void,
  ) {}

  /** Looks for what is missing before this round, until others do not have it either. */
  fill(before: number): void {
    this.running ??= this.fillAll(before)
      .catch(this.onLost)
      .finally(() => {
        this.running = null;
      });
  }

  async close(): Promise<void> {
    this.over = true;
    await this.running;
  }

  /** From the newest to the oldest: what is asked for most comes first. */
  private async fillAll(before: number): Promise<void> {
    for (let round = before - 1; round >= Math.max(1, before - MOST_MISSED) && !this.over; round--) {
      if ((await this.archive.round(round)) !== null) return;
      if (!(await this.fetch(round))) return;
    }
  }

  private async fetch(round: number): Promise<boolean> {
    for (const url of this.sharders.urls) {
      const beacon = await roundOf(this.sharders, url, round);
      if (beacon?.round === round && (await this.archive.take(beacon)) !== "wrong") return true;
    }
    return false;
  }
}
