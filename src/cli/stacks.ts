import type { Terminal } from './terminal.ts';

const load = () => import('../../stacks/index.ts');
type Stacks = Awaited<ReturnType<typeof load>>;

/** What stacks stand on: nobody who makes none needs it, so it is not installed with sluice. */
const packages = 'cdktf@0.21.0 constructs@10 @cdktf/provider-kubernetes@12.1.1';

/** The CDKTF stacks, or null where what they stand on is not installed; that is said on the terminal. */
export async function loadStacks(terminal: Terminal): Promise<Stacks | null> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    terminal.err(`Terraform stacks are made with CDKTF, which is not installed beside sluice. Install it where sluice is:\n  npm install ${packages}\n`);
    return null;
  }
}

function isMissing(error: unknown): boolean {
  const { code, message = '' } = error as { readonly code?: string; readonly message?: string };
  return (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') && /['"/](?:cdktf|constructs|@cdktf)/.test(message);
}
