// Assembles src/math/simd/kernels.wat into the text that src/math/simd/kernels.ts holds.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const source = 'src/math/simd/kernels.wat';

export async function kernelsText(): Promise<string> {
  const { parseWat } = await wabt();
  const { buffer } = parseWat(source, readFileSync(source, 'utf8'), { simd: true }).toBinary({});
  return `// What kernels.wat assembles to; scripts/write-kernels.ts writes it.\n\nexport const wasm =\n  '${Buffer.from(buffer).toString('base64')}';\n`;
}

if (process.argv[1]?.endsWith('write-kernels.ts')) writeFileSync('src/math/simd/kernels.ts', await kernelsText());
