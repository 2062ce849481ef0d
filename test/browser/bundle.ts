import { build } from 'esbuild';

export interface Bundle {
  /** A script that leaves what the page exports in the global `page`. */
  readonly script: string;
  /** What it would have to find elsewhere: nothing, when it runs in a browser. */
  readonly external: readonly string[];
  readonly inputs: readonly string[];
}

export async function bundled(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: ['test/browser/page.ts'],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'page',
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const inputs = Object.entries(metafile.inputs);
  return {
    script: outputFiles[0].text,
    external: inputs.flatMap(([, { imports }]) => imports.filter((one) => one.external).map(({ path }) => path)),
    inputs: inputs.map(([path]) => path),
  };
}
