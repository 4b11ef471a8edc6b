// A slow machine, made on purpose: what a test takes for done comes late, or has passed before it looks. FELDSPAR_SLOW
// names what is slow, any of these with commas between them; docs/testing.md says what each is good for.
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, LaunchOptions } from "playwright-core";

const KINDS = ["processor", "network", "timers", "messages", "calls"] as const;
type Kind = (typeof KINDS)[number];

const PROCESSOR_RATE = 8;
const REQUEST_MILLISECONDS = [100, 500] as const;
const TIMER_MILLISECONDS = 250;
const MESSAGE_MILLISECONDS = 300;
const CALL_MILLISECONDS = 250;

/** Throws for what is no kind: a misspelt one would make nothing slow, and nobody would know. */
export function slowKinds(text = process.env.FELDSPAR_SLOW ?? ""): ReadonlySet<Kind> {
  const names = text.split(",").filter((name) => name !== "");
  const wrong = names.find((name) => !(KINDS as readonly string[]).includes(name));
  if (wrong !== undefined) throw new Error(`FELDSPAR_SLOW: expected some of ${KINDS.join(", ")}, got ${wrong}`);
  return new Set(names as Kind[]);
}

/** What of it is asked of playwright. */
export const slowLaunch = (): LaunchOptions => (slowKinds().has("calls") ? { slowMo: CALL_MILLISECONDS } : {});

/** In the page: every timer and frame comes later than it should. */
function delayTimers(milliseconds: number): void {
  const { setTimeout, requestAnimationFrame } = window;
  const late = (handler: () => void, timeout = 0) => setTimeout.call(window, handler, timeout + milliseconds);
  Object.assign(window, {
    setTimeout: late,
    requestAnimationFrame: (callback: FrameRequestCallback) =>
      late(() => void requestAnimationFrame.call(window, callback)),
  });
}

/** In the page: what workers and other tabs say is heard later, in the order in which they said it. */
function delayMessages(milliseconds: number): void {
  const { setTimeout } = window;
  const late = (listener: (event: Event) => void) =>
    function (this: unknown, event: Event) {
      setTimeout.call(window, () => listener.call(this, event), milliseconds);
    };
  for (const { prototype } of [Worker, BroadcastChannel, EventSource]) {
    const { addEventListener } = prototype;
    prototype.addEventListener = function (
      this: EventTarget,
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | AddEventListenerOptions,
    ) {
      const heard = typeof listener === "function" ? late(listener) : listener;
      addEventListener.call(this as never, type as never, heard as never, options);
    };
    const on = Object.getOwnPropertyDescriptor(prototype, "onmessage")!;
    Object.defineProperty(prototype, "onmessage", {
      ...on,
      set(listener) {
        on.set!.call(this, typeof listener === "function" ? late(listener) : listener);
      },
    });
  }
}

async function slowDown(context: BrowserContext, kinds: ReadonlySet<Kind>): Promise<void> {
  if (kinds.has("timers")) await context.addInitScript(delayTimers, TIMER_MILLISECONDS);
  if (kinds.has("messages")) await context.addInitScript(delayMessages, MESSAGE_MILLISECONDS);
  if (kinds.has("network")) {
    const [least, most] = REQUEST_MILLISECONDS;
    await context.route("**", async (route) => {
      await sleep(least + Math.random() * (most - least));
      // the page may have gone in the meantime
      await route.continue().catch(() => {});
    });
  }
  if (kinds.has("processor")) {
    const newPage = context.newPage.bind(context);
    context.newPage = async () => {
      const page = await newPage();
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: PROCESSOR_RATE });
      return page;
    };
  }
}

/** Makes all pages of a browser slow that are opened from now on. */
export function slowed(browser: Browser): Browser {
  const kinds = slowKinds();
  if (kinds.size === 0) return browser;
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await slowDown(context, kinds);
    return context;
  };
  return browser;
}
