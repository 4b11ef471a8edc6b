// The polynomials and shares of four miners, drawn, and beside it the table of what was given to whom.
import { make } from "../page/dom.js";
import { svg } from "../page/svg.js";
import type { Step } from "./sentences.js";
import { type Coefficients, TOY_SIZE, type Toy, valueAt } from "./toy.js";

const [WIDTH, HEIGHT] = [440, 280];
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 16, 22, 34];
const PLACES = Array.from({ length: TOY_SIZE }, (_, place) => place + 1);

class Plane {
  readonly parts: SVGElement[] = [];

  constructor(private readonly top: number) {
    const [x0, y0] = [this.x(0), this.y(0)];
    this.parts.push(
      svg("path", { class: "toy-axis", d: `M${x0} ${TOP - 10}V${y0}H${WIDTH - RIGHT}` }),
      ...[0, ...PLACES].map((at) => this.text(this.x(at), y0 + 20, at === 0 ? "0" : `miner ${at}`, "toy-axis-text")),
    );
  }

  private x(at: number): number {
    return LEFT + (at / (TOY_SIZE + 0.3)) * (WIDTH - LEFT - RIGHT);
  }

  private y(value: number): number {
    return HEIGHT - BOTTOM - (value / this.top) * (HEIGHT - TOP - BOTTOM);
  }

  private text(x: number, y: number, text: string, name: string): SVGElement {
    return svg("text", { x, y, class: name, "text-anchor": "middle" }, text);
  }

  curve(coefficients: Coefficients, tone: string): void {
    const points = Array.from({ length: 42 }, (_, step) => {
      const at = step / 10;
      return `${this.x(at).toFixed(1)} ${this.y(valueAt(coefficients, at)).toFixed(1)}`;
    });
    this.parts.push(svg("path", { class: `toy-curve ${tone}`, d: `M${points.join("L")}` }));
  }

  point(at: number, value: number, tone: string, label = ""): void {
    const [cx, cy] = [this.x(at), this.y(value)];
    this.parts.push(svg("circle", { class: `toy-point ${tone}`, cx, cy, r: 4.5 }));
    if (label !== "") this.parts.push(this.text(cx, cy - 10, label, `toy-label ${tone}`));
  }

  /** The value at 0, which is on no machine. */
  secret(value: number, tone: string, label: string): void {
    const [cx, cy] = [this.x(0), this.y(value)];
    this.parts.push(svg("circle", { class: `toy-secret ${tone}`, cx, cy, r: 5 }));
    if (label !== "") this.parts.push(svg("text", { x: cx + 11, y: cy + 14, class: `toy-label ${tone}` }, label));
  }
}

const tone = (dealer: number) => `toy-${dealer + 1}`;

function planeOf(step: Step, { polynomials, sum, sums, signatures }: Toy): Plane {
  if (step === "wait" || step === "beacon") {
    const plane = new Plane(Math.max(...sums) * 1.05);
    plane.curve(sum, "toy-sum");
    plane.secret(sum[0], "toy-key", "the key: on no machine");
    const signers = step === "wait" ? PLACES : (signatures[0]?.signers ?? []);
    sums.forEach((value, place) => {
      plane.point(place + 1, value, signers.includes(place + 1) ? "toy-sum" : "toy-away", String(value));
    });
    return plane;
  }
  const plane = new Plane(Math.max(...polynomials.map((one) => valueAt(one, TOY_SIZE))) * 1.05);
  if (step === "start") return plane;
  for (const [dealer, coefficients] of polynomials.entries()) {
    plane.curve(coefficients, tone(dealer));
    plane.secret(coefficients[0], tone(dealer), "");
    if (step !== "contribute") for (const at of PLACES) plane.point(at, valueAt(coefficients, at), tone(dealer));
  }
  return plane;
}

const TITLES: Record<Step, string> = {
  start: "Four places on a line, and nothing drawn yet",
  contribute: "Four curves, one of each miner; where each begins is its secret",
  share: "Four curves with their heights at the places of the four miners: the shares",
  publish: "The same: all shares were right",
  wait: "The sum of the four curves, with each miner's sum of shares; where it begins is the key",
  beacon: "The sum of the curves, and the three miners who sign",
};

export function drawToy(step: Step, toy: Toy): SVGElement {
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "toy", role: "img", "aria-label": TITLES[step] },
    ...planeOf(step, toy).parts,
  );
}

/** As a factor is written: not at all, where it is 1. */
const times = (factor: number) => (factor === 1 ? "" : String(factor));

/** Who gave what to whom; null as long as nothing was given. */
export function toyTable(step: Step, { shares, sums, polynomials }: Toy): HTMLElement | null {
  if (step === "start" || step === "contribute") return null;
  const head = ["Curve of", ...PLACES.map((place) => `to ${place}`)];
  const rows = shares.map((row, dealer) => {
    const [a, b, c] = polynomials[dealer]!;
    const curve = `${dealer + 1}: ${a} + ${times(b)}x + ${times(c)}x²`;
    const name = make("span", { class: `toy-name ${tone(dealer)}` }, curve);
    return make("tr", {}, make("th", { scope: "row" }, name), ...row.map((share) => make("td", {}, String(share))));
  });
  if (step === "wait" || step === "beacon") {
    const cells = sums.map((value) => make("td", {}, String(value)));
    rows.push(make("tr", { class: "toy-sums" }, make("th", { scope: "row" }, "Sum"), ...cells));
  }
  return make(
    "table",
    { class: "toy-table" },
    make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...rows),
  );
}
