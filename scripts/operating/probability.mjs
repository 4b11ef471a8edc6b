// Exact probabilities: rationals of bigints, rounded only when they are printed.

/** n over k for every k from 0 to `last`. */
function binomials(n, last = n) {
  const row = [1n];
  for (let k = 1; k <= last; k++) row.push((row[k - 1] * BigInt(n - k + 1)) / BigInt(k));
  return row;
}

/** P[X < k] for X of n independent trials that succeed with probability numerator/denominator. */
export function fewerThan(k, n, [numerator, denominator]) {
  const [good, bad] = [BigInt(numerator), BigInt(denominator - numerator)];
  const choose = binomials(n);
  // Horner, from the term of i = k − 1 down: sum of choose(i) good^i bad^(n − i)
  let sum = 0n;
  for (let i = k - 1; i >= 0; i--) sum = sum * good + choose[i] * bad ** BigInt(k - 1 - i);
  return { numerator: sum * bad ** BigInt(n - k + 1), denominator: BigInt(denominator) ** BigInt(n) };
}

/** P[X >= k] for X marked ones among `drawn` drawn without replacement from `all`, of which `marked` are marked. */
export function atLeastDrawn(k, drawn, marked, all) {
  const [ours, others] = [binomials(marked, drawn), binomials(all - marked, drawn)];
  let sum = 0n;
  for (let i = Math.max(k, drawn - (all - marked)); i <= Math.min(drawn, marked); i++)
    sum += ours[i] * others[drawn - i];
  return { numerator: sum, denominator: binomials(all, drawn)[drawn] };
}

/** Two significant digits, rounded half up, and the power of ten. */
function digits({ numerator, denominator }) {
  let exponent = String(numerator).length - String(denominator).length;
  const scaled = (power) =>
    power >= 0 ? [numerator * 10n ** BigInt(power), denominator] : [numerator, denominator * 10n ** BigInt(-power)];
  const [high, low] = scaled(-exponent);
  if (high < low) exponent--;
  const [top, bottom] = scaled(1 - exponent);
  let value = (2n * top + bottom) / (2n * bottom);
  if (value === 100n) {
    value = 10n;
    exponent++;
  }
  return { value: Number(value), exponent };
}

const superscript = (number) =>
  [...String(number)].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])).join("");

/** "12 %", "0.34 %", "5.6·10⁻⁷"; at the far end only a bound. */
export function format(probability) {
  if (probability.numerator === 0n) return "0";
  if (probability.numerator === probability.denominator) return "1";
  const { value, exponent } = digits(probability);
  if (exponent < -30) return "< 10⁻³⁰";
  if (exponent === 0 || (exponent === -1 && value === 99)) return "> 98 %";
  if (exponent === -1) return `${value} %`;
  if (exponent === -2) return `${(value / 10).toFixed(1)} %`;
  if (exponent === -3) return `${(value / 100).toFixed(2)} %`;
  return `${(value / 10).toFixed(1)}·10${superscript(exponent)}`;
}

/** log10, for a chart; -Infinity for 0. */
export function log10({ numerator, denominator }) {
  if (numerator === 0n) return Number.NEGATIVE_INFINITY;
  const log = (value) => {
    const text = String(value);
    return text.length - 1 + Math.log10(Number(text.slice(0, 15)) / 10 ** (Math.min(text.length, 15) - 1));
  };
  return log(numerator) - log(denominator);
}
