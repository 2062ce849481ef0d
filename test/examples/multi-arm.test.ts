import { describe, expect, it } from 'vitest';
import { multiArmExample } from '../../scripts/docs/multi-arm-example.ts';
import { pageAt } from '../../scripts/docs/pages.ts';

const { folder, inputs } = multiArmExample;

describe(folder, () => {
  it.each(Object.entries(inputs()))('%s is what the scenario makes', (name, text) => {
    // Not toBe: a difference of 4,000 lines is no message.
    expect(pageAt(`${folder}/${name}`).text === text, `${folder}/${name} is out of step; run: npx tsx scripts/write-examples.ts`).toBe(true);
  });
});
