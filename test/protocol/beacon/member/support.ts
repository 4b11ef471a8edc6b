// A view with real keys, and one member of it taken by hand: tests say what comes, and look at what it asks for.
import {
  type BeaconChain,
  type BeaconEffect,
  type BeaconEvent,
  BeaconMember,
  type BeaconMemberOptions,
  type BeaconMemberView,
  type BeaconMessage,
  type BeaconOutput,
  type BeaconState,
  beaconMessage,
  decodeBeaconState,
  encodeBeaconState,
  randomness,
  timeoutMessage,
} from "../../../../src/beacon/index.js";
import { schemeByName } from "../../../../src/bls/index.js";
import { split } from "../../../../src/threshold/index.js";

export interface TestView {
  readonly view: BeaconMemberView;
  readonly shares: readonly Uint8Array[];
  readonly secret: Uint8Array;
  /** Hash of block 1. */
  readonly first: Uint8Array;
}

export function makeView(n: number, threshold: number, change: Partial<BeaconMemberView> = {}): TestView {
  const name = change.scheme ?? "min-sig";
  const scheme = schemeByName(name);
  const number = change.number ?? 1;
  const secret = scheme.keygen(new Uint8Array(32).fill(number));
  const shares = split(secret, { threshold, ids: Array.from({ length: n }, (_, index) => index + 1) });
  const blockHash = new Uint8Array(32).fill(100 + number);
  const view: BeaconMemberView = {
    ...{ number, blockHash, scheme: name, chainId: "test", active: true, startingRound: 10, lastRound: null },
    groupPublicKey: scheme.getPublicKey(secret),
    threshold,
    members: shares.map(({ id, value }, position) => ({
      index: position + 1,
      id: (position + 1).toString(16).padStart(64, "0"),
      partyId: id,
      publicShare: scheme.getPublicKey(value),
    })),
    ...change,
  };
  return { view, shares: shares.map(({ value }) => value), secret, first: blockHash };
}

export const idOf = (position: number) => (position + 1).toString(16).padStart(64, "0");

/** Signs with a share of the view, or with its whole secret. */
export const signer = ({ view, shares, secret }: TestView) => {
  const scheme = schemeByName(view.scheme);
  const name = { chainId: view.chainId, magicBlockNumber: view.number };
  const keyOf = (position: number | "group") => (position === "group" ? secret : shares[position]!);
  const { number } = view;
  return {
    partial(position: number, round: number, timeoutCount: number, previousRandomness: Uint8Array) {
      const message = beaconMessage(name, { round, timeoutCount, previousRandomness });
      const signature = scheme.sign(message, keyOf(position));
      return { type: "partial" as const, number, round, timeoutCount, previousRandomness, signature };
    },
    junk(position: number, round: number, timeoutCount: number, previousRandomness: Uint8Array, salt = 1) {
      const signature = scheme.sign(Uint8Array.of(salt), keyOf(position));
      return { type: "partial" as const, number, round, timeoutCount, previousRandomness, signature };
    },
    vote(position: number, round: number, timeoutCount: number) {
      const signature = scheme.sign(timeoutMessage(name, { round, timeoutCount }), keyOf(position));
      return { type: "vote" as const, number, round, timeoutCount, signature };
    },
    certificate(round: number, timeoutCount: number) {
      const signature = scheme.sign(timeoutMessage(name, { round, timeoutCount }), keyOf("group"));
      return { type: "certificate" as const, number, round, timeoutCount, signature };
    },
    output(round: number, timeoutCount: number, previousRandomness: Uint8Array): BeaconOutput {
      const message = beaconMessage(name, { round, timeoutCount, previousRandomness });
      return { round, timeoutCount, previousRandomness, signature: scheme.sign(message, keyOf("group")) };
    },
    /** Outputs of count 0 from the view's first round on. */
    outputs(first: Uint8Array, count: number): BeaconOutput[] {
      const made: BeaconOutput[] = [];
      for (let done = 0; done < count; done++) {
        const before = made.at(-1);
        made.push(
          this.output(view.startingRound + done, 0, before === undefined ? first : randomness(before.signature)),
        );
      }
      return made;
    },
  };
};

/** A member taken by hand. */
export class Hand {
  readonly member: BeaconMember;
  state: BeaconState;
  time = 0;
  chain: BeaconChain;
  readonly sign: ReturnType<typeof signer>;

  constructor(
    readonly test: TestView,
    readonly position = 0,
    options: Partial<BeaconMemberOptions> = {},
  ) {
    const id = idOf(position);
    this.member = new BeaconMember({ id, secretShare: test.shares[position]!, timeout: 1000, cap: 4000, ...options });
    this.state = BeaconMember.initial(test.view);
    this.chain = { lastRound: 8, view: test.view, firstPrevious: test.first, outputs: [] };
    this.sign = signer(test);
  }

  take(event: object): BeaconEffect[] {
    const step = this.member.step(this.state, { time: this.time, chain: this.chain, ...event } as BeaconEvent);
    this.state = step.state;
    return step.effects;
  }

  /** The replica has applied this round, and shows these entries of the ledger. */
  applied(lastRound: number, outputs: readonly BeaconOutput[] = this.chain.outputs): BeaconEffect[] {
    this.chain = { ...this.chain, lastRound, outputs };
    return this.take({ type: "block" });
  }

  /** The chain as it shows itself from now on. */
  view(change: Partial<BeaconMemberView>): void {
    this.chain = { ...this.chain, view: { ...this.chain.view, ...change } };
  }

  from(position: number, message: BeaconMessage): BeaconEffect[] {
    return this.take({ ...message, from: idOf(position) });
  }

  output(position: number, output: BeaconOutput): BeaconEffect[] {
    return this.from(position, { type: "output", number: this.test.view.number, ...output });
  }

  after(milliseconds: number): BeaconEffect[] {
    this.time += milliseconds;
    return this.take({ type: "tick" });
  }

  /** A crash: what is left is what was stored. */
  crash(): BeaconEffect[] {
    const { scheme } = this.test.view;
    this.state = decodeBeaconState(scheme, encodeBeaconState(scheme, this.state)).state;
    this.time = 0;
    return this.take({ type: "restarted" });
  }
}

/** The messages of one kind that are sent, each once, whomever to. */
export function said<Type extends BeaconMessage["type"]>(
  effects: readonly BeaconEffect[],
  type: Type,
): Extract<BeaconMessage, { type: Type }>[] {
  const found = sends(effects).map(({ message }) => message);
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()].filter(
    (one): one is Extract<BeaconMessage, { type: Type }> => one.type === type,
  );
}

export const sends = (effects: readonly BeaconEffect[]) =>
  effects.flatMap((effect) => (effect.type === "send" ? [effect] : []));
export const appends = (effects: readonly BeaconEffect[]) =>
  effects.flatMap((effect) => (effect.type === "append" ? [effect.output] : []));
export const publishes = (effects: readonly BeaconEffect[]) =>
  effects.flatMap((effect) => (effect.type === "publish" ? [effect.output] : []));
export const ofType = (effects: readonly BeaconEffect[], type: BeaconEffect["type"]) =>
  effects.filter((effect) => effect.type === type);
