// What a miner takes: private messages of its peers. Length first, then shape, then whether the sender is somebody at
// all, then its MAC, and only then its turn: somebody else's junk uses up nobody's.
import { type ErrorCode, FeldsparError, fail, type JsonInput } from "../encoding/index.js";
import type { Judgement } from "../node/judgement.js";
import { PeerTurns } from "./peer-turns.js";
import type { Route } from "./route.js";
import { openApiRoute } from "./sharder-routes.js";

export interface MinerService {
  /** Longest message that is looked at. */
  readonly longest: number;
  /** Who has sent it, if it is authentic. Cheap. */
  readonly judge: (message: Uint8Array) => Promise<Judgement>;
  /** Takes a message that was judged good; resolves when it was acted upon. */
  readonly take: (message: Uint8Array) => Promise<void>;
  /** Is the miner ready for messages? */
  readonly isReady: () => boolean;
  /** An authentic message was not taken. */
  readonly onRefused?: (code: ErrorCode, from: string) => void;
}

function refuse(verdict: "malformed" | "unknown" | "bad-mac"): never {
  if (verdict === "malformed") fail("MALFORMED", "this is no message to this miner");
  if (verdict === "unknown") fail("UNKNOWN_SENDER", "the sender is nobody in what this miner takes part in now");
  return fail("BAD_MAC", "the message is not authenticated by the sender that it names");
}

export function minerRoutes(service: MinerService, version: string): Route[] {
  const turns = new PeerTurns();
  const routes: Route[] = [
    {
      method: "POST",
      path: "/v1/messages",
      about: "A private message of a peer.",
      longestBody: service.longest,
      answers: {
        202: "Taken.",
        400: "Malformed, or to somebody else.",
        401: "Its MAC is wrong.",
        403: "The sender is nobody now.",
        413: "Too long.",
        429: "Too many of this sender.",
        503: "This miner is catching up.",
      },
      async handle(request) {
        if (!service.isReady()) throw new FeldsparError("NOT_READY", "this miner is catching up: send again");
        const message = await request.body();
        const judgement = await service.judge(message);
        if (judgement.verdict !== "authentic") refuse(judgement.verdict);
        const { from } = judgement;
        try {
          turns.give(from, message, () => service.take(message));
        } catch (error) {
          if (error instanceof FeldsparError) service.onRefused?.(error.code, from);
          throw error;
        }
        return { status: 202, json: {} as JsonInput };
      },
    },
  ];
  return [...routes, openApiRoute(routes, "Feldspar miner", version)];
}
