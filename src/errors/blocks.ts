import { counted, quotedList, type Wording } from './words.ts';

/** Errors of designs in blocks, and of analyses among triggered units. */
export interface BlockFacts {
  'block-one-arm': { column: string; blocks: readonly string[]; assignment: string; arm: string; outcome: string };
  'blocks-missing': { column: string };
  'trigger-nobody': { trigger: string; column: string; arm: string | undefined; units: number };
  'trigger-differs': { trigger: string; column: string; says: string };
}

export const blockWording: Wording<BlockFacts> = {
  'block-one-arm': (f) => [
    `No block of ${f.column} holds both arms with ${f.outcome}: ${quotedList(f.blocks.slice(0, 1))} has no unit of arm "${f.arm}" (${f.assignment}) with it.`,
    `Name a column of blocks that hold both arms, or take blocks out.`,
  ],
  'blocks-missing': (f) => [`No unit that can be compared has a value of "${f.column}".`, 'Check the join that brings this column in, or take blocks out.'],
  'trigger-nobody': (f) => [
    f.arm === undefined
      ? `No unit meets the trigger \`${f.trigger}\`.`
      : `Arm "${f.arm}" of ${f.column} has ${counted(f.units, 'unit')} that ${f.units === 1 ? 'meets' : 'meet'} the trigger \`${f.trigger}\`.`,
    'Check the trigger and that it is logged in every arm; an arm needs at least two units that meet it.',
  ],
  'trigger-differs': (f) => [
    f.says,
    'Take another trigger, one that is decided before the arms can differ and logged alike in all of them, or take it out to analyse all units.',
  ],
};
