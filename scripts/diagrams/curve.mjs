// Axes and curves for the drawings that explain polynomials: real numbers in the place of a field's.
import { LINE, QUIET } from "./drawing.mjs";

/** A plane whose x goes from 0 to `right` and whose y from 0 to `top`, in a rectangle of the drawing. */
export class Plane {
  constructor(drawing, { x, y, width, height, right, top, label }) {
    Object.assign(this, { drawing, x, y, width, height, right, top });
    drawing.path(
      [
        [x, y],
        [x, y + height],
        [x + width, y + height],
      ],
      { stroke: LINE },
    );
    for (let at = 1; at < right; at++) {
      drawing.text(this.across(at), y + height + 18, `${at}`, { size: 11, anchor: "middle", fill: QUIET });
    }
    drawing.text(x, y + height + 18, "0", { size: 11, anchor: "middle", fill: QUIET });
    if (label) drawing.text(x + width, y + height + 34, label, { size: 11, anchor: "end", fill: QUIET });
  }

  across(value) {
    return this.x + (value / this.right) * this.width;
  }

  up(value) {
    return this.y + this.height - (value / this.top) * this.height;
  }

  /** The part of a function's curve that lies in the plane. */
  curve(f, options) {
    const points = [];
    for (let step = 0; step <= 60; step++) {
      const at = (step / 60) * this.right;
      const value = f(at);
      if (value >= 0 && value <= this.top) points.push([this.across(at), this.up(value)]);
    }
    this.drawing.path(points, options);
  }

  point(at, value, fill, label, { dx = 8, dy = -8, anchor } = {}) {
    this.drawing.circle(this.across(at), this.up(value), 5, fill);
    if (label) {
      this.drawing.text(this.across(at) + dx, this.up(value) + dy, label, { size: 12, weight: 600, fill, anchor });
    }
  }
}
