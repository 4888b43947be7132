import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventStreamReader } from '../../packages/client/src/event-stream.ts';

const stream = [
  'retry: 2000',
  'id: 7',
  '',
  ': still there',
  'event: message.created',
  'id: 8',
  'data: {"text":',
  'data:"Grüße"}',
  '',
  'data',
  '',
  'event: lost',
];

const parts = [
  { kind: 'retry', ms: 2000 },
  { kind: 'id', id: '7' },
  { kind: 'event', type: 'message.created', data: '{"text":\n"Grüße"}', id: '8' },
  { kind: 'event', type: 'message', data: '', id: '8' },
];

describe('text/event-stream', () => {
  it('is read alike however it is cut and whatever ends its lines', () => {
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(140)), fc.boolean(), (end, cuts, hasMark) => {
        const text = `${hasMark ? '\uFEFF' : ''}${stream.map((line) => line + end).join('')}`;
        const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
        const read = eventStreamReader();
        // A carriage return at the very end waits to see whether a line feed follows.
        expect([...pieces, '\n'].flatMap((piece) => read(piece)).slice(0, parts.length)).toEqual(parts);
      }),
    );
  });
});
