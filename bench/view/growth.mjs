// How something grows: the exponent e of the power n^e that fits best.
/** Slope of the least-squares line through (log n, log value); null for fewer than two positive values. */
export function exponent(points) {
  const logs = points.filter(([, value]) => value > 0).map(([n, value]) => [Math.log(n), Math.log(value)]);
  if (logs.length < 2) return null;
  const mean = (index) => logs.reduce((sum, point) => sum + point[index], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
