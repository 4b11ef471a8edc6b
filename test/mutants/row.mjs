// How the table is written: the mutants of one file together, with the tests that are run against them.

/**
 * `tests`: those nearest to the file first. A row: name, operator, what is there, what stands there instead; and why no
 * test can see it, where that is known.
 */
export function mutantsOf(file, tests, ...rows) {
  return rows.map(([id, operator, from, to, equivalent]) => ({ id, file, operator, from, to, tests, equivalent }));
}
