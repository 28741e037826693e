/** Loaded before a program, it makes the program's clock differ from the machine's by SLUICE_TEST_CLOCK_SHIFT_MS. */
const shift = Number(process.env.SLUICE_TEST_CLOCK_SHIFT_MS);
const now = () => RealDate.now() + shift;
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
