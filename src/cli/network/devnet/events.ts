// What a sharder tells as it happens: server-sent events, from whichever sharder answers.

export interface ToldEvent {
  readonly event: string;
  readonly data: unknown;
}

const PAUSE = 200;

function* eventsIn(block: string): Generator<ToldEvent & { readonly id: string }> {
  const fields = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const),
  );
  const [event, data] = [fields.get("event"), fields.get("data")];
  if (event === undefined || data === undefined) return;
  try {
    yield { id: fields.get("id") ?? "", event, data: JSON.parse(data) };
  } catch {
    // cut off in the middle
  }
}

/** Calls with every event until the signal is given; whoever goes away is asked again, or another one is. */
export async function followEvents(
  urls: readonly string[],
  signal: AbortSignal,
  tell: (event: ToldEvent) => void,
): Promise<void> {
  let last = "";
  for (let turn = 0; !signal.aborted; turn++) {
    try {
      const headers: Record<string, string> = last === "" ? {} : { "last-event-id": last };
      const response = await fetch(new URL("/v1/events", urls[turn % urls.length]), { headers, signal });
      const decoder = new TextDecoder();
      let text = "";
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = text.split("\n\n");
        text = blocks.pop()!;
        for (const block of blocks) {
          for (const told of eventsIn(block)) {
            last = told.id;
            tell(told);
          }
        }
      }
    } catch {
      // below
    }
    if (!signal.aborted) await new Promise<void>((resolve) => setTimeout(resolve, PAUSE));
  }
}
