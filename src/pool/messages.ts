// What goes over a channel. Public data only: no message has a field for a secret.
import type { ErrorCode } from "../../bindings/codes.js";
import { type Culprit, FeldsparError } from "../../bindings/errors.js";
import type { CompiledModule } from "../../bindings/platform.js";
import type { RawVector } from "../../bindings/vector.js";
import type { SchemeName } from "../bls/index.js";
import type { DomainTag, GroupName } from "../curve/index.js";
import type { CommitmentEncoding } from "../dkg/index.js";
import type { PackedBytes } from "./buffers.js";

/** Signatures to verify, of one or of many calls with the same tag. */
export interface SignatureJob {
  /** Compressed, end to end. */
  readonly signatures: Uint8Array;
  readonly messages: PackedBytes;
  /** Compressed, end to end. */
  readonly publicKeys: Uint8Array;
  /** For each key 1 when the caller had prepared it. */
  readonly prepared: Uint8Array;
}

/** Distinct commitments, in the form in which they were given. */
export interface PackedCommitments {
  /** End to end. */
  readonly encoded: Uint8Array;
  /** Of one encoding: compressed or not; always compressed where there is a vector. */
  readonly length: number;
  /** Decoded already, in the representation of the kernel that all sides share. */
  readonly vector?: RawVector | undefined;
}

/** One list to decode. */
export interface PackedList {
  /** End to end. */
  readonly encoded: Uint8Array;
  /** Of one encoding. */
  readonly length: number;
}

/** What became of it: packed points and their compressed encodings, or why it was refused. */
export type DecodedList =
  | {
      readonly value: { readonly vector: Uint8Array<ArrayBuffer>; readonly encoded: Uint8Array };
      readonly error?: undefined;
    }
  | { readonly error: PlainError; readonly value?: undefined };

/** Packed points, the identity in the places of those that were refused, and why these were. */
export interface DecodedPoints {
  readonly bytes: Uint8Array;
  /** Ascending by their place; the status is the core's. */
  readonly refused: readonly { readonly place: number; readonly status: number }[];
}

/** Revealed shares: public. */
export interface RevealedJob {
  readonly commitments: readonly PackedCommitments[];
  /** Which of the commitments, for each share. */
  readonly positions: readonly number[];
  /** 32 bytes each, end to end. */
  readonly ids: Uint8Array;
  /** 32 bytes each, end to end. */
  readonly shares: Uint8Array;
}

/** What one dealer published. */
export interface PackedPublication {
  /** Of one signature. */
  readonly acknowledgement?: SignatureJob | undefined;
  readonly reveals?: RevealedJob | undefined;
}

export type Request =
  | {
      readonly kind: "signatures";
      readonly scheme: SchemeName;
      readonly DST: DomainTag;
      readonly transcript?: Uint8Array | undefined;
      readonly job: SignatureJob;
    }
  | {
      /** Of many calls: the answer has an outcome for each. */
      readonly kind: "gathered-signatures";
      readonly scheme: SchemeName;
      readonly DST: DomainTag;
      readonly jobs: readonly SignatureJob[];
    }
  | {
      readonly kind: "msm";
      readonly group: GroupName;
      readonly vector: RawVector;
      readonly torsionFree: boolean;
      readonly scalars: Uint8Array;
    }
  | {
      /** The answer is DecodedPoints. */
      readonly kind: "decode";
      readonly group: GroupName;
      readonly bytes: Uint8Array;
      /** Of one encoding. */
      readonly length: number;
      readonly subgroupCheck: boolean;
      readonly transcript?: Uint8Array | undefined;
    }
  | {
      readonly kind: "public-shares";
      readonly scheme: SchemeName;
      readonly id: Uint8Array;
      readonly transcript?: Uint8Array | undefined;
      readonly commitments: readonly PackedCommitments[];
      readonly positions: readonly number[];
    }
  | {
      /** The answer is a list of DecodedList. */
      readonly kind: "commitments";
      readonly scheme: SchemeName;
      readonly transcript?: Uint8Array | undefined;
      readonly encoding?: CommitmentEncoding | undefined;
      readonly lists: readonly PackedList[];
    }
  | {
      /** The value of each commitment at its id, packed. */
      readonly kind: "values";
      readonly group: GroupName;
      readonly vectors: readonly RawVector[];
      readonly threshold: number;
      readonly ids: Uint8Array;
    }
  | ({
      readonly kind: "revealed";
      readonly scheme: SchemeName;
      readonly transcript?: Uint8Array | undefined;
    } & RevealedJob)
  | {
      readonly kind: "publications";
      readonly scheme: SchemeName;
      readonly threshold: number;
      readonly DST: DomainTag;
      readonly transcript?: Uint8Array | undefined;
      readonly publications: readonly PackedPublication[];
    };

/** An error in a form that can be cloned. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly culprits?: readonly Culprit[] | undefined;
}

export type Outcome<Value = unknown> =
  | { readonly value: Value; readonly error?: undefined }
  | { readonly error: PlainError };

/** To a thread. */
export type ToThread =
  | { readonly type: "start"; readonly module: CompiledModule }
  | { readonly type: "request"; readonly request: Request };

/** From a thread: once after "start", and once for every request. */
export type FromThread =
  | { readonly type: "started"; readonly outcome: Outcome }
  | { readonly type: "reply"; readonly outcome: Outcome };

/** Anything but a FeldsparError is a bug in the thread, of which only the message is told. */
export function plainError(error: unknown): PlainError {
  if (error instanceof FeldsparError) return error.toJSON();
  return { code: "WORKER_FAILED", message: `a worker failed: ${error instanceof Error ? error.message : "no error"}` };
}

function typedError({ code, message, culprits }: PlainError): FeldsparError {
  return new FeldsparError(code, message, culprits);
}

/** Settles a promise with an outcome. */
export function settleWith<Value>(
  resolve: (value: Value) => void,
  reject: (error: FeldsparError) => void,
): (outcome: Outcome) => void {
  return (outcome) => {
    if (outcome.error !== undefined) reject(typedError(outcome.error));
    else resolve(outcome.value as Value);
  };
}
