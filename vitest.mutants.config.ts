import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests beside the code first: they are the quickest to see that it changed. */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.sort((a, b) => a.moduleId.split('/test/').length - b.moduleId.split('/test/').length);
  }
}

/** The tests that decide a mutant (`npm run test:mutants`): those beside the mutated files, and quick ones that run a whole study. */
export default defineConfig({
  test: {
    include: [
      'src/study/{ask,decide}/**/*.test.ts',
      'src/across/{sidak,simultaneous-estimate}.test.ts',
      'src/across/{arms,segments}/**/*.test.ts',
      'test/e2e/segments.test.ts',
    ],
    isolate: false,
    sequence: { sequencer: NearestFirst },
  },
});
