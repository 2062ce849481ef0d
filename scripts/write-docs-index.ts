// Writes docs/index.md from the catalogue and the pages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexPage } from './docs/index-page.ts';
import { root } from './docs/pages.ts';

writeFileSync(join(root, indexPage.path), indexPage.text());
