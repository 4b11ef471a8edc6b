// A machine whose clock is set by hours while it runs.
export function aroundClock() {
  const System = globalThis.Date;
  let shift = 0;
  globalThis.Date = class extends System {
    constructor(...args) {
      if (args.length === 0) super(System.now() + shift);
      else super(...args);
    }
    static now() {
      return System.now() + shift;
    }
  };
  return ({ clock }) => {
    if (clock !== undefined) shift = clock;
  };
}
