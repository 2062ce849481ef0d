// Run: npx tsx goldens/before-after/make-data.ts   (rewrites data.csv)
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stream } from '../../src/math/random/stream.ts';

const random = stream(20261129);
const lines = ['user,period,minutes,resolved'];
// Users of one to nine rows, in one period or both; a few rows lack their minutes.
for (let user = 0; user < 60; user++) {
  const own = random.normal();
  const rows = 1 + random.integer(9);
  for (let i = 0; i < rows; i++) {
    const after = random.bernoulli(0.35);
    const minutes = 20 + 4 * own - 1.5 * after + 3 * random.normal();
    const resolved = random.bernoulli(0.4 + 0.1 * after + 0.05 * Math.tanh(own));
    lines.push([`u${user}`, after === 1 ? 'after' : 'before', random.bernoulli(0.04) === 1 ? '' : minutes.toFixed(6), resolved].join(','));
  }
}
writeFileSync(join(import.meta.dirname, 'data.csv'), `${lines.join('\n')}\n`);
