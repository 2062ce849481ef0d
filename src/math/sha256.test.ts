import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256Base64, sha256Hex } from './sha256.ts';

it('is that of FIPS 180-4', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256Base64('')).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
});

it('is that of Node, for any text', () => {
  const law = (text: string): void => {
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
    expect(sha256Base64(text)).toBe(createHash('sha256').update(text).digest('base64'));
  };
  // Half of a surrogate pair too, which UTF-8 cannot hold.
  fc.assert(fc.property(fc.string({ unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constant('\uD800')), maxLength: 200 }), law));
});
