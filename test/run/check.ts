import { expect, it } from 'vitest';
import type { Standing } from '../../src/run/index.ts';
import { programOf, type Written } from '../rollout/written.ts';
import { Driver } from './driver.ts';

/** Lets a test do things to a driver whose first version is there, and compares what a person would read of them. */
export function check(name: string, rollout: Written, acts: (driver: Driver) => void, reads: string): void {
  it(name, () => {
    const driver = new Driver(rollout);
    driver.begin(rollout);
    driver.carryOn();
    driver.log.length = 0;
    acts(driver);
    const old = programOf(rollout).spec.template.hash;
    const lines = driver.log.map((line) => line.replaceAll(old, 'old').replace(/web-[0-9a-f]{8,10}\b/g, 'web-new'));
    expect(lines.join('\n')).toBe(reads.trim().split('\n').map((line) => line.trim()).join('\n'));
  });
}

export function standingText(standing: Standing): string {
  switch (standing.kind) {
    case 'moving':
      return 'moving';
    case 'waiting':
      return `waiting for ${standing.waits.map(({ kind }) => kind).join(', ')}`;
    case 'needs-person':
      return `a person is needed at step ${standing.step ?? 'none'}`;
    case 'deviated':
      return `deviated: ${standing.text}`;
    case 'ended':
      return `ended ${standing.outcome}${standing.message === '' ? '' : `: ${standing.message}`}`;
  }
}
