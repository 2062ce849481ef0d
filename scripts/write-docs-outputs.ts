// Runs the examples of the documentation and writes what they print under them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplesOf } from './docs/examples.ts';
import { pages, root } from './docs/pages.ts';
import { workspace } from './docs/workspace.ts';

const all = pages();
const space = await workspace(all.flatMap(examplesOf));
try {
  for (const page of all) {
    let { text } = page;
    // From the last to the first, so that places before stay where they are.
    for (const example of [...examplesOf(page)].reverse()) {
      if (example.output) text = text.slice(0, example.output.from) + (await space.outputOf(example)) + text.slice(example.output.to);
    }
    if (text !== page.text) writeFileSync(join(root, page.path), text);
  }
} finally {
  await space.close();
}
