// Bodies of requests and answers, read no further than they may be long.
import { FeldsparError, Gathered } from "../../encoding/index.js";

/**
 * The body; its stated length is looked at before any of it is read. `onPart` is told how long each part is. Throws
 * TOO_LARGE, and what `onPart` throws.
 */
export async function boundedBody(
  message: Request | Response,
  longest: number,
  onPart: (bytes: number) => void = () => {},
): Promise<Uint8Array> {
  const refuse = (): never => {
    throw new FeldsparError("TOO_LARGE", `expected a body of at most ${longest} bytes`);
  };
  if (Number(message.headers.get("content-length") ?? 0) > longest) refuse();
  if (message.body === null) return new Uint8Array(0);
  const reader = message.body.getReader();
  const gathered = new Gathered();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return gathered.whole();
    try {
      if (gathered.length + value.length > longest) refuse();
      onPart(value.length);
    } catch (error) {
      await reader.cancel().catch(() => {});
      throw error;
    }
    gathered.add(value);
  }
}
