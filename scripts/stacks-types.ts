/**
 * Writes dist/stacks.d.cts, the types of `sluice/stacks`: one file that holds the published types of Argo's kinds, too, so that whoever imports the
 * constructs installs nothing for them. It takes a while, so only a package that is packed has it.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';

const root = dirname(import.meta.dirname);

const [types = ''] = generateDtsBundle(
  [
    {
      filePath: join(root, 'stacks/index.ts'),
      output: { noBanner: true, exportReferencedTypes: false },
      libraries: {
        inlinedLibraries: ['@kubernetes-models/argo-rollouts', '@kubernetes-models/argo-workflows', '@kubernetes-models/apimachinery', '@kubernetes-models/base', 'kubernetes-models'],
        importedLibraries: ['cdktf', 'constructs', '@cdktf/provider-kubernetes'],
      },
    },
  ],
  { preferredConfigPath: join(root, 'tsconfig.effects.json') },
);
writeFileSync(join(root, 'dist/stacks.d.cts'), types);
