// Writes docs/coverage.md from what was measured.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coveragePage } from './docs/coverage-page.ts';
import { root } from './docs/pages.ts';

writeFileSync(join(root, coveragePage.path), coveragePage.text());
