// The settings that docs/operating.md recommends, and what follows from them.

export const SIZES = [4, 10, 30, 100, 300, 1000];

/** Corrupted miners that neither learn the key nor can stop the beacon. */
export const secrecyMargin = (t, n) => Math.min(2 * t - n - 1, n - t);

/** The smallest t with the largest secrecy margin, and k of three quarters, but not below t. */
export function recommend(n) {
  let t = Math.floor(n / 2) + 1;
  for (let other = t + 1; other <= n; other++) if (secrecyMargin(other, n) > secrecyMargin(t, n)) t = other;
  const k = Math.max(t, Math.ceil((3 * n) / 4));
  return { n, t, k, f: secrecyMargin(t, n) };
}
