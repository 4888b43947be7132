import { describe, expect, it } from '@jest/globals';
import { choices } from './choices.ts';
import { lastLook } from './last-look.ts';
import { mails } from './mails.ts';
import { provider } from './provider.ts';
import { replies } from './replies.ts';
import { requests } from './requests.ts';
import { useStack } from './scenarios.ts';
import { stopping } from './stopping.ts';
import { triggers } from './triggers.ts';

const stack = useStack();

describe('a reply is forwarded by mail', () => {
  choices(stack);
  triggers(stack);
  lastLook(stack);
  mails(stack);
  provider(stack);
  requests(stack);
  stopping(stack);
  replies(stack);
});

it('no scenario got another mail after its end', async () => {
  expect(stack.ended.size).toBeGreaterThan(30);
  const counts = await Promise.all(
    [...stack.ended.keys()].map(async (address) => [address, (await stack.mailbox.mailsTo(address)).length] as const),
  );
  expect(new Map(counts)).toEqual(stack.ended);
});
