import { expect, it } from 'vitest';
import { labelSpots } from './label-spots.ts';

const frame = { left: 0, right: 400, top: 0, bottom: 300 };
const dot = (x: number, y: number) => ({ x, y, lines: ['Answers with', 'cited policies'] });

it('a label lies towards the middle and above its dot', () => {
  expect(labelSpots([dot(50, 200), dot(350, 200)], frame, [])).toEqual([
    { side: 'right', end: 'above' },
    { side: 'left', end: 'above' },
  ]);
});

it('labels of near dots lie apart, and none leaves the frame', () => {
  expect(labelSpots([dot(220, 150), dot(250, 145)], frame, []).map(({ side, end }) => `${side} ${end}`)).toEqual(['left above', 'right above']);
  expect(labelSpots([dot(50, 10)], frame, [])).toEqual([{ side: 'right', end: 'below' }]);
});

it('a label keeps off what is taken, and has a place where nothing is free', () => {
  expect(labelSpots([dot(50, 200)], frame, [{ left: 60, right: 200, top: 170, bottom: 190 }])).toEqual([{ side: 'right', end: 'below' }]);
  expect(labelSpots([dot(50, 200)], frame, [frame])).toEqual([{ side: 'right', end: 'above' }]);
});
