// What a refusal says.
import { FeldsparError } from "../../../src/encoding/index.js";

function refusalOf(action: () => unknown): FeldsparError | null {
  try {
    action();
  } catch (error) {
    if (error instanceof FeldsparError) return error;
    throw error;
  }
  return null;
}

export const codeOf = (action: () => unknown): string => refusalOf(action)?.code ?? "nothing was thrown";
export const messageOf = (action: () => unknown): string => refusalOf(action)?.message ?? "nothing was thrown";

export async function codeOfPromise(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    if (error instanceof FeldsparError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}
