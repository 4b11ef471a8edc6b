// The conformance vectors in a browser: inside a module that vitest.browser.config.ts makes of them.
/// <reference path="./virtual-vectors.d.ts" />
import { folders, required, where } from "virtual:vectors";

export const vectorsAreRequired = required;
export const whereVectorsWouldBe = where;

export function vectorPaths(folder: string): string[] | undefined {
  const files = folders[folder];
  return files && Object.keys(files);
}

export function readVector(folder: string, file: string): Uint8Array {
  return Uint8Array.from(atob(folders[folder]![file]!), (character) => character.charCodeAt(0));
}
