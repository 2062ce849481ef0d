// Writes docs/coverage.md from what was measured, and docs/index.md from the catalogue and the pages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coveragePage } from './docs/coverage-page.ts';
import { indexPage } from './docs/index-page.ts';
import { root } from './docs/pages.ts';

for (const page of [coveragePage, indexPage]) writeFileSync(join(root, page.path), page.text());
