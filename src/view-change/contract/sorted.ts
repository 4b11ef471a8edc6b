// Lists sorted by id: where somebody stands, and a copy with somebody in place.

interface Named {
  readonly id: string;
}

export function compareId(a: Named, b: Named): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Where an id stands, or would stand: a binary search. */
function placeOf(list: readonly Named[], id: string): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function findById<Item extends Named>(list: readonly Item[], id: string): Item | undefined {
  const found = list[placeOf(list, id)];
  return found?.id === id ? found : undefined;
}

/** A copy in which this item stands in the place of the one of its id, or is new. */
export function withItem<Item extends Named>(list: readonly Item[], item: Item): Item[] {
  const place = placeOf(list, item.id);
  const after = list.slice(list[place]?.id === item.id ? place + 1 : place);
  return [...list.slice(0, place), item, ...after];
}

export function withoutId<Item extends Named>(list: readonly Item[], id: string): Item[] {
  return list.filter((item) => item.id !== id);
}
