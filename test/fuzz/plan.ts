// What a plan is: who takes part, which of them are corrupt, what the network, the machines and the ledger do. It
// follows from one number, and one line says it.
import type { GenesisInput, ViewChangeParametersInput } from "../../src/magic-block/index.js";
import { Dice } from "./random.js";

export interface Plan {
  readonly number: number;
  readonly scheme: "min-sig" | "min-pk";
  readonly mode: "fresh" | "reshare";
  readonly parameters: ViewChangeParametersInput;
  /** Candidates that register; more of them may come later. */
  readonly candidates: number;
  /** Candidates that lie, by position. */
  readonly corrupt: readonly number[];
  readonly views: number;
  readonly sharders: number;
  /** Do messages between honest miners arrive, and do honest miners stay up? Then they must not be harmed. */
  readonly reliable: boolean;
  /** The part of the private messages that is lost, comes twice, or is changed on the way. */
  readonly loss: number;
  readonly duplication: number;
  readonly change: number;
  /** Most milliseconds that a message takes. */
  readonly delay: number;
  /** Chance that an honest machine dies at a put, before or after it, and its store is slow. */
  readonly kill: number;
  /** Junk entries and messages for each round, by somebody without keys. */
  readonly junk: number;
  /** Chance that an entry waits another round, and that a replica lags. */
  readonly lag: number;
  /** The round in which the ledger splits in two; null: never. */
  readonly fork: number | null;
  /** Candidates that leave, and new ones that come, between views. */
  readonly changes: boolean;
  /** Do rounds run faster than their nominal time? */
  readonly hurried: boolean;
  /** Most milliseconds that a store takes. */
  readonly storeDelay: number;
  /** With two histories: chance for each round that a machine is shown the other one. */
  readonly flap: number;
  /** With two histories: everybody follows the first until this round, and the other one from then on; or null. */
  readonly turn: number | null;
  /** Rounds by which sharders' signatures of a state are late, and come together; null: none are needed. */
  readonly attestedLate: number | null;
  /** Candidates with much stake that register and are never heard of again. */
  readonly dead: number;
}

/** How many members may be corrupt without a promise being broken. */
export function tolerated(n: number, t: number): number {
  return Math.max(0, Math.min(2 * t - n - 1, n - t));
}

export function planOf(number: number): Plan {
  const dice = new Dice(`plan ${number}`);
  // most plans are small: cost grows with the square, and what can go wrong does so among few
  const size = dice.below(100);
  const n = size < 73 ? dice.from(4, 5) : size < 97 ? dice.from(6, 7) : dice.from(8, 12);
  const t = dice.from(Math.floor(n / 2) + 1, n - 1);
  const k = dice.from(t, n);
  const mode = dice.chance(0.6) ? "reshare" : "fresh";
  const spare = dice.below(4);
  const dead = dice.chance(0.12) ? dice.from(1, n) : 0;
  const candidates = n + spare + dead;
  // two histories are a kind of their own: with much else going wrong nothing would be decided in either
  const forks = dice.chance(0.15);
  const reliable = !forks && dice.chance(0.5);
  const most = Math.min(tolerated(n, t), n - k);
  // the dead are faulty enough, until they are suspended
  const corrupt = dead === 0 && dice.chance(0.75) ? dice.from(Math.min(1, most), most) : 0;
  const fork = forks ? dice.from(3, 45) : null;
  const quiet = reliable || forks;
  const shareRounds = dice.from(4, 7);
  return {
    number,
    scheme: dice.chance(0.8) ? "min-sig" : "min-pk",
    mode,
    parameters: {
      miners: n,
      threshold: t,
      quorum: k,
      phaseRounds: {
        start: dice.from(1, 3),
        contribute: dice.from(4, 6),
        share: shareRounds,
        publish: Math.floor(shareRounds / 2) + dice.from(4, 6),
        wait: dice.from(4, 6),
      },
      handOverRounds: 2,
      lotRounds: dice.from(4, 6),
      viewRounds: dice.below(3),
      fastPath: dice.chance(0.7),
      absences: dice.from(1, 3),
      backOff: { base: dice.below(2), cap: 2 },
      // twenty attempts fit into no plan that may end badly
      maxAttempts: quiet ? 20 : dice.pick([20, 20, 10, 6]),
      tieBreak: dice.chance(0.7) ? "shuffle" : "oldest",
      incumbency: dice.pick([0, "1/2", "1/3"] as const),
    },
    candidates,
    corrupt: dice.some(
      Array.from({ length: n + spare }, (_, position) => position),
      corrupt,
    ),
    views: forks ? dice.from(2, 3) : dice.pick([1, 1, 2, 2, 3]),
    sharders: dice.from(1, 3),
    reliable,
    loss: quiet ? 0 : dice.pick([0, 0.1, 0.3, 0.6]),
    duplication: dice.pick([0, 0.2]),
    change: quiet ? 0 : dice.pick([0, 0.05]),
    delay: quiet ? 300 : dice.pick([300, 1500, 4000]),
    kill: quiet ? 0 : dice.pick([0, 0.02, 0.08]),
    junk: dice.pick([0, 0, 1, 2]),
    lag: quiet ? 0 : dice.pick([0, 0.2]),
    fork,
    changes: dice.chance(0.6),
    hurried: !quiet && dice.chance(0.15),
    storeDelay: quiet ? 0 : dice.pick([0, 0, 400]),
    flap: forks ? dice.pick([0, 0.1, 0.3]) : 0,
    attestedLate: quiet ? null : dice.pick([null, null, 1, 4]),
    turn: fork !== null && dice.chance(0.5) ? fork + dice.from(4, 25) : null,
    dead,
  };
}

/** One line. */
export function planLine(plan: Plan): string {
  const { number, mode, parameters, candidates, corrupt, views } = plan;
  const { miners, threshold, quorum } = parameters;
  const flags = [
    plan.reliable ? "reliable" : `loss ${plan.loss} delay ${plan.delay} kill ${plan.kill} change ${plan.change}`,
    ...(plan.fork === null ? [] : [`fork ${plan.fork}${plan.turn === null ? "" : ` turn ${plan.turn}`}`]),
    ...(plan.hurried ? ["hurried"] : []),
    ...(plan.dead > 0 ? [`dead ${plan.dead}`] : []),
    ...(plan.junk > 0 ? [`junk ${plan.junk}`] : []),
    ...(plan.lag > 0 ? [`lag ${plan.lag}`] : []),
    ...(plan.attestedLate === null ? [] : [`attested ${plan.attestedLate} late`]),
  ];
  return (
    `plan ${number}: ${mode} n=${miners} t=${threshold} k=${quorum} of ${candidates}, corrupt ${corrupt.join("+") || "none"}, ` +
    `${views} views, ${flags.join(", ")}`
  );
}

export type GenesisParts = Pick<GenesisInput, "scheme" | "mode" | "parameters">;
