/** A line of progress on a terminal; silent elsewhere. */
export function progressLine(stream: NodeJS.WriteStream): { show: (share: number) => void; clear: () => void } {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: (share) => stream.write(`\r${'#'.repeat(Math.round(30 * share)).padEnd(30, '.')} ${Math.round(100 * share)} %`),
    clear: () => stream.write(`\r${' '.repeat(40)}\r`),
  };
}
