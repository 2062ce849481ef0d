// npx tsx goldens/forest/make-data.ts /tmp/forest-data 21 40: writes the samples of seeds 21 to 40, which make.py fits; units by columns, features first, then treatment, outcome, effect.
import { mkdirSync, writeFileSync } from 'node:fs';
import { drawSetup, type SetupName, setups } from '../../test/support/effect-setups.ts';

const [folder, first, last] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
mkdirSync(folder, { recursive: true });
for (const name of Object.keys(setups) as SetupName[]) {
  for (let seed = first; seed <= last; seed++) {
    const { features, outcome, treatment, effect } = drawSetup(name, seed, setups[name].units + 1000);
    const columns = [...features.columns.map((column) => column.values), treatment, outcome, effect];
    const rows = new Float64Array(features.units * columns.length);
    for (const [c, column] of columns.entries()) for (let i = 0; i < features.units; i++) rows[i * columns.length + c] = column[i];
    writeFileSync(`${folder}/${name}-${seed}.f64`, rows);
  }
}
