// From shares to keys: columns of a table that nobody sees as a whole, and the same sums in the exponent, which
// everybody can compute.
import { Drawing, QUIET, TONES } from "./drawing.mjs";

export function draw() {
  const [width, height] = [960, 396];
  const drawing = new Drawing({
    by: "keys.mjs",
    title: "From shares to keys",
    description:
      "On the left, private: a table of shares with a row for each qualified dealer and a column for each receiver; the sum of column j is the secret share S_j, which only j can compute; no machine has the sum of the constant terms, the group's secret. On the right, public: the commitments of the qualified dealers, added coefficient by coefficient, are the group polynomial; its constant term is the group public key, its value at x_j the public share of j.",
    width,
    height,
  });
  const [cell, tall, left, top] = [72, 34, 96, 84];
  drawing.text(40, 34, "private: each column is known to its receiver alone", { size: 14, weight: 600 });
  drawing.text(512, 34, "public: the same sums in the exponent, on the chain", { size: 14, weight: 600 });
  const dealers = ["1", "2", "⋮", "q"];
  const receivers = ["1", "2", "…", "j"];
  receivers.forEach((name, column) => {
    const x = left + column * cell;
    drawing.text(x + cell / 2, top - 10, name === "…" ? "…" : `receiver ${name}`, {
      size: 11,
      anchor: "middle",
      fill: QUIET,
    });
    dealers.forEach((dealer, row) => {
      const [dark, light] = TONES[column === 3 ? "green" : "blue"];
      drawing.rect(x + 2, top + row * tall + 2, cell - 4, tall - 4, { fill: light, stroke: dark, radius: 3 });
      const label = name === "…" || dealer === "⋮" ? (dealer === "⋮" ? "⋮" : "…") : `s_{${dealer},${name}}`;
      drawing.text(x + cell / 2, top + row * tall + 22, label, { anchor: "middle", fill: dark });
    });
    const [dark] = TONES[column === 3 ? "green" : "blue"];
    drawing.arrow(
      [
        [x + cell / 2, top + 4 * tall + 4],
        [x + cell / 2, top + 4 * tall + 26],
      ],
      { stroke: dark },
    );
    drawing.box(
      x + 4,
      top + 4 * tall + 28,
      cell - 8,
      32,
      name === "…" ? "…" : `S_{${name}}`,
      column === 3 ? "green" : "blue",
      { weight: 600 },
    );
  });
  dealers.forEach((dealer, row) => {
    drawing.text(left - 8, top + row * tall + 22, dealer === "⋮" ? "⋮" : `dealer ${dealer}`, {
      size: 11,
      anchor: "end",
      fill: QUIET,
    });
  });
  drawing.text(
    40,
    top + 4 * tall + 84,
    [
      "secret share of j: S_{j} = Σ s_{i,j} over all qualified dealers i",
      "a share from every one of them, revealed ones included",
    ],
    { step: 19 },
  );
  drawing.text(40, top + 4 * tall + 130, "the group's secret Σ a_{i,0} exists on no machine", {
    fill: TONES.red[0],
    weight: 600,
  });

  const right = 590;
  dealers.forEach((dealer, row) => {
    const [dark, light] = TONES.violet;
    drawing.rect(right, top + row * tall + 2, 330, tall - 4, { fill: light, stroke: dark, radius: 3 });
    const label = dealer === "⋮" ? "⋮" : `C_{${dealer},0} ,  C_{${dealer},1} ,  …  C_{${dealer},t−1}`;
    drawing.text(right + 165, top + row * tall + 22, label, { anchor: "middle", fill: dark });
    drawing.text(right - 8, top + row * tall + 22, dealer === "⋮" ? "⋮" : `dealer ${dealer}`, {
      size: 11,
      anchor: "end",
      fill: QUIET,
    });
  });
  drawing.text(right + 165, top - 10, "commitments, one row for each qualified dealer", {
    size: 11,
    anchor: "middle",
    fill: QUIET,
  });
  drawing.arrow(
    [
      [right + 165, top + 4 * tall + 4],
      [right + 165, top + 4 * tall + 26],
    ],
    { stroke: TONES.violet[0] },
  );
  drawing.box(right, top + 4 * tall + 28, 330, 32, "group polynomial: C_{0} ,  C_{1} ,  …  C_{t−1}", "violet", {
    weight: 600,
  });
  drawing.text(
    right - 60,
    top + 4 * tall + 84,
    [
      "group public key: C_{0}; in a reshare the one in office",
      "public share of j: P_{j} = Σ C_{k}·x_{j}^{k}, and P_{j} = S_{j}·G",
    ],
    { step: 19 },
  );
  drawing.text(right - 60, top + 4 * tall + 130, "j's confirmation verifies under P_{j}: j holds S_{j}", {
    fill: TONES.green[0],
    weight: 600,
  });
  drawing.text(
    40,
    height - 18,
    "In a reshare the row of dealer i counts λ_{i} times in both sums: its Lagrange coefficient at 0 among all qualified dealers.",
    {
      fill: QUIET,
    },
  );
  return drawing.toString();
}
