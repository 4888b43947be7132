import { expect, it } from '@jest/globals';
import { table } from '../../src/cli/table.ts';

const titles = ['ID', 'TO'];
const rows = [['zbd7n3dg5ww2v3zponntvpin4m', 'grace@example.com']];

it('cuts only what comes last, and only where a terminal has no room for it', () => {
  expect(table(titles, rows, 40)[1]).toBe('zbd7n3dg5ww2v3zponntvpin4m  grace@examp…');
  expect(table(titles, rows, 20)[1]).toBe('zbd7n3dg5ww2v3zponntvpin4m  grace…');
  expect(table(titles, rows, Number.POSITIVE_INFINITY)[1]).toBe('zbd7n3dg5ww2v3zponntvpin4m  grace@example.com');
});
