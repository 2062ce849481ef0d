const [quote, backslash] = [0x22, 0x5c];

/** Looks at the bytes of JSON, piece by piece: is it nested deeper than that? Brackets within texts are no nesting. */
export function nestingMeter(most: number): (chunk: Uint8Array) => boolean {
  let depth = 0;
  let inText = false;
  let escaped = false;
  return (chunk) => {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (inText) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inText = false;
      } else if (byte === quote) inText = true;
      // [ and { differ in one bit, and so do ] and }.
      else if ((byte | 0x20) === 0x7b) {
        if (++depth > most) return true;
      } else if ((byte | 0x20) === 0x7d && depth > 0) depth--;
    }
    return false;
  };
}
