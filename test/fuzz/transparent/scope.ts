// bindings/scope.ts where there is no core, and so nothing to wipe.

export function secretly<Result>(use: () => Result): Result {
  return use();
}
