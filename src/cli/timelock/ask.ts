// Asking a server of drand's routes, for chain information or for a round. What it says is verified by whoever asked.
import { NoAnswerError, UsageError } from "../usage-error.js";

const LONGEST_ANSWER = 65_536;
const TIMEOUT = 30_000;

/** Throws `UsageError` for what is no address of http or https. */
export function addressOf(text: string, flag: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${flag}: expected an address such as https://api.drand.sh, got ${JSON.stringify(text)}`);
  return text.replace(/\/+$/, "");
}

/** The text of an answer, read no further than it may be long. */
async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length > LONGEST_ANSWER) throw new Error(`the answer is longer than ${LONGEST_ANSWER} bytes`);
  }
  return text + decoder.decode();
}

/** What is served at an address; undefined where it is not there (yet). Throws `NoAnswerError`, the signal's reason. */
export async function ask(address: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const ending = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    const response = await fetch(address, { signal: ending, redirect: "error" });
    const text = await boundedText(response);
    // drand answers 404 or 425 where a round is still to come
    if (response.status === 404 || response.status === 425) return undefined;
    if (!response.ok) throw new Error(`status ${response.status}`);
    return text;
  } catch (error) {
    signal.throwIfAborted();
    const { message, cause } = error as Error;
    throw new NoAnswerError(`${address}: no answer: ${cause instanceof Error ? cause.message : message}`);
  }
}
