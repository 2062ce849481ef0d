import { adjustedItt } from '../../src/methods/randomized/adjusted-itt.ts';
import { ancova } from '../../src/methods/randomized/ancova.ts';
import { cuped } from '../../src/methods/randomized/cuped.ts';
import { itt } from '../../src/methods/randomized/itt.ts';
import { all } from '../../src/relation/asking.ts';
import { runSync } from '../../src/relation/run.ts';
import { slopes } from './draws.ts';

const o = { outcome: 'y', assignment: 'z', control: 0 };
const R = Number(process.argv[2] ?? 2000);
for (const [slope, share, level] of [
  [4, 0.3, 2],
  [4, 0.3, 1],
  [-4, 0.3, 1],
  [-3, 0.5, 1],
  [4, 0.7, 1],
]) {
  const d = slopes(500, { slope, share, level });
  const ask = () => [itt(o), adjustedItt({ ...o, adjust: ['x'] }), ancova({ ...o, adjust: ['x'] }), cuped({ ...o, covariate: 'x' })];
  const hits = [0, 0, 0, 0];
  let none = 0;
  for (let r = 0; r < R; r++) {
    const a = runSync(d.rows(r), all(ask()));
    a.forEach((x, i) => {
      const p = x.estimates[0].relative?.interval?.pieces[0];
      if (!p) {
        none++;
        hits[i]++;
        return;
      }
      const t = d.truth('relative/y');
      if (p.low! <= t && t <= p.high!) hits[i]++;
    });
  }
  console.log(
    slope,
    share,
    level,
    hits.map((h) => h / R),
    none,
  );
}
