// npx tsx goldens/forest/compare.ts /tmp/forest-data 21 40: grows the project's causal forest on the units of make-data.ts, and writes its errors and their ratio to those of
// econml.json, with the one-sided upper 95 % limit, to ours.json. A run that was interrupted goes on where it was.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { causalForest } from '../../src/models/forest/causal-forest.ts';
import { predict } from '../../src/models/forest/predict.ts';
import { drawSetup, type SetupName, setups, unitsOf } from '../../test/support/effect-setups.ts';
import { workDone } from '../../test/support/work-done.ts';

type Errors = Record<string, number[]>;
const [folder, first, last] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const [trees, judgedBy] = [500, 1000];
const read = <T>(path: string | URL): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function errorOf(name: SetupName, seed: number): number {
  const { units } = setups[name];
  const all = drawSetup(name, seed, units + judgedBy);
  const { features, outcome, treatment } = unitsOf(all, 0, units);
  const judged = unitsOf(all, units, units + judgedBy);
  const { forest } = workDone(causalForest({ features, outcome, treatment }, { trees, seed }));
  return mean(Array.from(predict(forest, judged.features), (effect, i) => (effect - judged.effect[i]) ** 2));
}

const part = `${folder}/ours.json`;
const errors: Errors = existsSync(part) ? read(part) : {};
for (let seed = first; seed <= last; seed++) {
  for (const name of Object.keys(setups) as SetupName[]) {
    errors[name] ??= [];
    if (errors[name].length > seed - first) continue;
    errors[name].push(Number(errorOf(name, seed).toFixed(6)));
    writeFileSync(part, JSON.stringify(errors));
  }
}

const { meanSquaredErrors } = read<{ meanSquaredErrors: Errors }>(new URL('econml.json', import.meta.url));
const ratios: Record<string, object> = {};
for (const [key, theirs] of Object.entries(meanSquaredErrors)) {
  const ours = errors[key.split(' ')[0]].slice(0, theirs.length);
  const ratio = mean(ours) / mean(theirs);
  // The delta method for a ratio of means of pairs.
  const left = ours.map((error, i) => error - ratio * theirs[i]);
  const standardError = Math.sqrt(left.reduce((sum, value) => sum + value * value, 0) / (left.length - 1) / left.length) / mean(theirs);
  ratios[key] = { seeds: theirs.length, ratio: Number(ratio.toFixed(3)), upper95: Number((ratio + 1.645 * standardError).toFixed(3)) };
  console.log(key, ratios[key]);
}
writeFileSync(new URL('ours.json', import.meta.url), `${JSON.stringify({ trees, firstSeed: first, ratios, meanSquaredErrors: errors }, null, 1)}\n`);
