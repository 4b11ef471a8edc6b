// Types of the platform that this package's declarations name. Where the TypeScript of a program knows them (by the
// library "dom" or "webworker", or by @types/node) they are the platform's own, so that real objects go in and come out
// without a cast. Where it does not, they are the least that is needed, so that the declarations compile with
// `lib: ["es2022"]` alone.

/** The instances of a global class that may be unknown to the compiler. */
type Platform<Name extends string, Otherwise> = typeof globalThis extends {
  [name in Name]: { readonly prototype: infer Instance };
}
  ? Instance
  : Otherwise;

export type AbortSignal = Platform<"AbortSignal", SignalWithoutLibrary>;

interface SignalWithoutLibrary {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export type CryptoKey = Platform<"CryptoKey", KeyWithoutLibrary>;

/** As @types/node has it in its module "crypto" before the version that makes it global. */
interface KeyWithoutLibrary {
  readonly type: "private" | "public" | "secret";
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string };
  readonly usages: ("decrypt" | "deriveBits" | "deriveKey" | "encrypt" | "sign" | "unwrapKey" | "verify" | "wrapKey")[];
}

/** A compiled WebAssembly.Module, which has no members that a program could use. */
export type CompiledModule = typeof globalThis extends {
  WebAssembly: { Module: { readonly prototype: infer Instance } };
}
  ? Instance
  : object;

/** A WebAssembly.Memory. */
export type CoreMemory = typeof globalThis extends { WebAssembly: { Memory: { readonly prototype: infer Instance } } }
  ? Instance
  : { readonly buffer: ArrayBuffer; grow(pages: number): number };

/** What a response's headers are. */
export type Headers = Platform<"Headers", { get(name: string): string | null }>;

/** The global function, or another that does the same. */
export type Fetch = typeof globalThis extends { fetch: infer Global }
  ? Global
  : (input: unknown, init?: object) => Promise<unknown>;

/** What `await using` asks for, where the compiler knows it. */
export type AsyncDisposal = SymbolConstructor extends { readonly asyncDispose: infer Name extends symbol }
  ? { readonly [name in Name]: () => Promise<void> }
  : object;
