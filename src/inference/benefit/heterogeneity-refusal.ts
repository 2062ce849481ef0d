/** Why a question about who benefits has no answer on these units. */
export type HeterogeneityRefusal =
  | { readonly kind: 'lengths-differ'; readonly what: string; readonly rows: number; readonly units: number }
  | { readonly kind: 'not-finite'; readonly what: string; readonly rows: number }
  | { readonly kind: 'weights-negative'; readonly rows: number }
  | { readonly kind: 'too-few-units'; readonly units: number; readonly least: number }
  | { readonly kind: 'too-few-clusters'; readonly clusters: number; readonly least: number }
  /** All units have the same of it: it tells none from another. */
  | { readonly kind: 'nothing-varies'; readonly what: string }
  /** Units that alone decide a coefficient: nothing tells the error of what they say. */
  | { readonly kind: 'full-leverage'; readonly rows: number }
  | { readonly kind: 'not-binary'; readonly what: string; readonly rows: number }
  | { readonly kind: 'arm-empty'; readonly arm: 'treated' | 'control' }
  | { readonly kind: 'out-of-range'; readonly what: string; readonly found: number; readonly asked: string };

/** What is wrong, and what to do about it. */
export function saidOf(refusal: HeterogeneityRefusal): readonly [what: string, mend: string] {
  switch (refusal.kind) {
    case 'lengths-differ':
      return [`There are ${refusal.units} units, but ${refusal.rows} values of ${refusal.what}.`, 'Bring one value for each unit, in the same order.'];
    case 'not-finite':
      return [
        `${refusal.rows} values of ${refusal.what} are missing or no finite numbers.`,
        'Leave those units out of everything that is compared, or find out why they have none.',
      ];
    case 'weights-negative':
      return [`${refusal.rows} weights are negative.`, 'A weight says how many units one stands for: bring zero or more.'];
    case 'too-few-units':
      return [`Only ${refusal.units} units count, and at least ${refusal.least} are needed.`, 'Wait for more units, or ask about fewer groups.'];
    case 'too-few-clusters':
      return [`Only ${refusal.clusters} clusters are there, and at least ${refusal.least} are needed.`, 'Take more clusters: how they differ tells the error.'];
    case 'nothing-varies':
      return [`All units have the same ${refusal.what}.`, 'There is nothing to tell units apart by: the answer for all of them is the average effect.'];
    case 'full-leverage':
      return [`${refusal.rows} units or clusters alone decide a coefficient.`, 'Join rare levels, or leave out the column that only they differ in.'];
    case 'not-binary':
      return [
        `${refusal.rows} values of ${refusal.what} are neither 0 nor 1.`,
        'This definition is one of yes and no: use one for numbers, or say what counts as yes.',
      ];
    case 'arm-empty':
      return [`No unit here is ${refusal.arm === 'treated' ? 'treated' : 'a control'}.`, 'Compare units of both arms.'];
    case 'out-of-range':
      return [`${refusal.what} is ${refusal.found}, but must be ${refusal.asked}.`, 'Change it.'];
  }
}

export function isRefusal(value: object): value is HeterogeneityRefusal {
  return 'kind' in value;
}
