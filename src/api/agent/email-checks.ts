import { OpenAPIHono } from '@hono/zod-openapi';
import { EmailChecks, PostTestEmail, TestEmail } from '../../contract/email-checks.ts';
import { wholeSettings } from '../../contract/settings.ts';
import { mailRequest } from '../../mail/mail-request.ts';
import { sampleMessages } from '../../mail/sample.ts';
import type { SendResult } from '../../mail/sendgrid.ts';
import { messageIdOf } from '../../mail/thread-headers.ts';
import { findAgent } from '../../store/accounts/agents.ts';
import { findDeploymentPause } from '../../store/deployment/deployment-pause.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import { randomId } from '../../store/mongo/ids.ts';
import { accountOf } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import * as problem from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { invalidFields } from '../invalid-request.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, json, keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { composed, previewContent } from './preview-content.ts';

/** The provider answers for all accounts, so no account asks it without end. */
const [testsAnHour, checksAMinute] = [10, 10];

/** Shows an admin whether emails would go out and come in as they are set up. */
export function emailChecks(deps: ApiDeps) {
  const { store, clock, checkEmail, mailSender } = deps;
  const tests = rateLimit('test emails of an account', testsAnHour, 3_600);
  const checks = rateLimit('checks of an account', checksAMinute, 60);
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('settings', {
        method: 'post',
        path: '/v1/settings/test-email',
        operationId: 'sendTestEmail',
        tags: ['Settings'],
        summary: 'Send a test email',
        description:
          'Sends the sample that the preview shows, from the sender and with the look that are set. It belongs to no conversation, and reports of it change nothing. At most 10 an hour from one account.',
        request: { body: body(PostTestEmail) },
        responses: { 200: json(TestEmail, 'What the provider said.'), 429: problem.tooManyOfAccount },
      }),
      async (c) => {
        const { accountId, agentId } = c.get('key');
        const account = await accountOf(deps, accountId);
        const to = c.req.valid('json').to ?? (agentId === null ? null : findAgent(account, agentId)?.email) ?? null;
        if (to === null)
          throw invalidFields([
            { path: 'to', code: 'missing', message: 'is required: no email address of yours is known' },
          ]);
        const settings = wholeSettings(account.settings);
        if (settings.sender === null) return c.json(refused(to, 'no sender is set'), 200);
        if (settings.delivery.paused || (await findDeploymentPause(store)) !== null)
          return c.json(refused(to, 'sending is paused'), 200);
        if (mailSender === undefined) return c.json({ to, result: 'unknown' as const, detail: null }, 200);
        const now = await clock();
        tests.take(accountId, now);
        const request = await testRequest({ ...account, settings }, to, now);
        return c.json({ to, ...told(await mailSender.send(JSON.stringify(request))) }, 200);
      },
    )
    .openapi(
      keyedRoute('settings', {
        method: 'get',
        path: '/v1/settings/email-checks',
        operationId: 'checkEmail',
        tags: ['Settings'],
        summary: 'Check the sender and the reply domain',
        description:
          'Asks the provider whether the sender may be used and whether answers by email are passed on, and the DNS whether they reach the provider. Changes nothing. At most 10 a minute from one account.',
        responses: { 200: json(EmailChecks, 'What was found.'), 429: problem.tooManyOfAccount },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const { sender } = wholeSettings((await accountOf({ store }, accountId)).settings);
        if (sender === null || checkEmail === undefined) return c.json({ checks: [] }, 200);
        checks.take(accountId, await clock());
        const { address, replyDomain } = sender;
        return c.json({ checks: [...(await checkEmail({ accountId, address, replyDomain }))] }, 200);
      },
    );

  /** Its custom arguments name no existing delivery, so its reports change nothing. */
  async function testRequest(account: AccountDoc, to: string, now: number) {
    const content = previewContent(account, null, sampleMessages(now), deps.publicUrl);
    const deliveryId = `test-${randomId()}`;
    const visitor = { ...content.visitor, address: to };
    const thread = { ...content.thread, messageId: messageIdOf(deliveryId, content.sender.address) };
    const whole = { ...content, deliveryId, visitor, thread };
    return mailRequest(whole, await composed(whole));
  }
}

const refused = (to: string, detail: string) => ({ to, result: 'refused' as const, detail });

function told({ kind, detail, message }: SendResult): Pick<TestEmail, 'result' | 'detail'> {
  switch (kind) {
    case 'accepted':
      return { result: 'accepted', detail: null };
    case 'unknown':
      return { result: 'unknown', detail: message };
    case 'refused':
    case 'rejected':
      return { result: 'refused', detail: detail ?? message };
    default:
      return kind satisfies never;
  }
}
