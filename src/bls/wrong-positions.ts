// Batched checks throw at malformed items and list wrong ones. Where what came from others is judged, malformed is as
// wrong as wrong.
import { FeldsparError } from "../../bindings/errors.js";

/**
 * Positions of the wrong items: `check` names those of a list that are wrong, and throws, with culprits, while some
 * cannot be decoded at all. Inside the package only.
 */
export function wrongPositions<T>(items: readonly T[], check: (items: readonly T[]) => readonly number[]): Set<number> {
  const wrong = new Set<number>();
  for (;;) {
    const places = items.flatMap((_, position) => (wrong.has(position) ? [] : [position]));
    if (places.length === 0) return wrong;
    try {
      for (const place of check(places.map((position) => items[position]!))) wrong.add(places[place]!);
      return wrong;
    } catch (error) {
      if (!(error instanceof FeldsparError) || !error.culprits || error.culprits.length === 0) throw error;
      const before = wrong.size;
      for (const place of error.culprits) {
        const position = places[Number(place)];
        if (position !== undefined) wrong.add(position);
      }
      // whoever cannot be named would be asked about again and again
      if (wrong.size === before) throw error;
    }
  }
}
