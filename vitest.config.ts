import { defineConfig } from 'vitest/config';

const all = '{src,test}/**/*.test.ts';
/** Repeats for the sake of chance, or takes long: simulated coverage, random searches. `npm run test:slow`. */
const slow = '{src,test}/**/*.slow.test.ts';
/** Needs a browser on the machine: `npm run test:browser`. */
const chromium = '{src,test}/**/*.chromium.test.ts';

export default defineConfig({
  test: {
    // Every core: by default one is left to the reader's other work.
    maxWorkers: '100%',
    // What a file of source becomes is kept between runs: half of what it takes to begin.
    experimental: { fsModuleCache: true },
    projects: [
      // Files share what they import: reading the source anew for each took as long as the tests. None may change what it imports.
      { test: { name: 'fast', include: [all], exclude: [slow, chromium], isolate: false, testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'slow', include: [slow], isolate: false, testTimeout: 600_000, hookTimeout: 60_000 } },
      { test: { name: 'browser', include: [chromium], testTimeout: 60_000 } },
    ],
  },
});
