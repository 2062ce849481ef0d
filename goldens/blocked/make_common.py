"""Effects of several arms within blocks that weigh alike, by their definition. Run: python3 goldens/blocked/make_common.py (standard library only)."""
import json
import platform
from pathlib import Path
from statistics import fmean, variance

here = Path(__file__).parent
data = json.loads((here / 'estimatr.json').read_text())['data']['three']
rows = list(zip(data['y'], data['z'], data['b']))


def effects(treatment):
    blocks = sorted({b for _, _, b in rows})
    units, effect, noise = {}, {}, {}
    for block in blocks:
        arm = lambda z: [y for y, own, b in rows if b == block and own == z]
        one, zero = arm(treatment), arm(0)
        units[block] = sum(b == block for _, _, b in rows)
        effect[block] = fmean(one) - fmean(zero)
        noise[block] = variance(one) / len(one) + variance(zero) / len(zero)
    w = {b: units[b] / len(rows) for b in blocks}
    value = sum(w[b] * effect[b] for b in blocks)
    within = sum(w[b] ** 2 * noise[b] for b in blocks)
    spread = sum(w[b] * (effect[b] - value) ** 2 for b in blocks) - sum(w[b] * noise[b] for b in blocks) + within
    return {'treatment': str(treatment), 'value': value, 'sample': within**0.5, 'population': (within + max(0, spread) / len(rows)) ** 0.5}


golden = {'made': f'the definition, Python {platform.python_version()}', 'tolerance': 1e-10, 'arms': [effects(1), effects(2)]}
(here / 'common.json').write_text(json.dumps(golden, indent=2) + '\n')
