// What the contracts cost, in gas: the table of docs/evm.md, which is measured (prague; a test compares them).
export const GAS = {
  beacon: 2_041_752,
  firstBlock: 335_315,
  handOverFresh: 313_499,
  handOverReshare: 282_077,
  roundVerified: 153_738,
  roundStored: 177_757,
  lottery: 489_689,
  board: 146_395,
} as const;

/** So much of a chain's coin, of 18 decimals. */
export function coins(wei: bigint): string {
  const [whole, rest] = [wei / 10n ** 18n, wei % 10n ** 18n];
  const digits = String(rest).padStart(18, "0").replace(/0+$/, "");
  return digits === "" ? String(whole) : `${whole}.${digits}`;
}

/** A price for a unit of gas. */
export const gwei = (wei: bigint): string => `${Number(wei) / 1e9} gwei`;
