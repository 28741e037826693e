/** Loaded into a measured process: writes what it used to the file that SLUICE_BENCH_REPORT names. */
process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.SLUICE_BENCH_REPORT, JSON.stringify(process.resourceUsage()));
});
