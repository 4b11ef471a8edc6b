// On a machine that has other things to do everything may take longer: so many times, as the environment says.
const times = Number(process.env.FELDSPAR_PATIENCE ?? 1);

/** Milliseconds. */
export const patience = (seconds: number): number => 1000 * seconds * times;
