import { codingOf, columnNames, columnsOf } from '../../../models/base-learners/coding.ts';
import type { Feature, Features } from '../../../models/features.ts';
import type { Sample } from '../sample.ts';
import { treatmentsOf } from '../units-of.ts';

/** The columns that features enter a line by, less their means among the units at some places; of each treatment whether it is the arm, less one half; and their products. */
export function armProducts(sample: Sample, rows: Int32Array) {
  const coding = codingOf(sample.features, rows);
  const names = columnNames(coding);
  const means = columnsOf(coding, sample.features, rows).map((column) => column.reduce((sum, x) => sum + x / rows.length, 0));
  return (features: Features, places: Int32Array, armOf: (place: number) => number): Features => {
    const centred = columnsOf(coding, features, places).map((column, j): Feature => ({ name: names[j], values: column.map((x) => x - means[j]) }));
    const ofArms = treatmentsOf(sample).flatMap((k): readonly Feature[] => {
      const is = Float64Array.from(places, (i) => (armOf(i) === k ? 0.5 : -0.5));
      const products = centred.map(({ name, values }) => ({ name: `${name} x estimand:arm ${k}`, values: values.map((x, r) => x * is[r]) }));
      return [{ name: `estimand:arm ${k}`, values: is }, ...products];
    });
    return { units: places.length, columns: [...centred, ...ofArms] };
  };
}
