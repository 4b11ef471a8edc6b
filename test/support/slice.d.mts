export const SLICE: readonly string[];
export function partOfTheDay(tests: readonly string[], day: number): string[];
