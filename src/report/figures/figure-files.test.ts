import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { cells, eventStudy } from '../../../test/report/exhibits.ts';
import { hostile } from '../../../test/report/hostile.ts';
import { bare, hold, labelled, launch } from '../../../test/report/study-result.ts';
import { visibleLines } from '../text/visible.ts';
import { figureFiles } from './figure-files.ts';
import { figureOf, isDrawn } from './figure-of.ts';

describe.each(Object.entries({ launch, hold, bare, labelled, hostile: hostile(labelled) }))('the figure files of %s', (_, result) => {
  const files = figureFiles(result);

  it('are the main one and every drawn exhibit, under names that any system takes', () => {
    expect(files[0].name).toBe('effects.svg');
    expect(files).toHaveLength(1 + result.exhibits.filter(isDrawn).length);
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
    for (const { name } of files) expect(name).toMatch(/^[a-z0-9-]{1,84}\.svg$/);
  });

  it('stand alone: colours of their own, no style, no script, no number that is none', () => {
    for (const { svg } of files) {
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><rect width="[\d.]+" height="[\d.]+" fill="#fff"\/>/);
      expect(svg).not.toMatch(/var\(|currentColor|<style|style=|<script|<img|NaN|Infinity|undefined/);
      expect(parseHTML(svg).document.querySelectorAll('script, img, foreignObject')).toHaveLength(0);
    }
  });

  it('say under which title they stand, whole, and what they show', () => {
    const words = (text: string): string => text.replaceAll(/\s+/g, '');
    for (const [i, exhibit] of result.exhibits.filter(isDrawn).entries()) {
      const { document } = parseHTML(files[i + 1].svg);
      const [drawing, inner] = document.querySelectorAll('svg');
      expect(drawing.getAttribute('aria-label')).toBe(parseHTML(figureOf(exhibit)).document.querySelector('svg')?.getAttribute('aria-label'));
      expect(inner.getAttribute('aria-label')).toBeNull();
      const said = [...drawing.children].filter((part) => part.tagName.toLowerCase() === 'text').map((part) => part.textContent);
      expect(words(said.join(''))).toBe(words(visibleLines(`${exhibit.title}${exhibit.says}`)));
    }
  });
});

describe('the main figure', () => {
  it('says each outcome with its number', () => {
    const [{ svg }] = figureFiles(labelled);
    for (const said of ['Tickets resolved', '+4.53 pp', '[+2.88, +6.18], 95 %', 'net value', '+$0.61']) expect(svg).toContain(said);
  });

  it('shows how the effect on the primary outcome went over time, where that was asked, with its title and signs', () => {
    const other = { ...eventStudy, id: 'event-study:other', title: 'Something else' };
    const plain = figureFiles({ ...launch, exhibits: [cells] })[0].svg;
    const [{ svg }] = figureFiles({ ...launch, exhibits: [other, eventStudy] });
    for (const said of [eventStudy.title, 'weeks since the start', 'thick: 95 % for itself']) {
      expect(svg).toContain(said);
      expect(plain).not.toContain(said);
    }
    expect(svg).not.toContain(other.title);
    const tall = (text: string): number => Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(text)?.[1]);
    expect(tall(svg)).toBeGreaterThan(tall(plain) + 250);
    expect(figureFiles({ ...launch, exhibits: [other] })[0].svg).toContain(other.title);
  });

  it('says when nothing in it may be read', () => {
    expect(figureFiles(hold)[0].svg).toContain('Read none of these numbers as an effect.');
    expect(figureFiles(hold)[0].svg).not.toContain('within tolerance');
  });
});
