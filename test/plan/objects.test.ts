import { describe } from 'vitest';
import { check } from './check.ts';

describe('objects beside the rollout', () => {
  check('are made', {
    to: {},
    beside: { to: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } }] },
    shows: 'objects',
    reads: `
      create ConfigMap settings:  null -> {"apiVersion":"v1","kind":"ConfigMap","data":{"a":"1"},"metadata":{"name":"settings","namespace":"default"}}`,
  });

  check('are changed field by field', {
    from: {},
    to: {},
    beside: { from: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1', b: '2' } }], to: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1', b: '3', c: '4' } }] },
    shows: 'objects',
    reads: `
      update ConfigMap settings: data.b "2" -> "3", data.c null -> "4"`,
  });

  check('that are the same are left out', {
    from: {},
    to: {},
    beside: { from: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } }], to: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } }] },
    shows: 'objects',
    reads: '',
  });

  check('that are gone are deleted', {
    from: {},
    to: {},
    beside: { from: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: {} }, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' }, data: {} }], to: [] },
    shows: 'objects',
    reads: `
      delete ConfigMap other
      delete ConfigMap settings`,
  });

  check('are not looked at when a program is singled out', {
    from: {},
    to: {},
    targets: ['web'],
    beside: { to: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: {} }] },
    shows: 'objects',
    reads: '',
  });
});

describe('a Secret', () => {
  check('that is new keeps its values to itself', {
    to: {},
    beside: { to: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, type: 'Opaque', data: { password: 'aHVudGVyMg==' }, stringData: { token: 'hunter3' } }] },
    shows: 'objects',
    reads: `
      create Secret key:  null -> {"apiVersion":"v1","kind":"Secret","type":"Opaque","data":{"password":"(sensitive value)"},"stringData":{"token":"(sensitive value)"},"metadata":{"name":"key","namespace":"default"}}`,
  });

  check('that changes does so, too', {
    from: {},
    to: {},
    beside: { from: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, data: { password: 'aHVudGVyMg==' }, stringData: { token: 'hunter3' } }], to: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, data: { password: 'aHVudGVyNA==' }, stringData: { token: 'hunter5', other: 'hunter6' } }] },
    shows: 'objects',
    reads: `
      update Secret key: data.password "(sensitive value)" -> "(sensitive value)", stringData.token "(sensitive value)" -> "(sensitive value)", stringData.other null -> "(sensitive value)"`,
  });

  check('that loses all its data does so, too', {
    from: {},
    to: {},
    beside: { from: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, data: { password: 'aHVudGVyMg==' } }], to: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' } }] },
    shows: 'objects',
    reads: `
      update Secret key: data {"password":"(sensitive value)"} -> null`,
  });
});
