// What CI plays of the library's suite in Chromium: a slice every day, and everything within three days.
import { expect, it } from "vitest";
import { browserTests } from "../support/browser-tests.js";
import { partOfTheDay, SLICE } from "../support/slice.mjs";

it("has the slice in the part of every day, and every file in three days", () => {
  for (const today of [0, 1, 20_000]) {
    const parts = [today, today + 1, today + 2].map((day) => partOfTheDay(browserTests, day));
    for (const part of parts) expect(part).toEqual(expect.arrayContaining([...SLICE]));
    expect(browserTests.filter((name) => !parts.some((part) => part.includes(name)))).toEqual([]);
    // a third each, but for the slice
    const most = browserTests.length / 3 + SLICE.length;
    for (const { length } of parts) expect(length).toBeLessThanOrEqual(Math.ceil(most));
  }
});
