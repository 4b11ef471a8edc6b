// Constants above the kernel. The generated file holds canonical integers, so that it does not depend on the
// representation of field elements; here they become pairs when the module starts. Import constants from this file,
// never from constants.gen.
import { PAIR_COUNT, PAIR_TABLE, PAIR_WORDS } from "./constants.gen";
import { fromWords } from "./kernel/index";

for (let i: usize = 0; i < PAIR_COUNT; i++)
  fromWords(PAIR_TABLE + 128 * i, PAIR_WORDS + 96 * i, PAIR_WORDS + 96 * i + 48);

export * from "./constants.gen";
