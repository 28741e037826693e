import { check } from './check.ts';

const main = (loop: string): string => `entrypoint: main\ntemplates:\n- name: main\n  steps: [[{ name: a, template: job, withSequence: { ${loop} } }]]\n- name: job\n  container: { image: tool }`;

check('a loop over a number that Go cannot hold fails', main('count: "9999999999999999999999"'), 'w Steps Failed (strconv.Atoi: parsing "9999999999999999999999": value out of range)');
check('a loop of more items than a Workflow can hold fails', main('start: "1", end: "99999999"'), 'w Steps Failed (withSequence has 99999999 items, more than the 1000000 that a Workflow can hold)');
check('a wait longer than any duration is an error', 'entrypoint: main\ntemplates:\n- name: main\n  suspend: { duration: "9999999999999999999999" }', 'w Suspend Error (unable to parse 9999999999999999999999 as a duration: time: invalid duration "9999999999999999999999")');
