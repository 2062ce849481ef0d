import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Example, examplesOf } from '../../scripts/docs/examples.ts';
import { pages } from '../../scripts/docs/pages.ts';
import { type Workspace, workspace } from '../../scripts/docs/workspace.ts';

const examples = pages().flatMap(examplesOf);
const titled = (list: readonly Example[]) => list.map((example) => ({ where: `${example.path}:${example.line}`, example }));

let space: Workspace;
beforeAll(async () => {
  space = await workspace(examples);
});
afterAll(() => space.close());

describe('the TypeScript of the documentation', () => {
  it('is there', () => expect(examples.filter(({ path }) => path === 'README.md')).toHaveLength(3));

  it('passes the type checker', async () => expect(await space.typeErrors()).toBe(''));

  it.each(titled(examples))('$where runs, and prints what stands under it', async ({ example }) => {
    const printed = await space.outputOf(example);
    if (example.output) expect(printed, 'run: npx tsx scripts/write-docs-outputs.ts').toBe(example.output.text);
  });
});
