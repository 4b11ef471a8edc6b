// Asking a server that anybody may have named: for a text, and no more of it than there is reason for.

/** Milliseconds until a server is taken for silent. */
const PATIENCE = 15_000;

export interface Asked {
  readonly status: number;
  readonly text: string;
}

/** Neither cookies nor where one comes from are told. Rejects where there is no answer, or a longer one. */
export async function fetchText(address: string, most: number, patience = PATIENCE): Promise<Asked> {
  const response = await fetch(address, {
    ...{ cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" },
    signal: AbortSignal.timeout(patience),
  });
  return { status: response.status, text: await textOf(response, most) };
}

/** The text of an answer, read no further than it may be long, in bytes. Rejects where it is longer. */
export async function textOf(response: Response, most: number): Promise<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let [text, length] = ["", 0];
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    length += part.value.length;
    if (length > most) {
      await reader?.cancel();
      throw new RangeError(`expected at most ${most} bytes`);
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
