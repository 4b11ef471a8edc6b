// What is typed on command lines and stands in configuration: read once, refused with what was expected.
import { fromHex } from "../../encoding/index.js";
import { UsageError } from "../usage-error.js";

const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));

/** 32 bytes as 64 hex digits. Throws `UsageError`. */
export function hashOf(text: string, name: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new UsageError(`${name}: expected 64 hex digits, got ${quoted(text)}`);
  return fromHex(text.toLowerCase());
}

/**
 * An address of http or https without a path, in its normal form. Throws `UsageError`, which does not repeat what may
 * have a password in it.
 */
export function urlOf(text: string, name: string): string {
  let url: URL | null = null;
  try {
    url = new URL(text);
  } catch {
    // below
  }
  if (text.includes("@"))
    throw new UsageError(`${name}: expected an address without a user and a password: everybody is told it`);
  // what is asked for is below the root, whatever is given
  const good = url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/" && !/[?#]/.test(text);
  if (!good || url === null)
    throw new UsageError(`${name}: expected an address such as https://sharder.example, got ${quoted(text)}`);
  return url.href.replace(/\/$/, "");
}

/** Addresses, separated by commas. Throws `UsageError`. */
export function hostsOf(text: string, name: string): string[] {
  return text
    .split(",")
    .filter((url) => url !== "")
    .map((url) => urlOf(url, name));
}

/** A whole number. Throws `UsageError`. */
export function wholeOf(text: string, name: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(`${name}: expected a whole number from ${least} to ${most}, got ${quoted(text)}`);
  return value;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** "127.0.0.1:7600", "[::1]:7600", ":7600" (every address) or "7600" (loopback). Throws `UsageError`. */
export function addressOfText(text: string, name: string): Address {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]:|([^:[\]]*):)?(\d{1,5})$/i.exec(text) ?? [];
  const value = Number(port ?? Number.NaN);
  if (!(value >= 0 && value <= 65_535))
    throw new UsageError(`${name}: expected host:port, [address]:port, or a port, got ${quoted(text)}`);
  const host = bracketed ?? plain;
  return { host: host === undefined ? "127.0.0.1" : host === "" ? "::" : host, port: value };
}

/** One of a few words. Throws `UsageError`. */
export function choiceOf<T extends string>(text: string, name: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(text)) return text as T;
  throw new UsageError(`${name}: expected ${allowed.join(" or ")}, got ${quoted(text)}`);
}

/** A member's id: 64 hex digits. Throws `UsageError`. */
export function idOf(text: string, name: string): string {
  hashOf(text, name);
  return text.toLowerCase();
}
