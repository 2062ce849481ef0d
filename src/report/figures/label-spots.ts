import { boldness, lineHeight, widthOfLines } from './text.ts';

/** Pixels from the left and from the top. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a label lies, seen from its dot. */
export interface Spot {
  readonly side: 'left' | 'right';
  readonly end: 'above' | 'below';
}

/** A dot, and what is written beside it. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
}

export const aside = { x: 7, y: 5 } as const;
const radius = 6;

/** The four spots: towards the middle and above first. */
export const spots: readonly Spot[] = (['right', 'left'] as const).flatMap((side) => (['above', 'below'] as const).map((end) => ({ side, end })));

function boxAt({ x, y, lines }: Dot, { side, end }: Spot): Area {
  const [width, height] = [boldness * widthOfLines(lines), lines.length * lineHeight];
  const left = side === 'right' ? x + aside.x : x - aside.x - width;
  const top = end === 'below' ? y + aside.y : y - aside.y - height;
  return { left, right: left + width, top, bottom: top + height };
}

const overlap = (a: Area, b: Area): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const within = (a: Area, b: Area): boolean => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;

/** For each dot the first spot that is free: inside the frame, on no other label, no other dot and nothing that is taken. Towards the middle and above where none is. */
export function labelSpots(dots: readonly Dot[], frame: Area, taken: readonly Area[]): readonly Spot[] {
  const used = [...taken];
  return dots.map((dot) => {
    const others = dots.filter((other) => other !== dot).map(({ x, y }) => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }));
    const inwards = dot.x > (frame.left + frame.right) / 2 ? 'left' : 'right';
    const wanted = [...spots].sort((a, b) => Number(b.side === inwards) - Number(a.side === inwards));
    const isFree = (spot: Spot): boolean => {
      const box = boxAt(dot, spot);
      return within(box, frame) && ![...used, ...others].some((other) => overlap(box, other));
    };
    const spot = wanted.find(isFree) ?? wanted[0];
    used.push(boxAt(dot, spot));
    return spot;
  });
}
