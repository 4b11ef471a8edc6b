// How long tests wait for what must come. These bounds are for what never comes: a machine that has other things to do
// is ten times slower than a quiet one, and nothing is expected less of it.
const times = Number(process.env.FELDSPAR_PATIENCE ?? 5);

/** What is enough on a quiet machine, in milliseconds on any. */
export const patience = (seconds: number): number => 1000 * seconds * times;
