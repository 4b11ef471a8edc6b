// "#compiled" of package.json: modules that the platform has compiled already. Nearly everywhere there are none, and
// the embedded ones are compiled at first use.
import type { CompiledModules } from "../core.js";

export const COMPILED: CompiledModules | undefined = undefined;
