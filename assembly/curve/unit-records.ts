// The six images of a point under the units of Z[w], w^2 + w + 1 = 0: both curves have y^2 = x^3 + b, so w: (x, y) ->
// (beta x, y) with a cube root of one beta in Fp acts on the whole curve, outside the subgroup of order r too, and the
// points of the curve are a module over the ring Z[w]. Its units are +-1, +-w, +-w^2.
//
// A record is x, beta x, beta^2 x, y, -y: any of the six images is two of these, a reference of batch-affine.ts. T is
// Fp2 or FpLanes.
import { BETA } from "../constants";
import { Fp2, neg, subSub } from "../field/element";
import { copy, lanesMul, PACKED, packLanes, PAIR, unpackLanes } from "../kernel/index";
import { coordinateBytes } from "./batch-affine";

/** Bytes of a record. */
// @ts-ignore: decorator
@inline
export function unitRecordBytes<T>(): usize {
  return 5 * coordinateBytes<T>();
}

/** The units by number: w^(unit >> 1), negated if unit is odd. */
export const UNITS: u32 = 6;

/** The image of a record's point under a unit. */
// @ts-ignore: decorator
@inline
export function unitReference<T>(record: usize, unit: u32): u32 {
  const power = unit >> 1;
  return (<u32>record + power * <u32>coordinateBytes<T>()) | (3 - power + (unit & 1));
}

const x: usize = memory.data(128, 16);
const y: usize = memory.data(128, 16);
const image: usize = memory.data(128, 16);
const image2: usize = memory.data(128, 16);
const nothing: usize = memory.data(128, 16);

/**
 * Writes the records of packed points given by their addresses (u32 each). There must be room for one record more. For
 * every point a product of lanes, in G1 for every two.
 */
export function buildUnitRecords<T>(records: usize, addresses: usize, count: i32): void {
  const size = unitRecordBytes<T>();
  if (sizeof<T>() == sizeof<Fp2>()) {
    for (let i: usize = 0; i < <usize>count; i++) {
      const point = <usize>load<u32>(addresses + 4 * i);
      const record = records + i * size;
      copy(record, point);
      lanesMul(record + PAIR, point, BETA);
      subSub<T>(record + 2 * PAIR, nothing, point, record + PAIR);
      copy(record + 3 * PAIR, point + PAIR);
      neg<T>(record + 4 * PAIR, point + PAIR);
    }
    return;
  }
  for (let i: usize = 0; i < <usize>count; i += 2) {
    const point0 = <usize>load<u32>(addresses + 4 * i);
    const point1 = i + 1 < <usize>count ? <usize>load<u32>(addresses + 4 * i, 4) : point0;
    const record0 = records + i * size,
      record1 = record0 + size;
    unpackLanes(x, point0, point1);
    unpackLanes(y, point0 + PACKED, point1 + PACKED);
    lanesMul(image, x, BETA);
    subSub<T>(image2, nothing, x, image);
    packLanes(record0, record1, x);
    packLanes(record0 + PACKED, record1 + PACKED, image);
    packLanes(record0 + 2 * PACKED, record1 + 2 * PACKED, image2);
    packLanes(record0 + 3 * PACKED, record1 + 3 * PACKED, y);
    neg<T>(y, y);
    packLanes(record0 + 4 * PACKED, record1 + 4 * PACKED, y);
  }
}
