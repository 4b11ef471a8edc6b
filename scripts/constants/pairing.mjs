// Constants of the pairing: the loop counter |x|.

export function constants({ x }) {
  return [{ name: "X_ABS", u64: -x, formula: "|x|; x = -X_ABS" }];
}
