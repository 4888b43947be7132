import { isDeepStrictEqual } from 'node:util';
import { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { fault } from '../../contract/faults.ts';
import { mergePatch } from '../../contract/merge-patch.ts';
import { ChangedSettings, Settings, SettingsPatch, wholeSettings } from '../../contract/settings.ts';
import { warningsOf } from '../../policy/account/settings-warnings.ts';
import { changeSettings } from '../../store/accounts/settings.ts';
import { recording } from '../audit/audited.ts';
import { accountOf } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { invalidRequest } from '../invalid-request.ts';
import { notFound } from '../problems.ts';
import { body, json, keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/**
 * A stored value that older rules allowed makes every change fail until it is corrected, so the message has to say so.
 */
function told(issue: z.core.$ZodIssue, stored: z.ZodError | undefined): z.core.$ZodIssue {
  const isStored = stored?.issues.some((known) => isDeepStrictEqual(known, issue));
  if (!isStored) return issue;
  const field = issue.path.filter((step) => typeof step === 'string').join('.');
  const message = `is stored as ${JSON.stringify(issue.input)}, which is no longer accepted: it ${issue.message}. Set ${field} to a valid value, in this request or before it`;
  return { ...issue, message };
}

/** An account's settings; a change makes its waiting conversations look again. */
export function settings(deps: ApiDeps) {
  const { clock, notifier, deliverTimeoutSeconds = -1 } = deps;
  // While an email is still being sent, there is no report to wait for yet (api.md Settings).
  const OfThisDeployment = Settings.refine(({ delivery }) => delivery.awaitReportSeconds > deliverTimeoutSeconds, {
    path: ['delivery', 'awaitReportSeconds'],
    error: `must be more than the ${deliverTimeoutSeconds} s that sending may take`,
    params: fault('too-small', deliverTimeoutSeconds + 1),
  });
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('settings', {
        method: 'get',
        path: '/v1/settings',
        operationId: 'getSettings',
        tags: ['Settings'],
        summary: 'Get the settings',
        responses: { 200: json(Settings, 'All settings, with their defaults.') },
      }),
      async (c) => c.json(wholeSettings((await accountOf(deps, c.get('key').accountId)).settings), 200),
    )
    .openapi(
      keyedRoute('settings', {
        method: 'patch',
        path: '/v1/settings',
        operationId: 'patchSettings',
        tags: ['Settings'],
        summary: 'Change settings',
        description:
          'A JSON merge patch (RFC 7396): settings that you leave out stay as they are, and null resets one to its default. The change also applies to replies that are already waiting.',
        request: { body: body(SettingsPatch) },
        responses: {
          200: json(ChangedSettings, 'All settings, and warnings about those that may not do what you want.'),
        },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const change = c.req.valid('json');
        const account = await changeSettings(
          await recording(c, deps),
          accountId,
          (present) => {
            const stored = wholeSettings(present);
            const parsed = OfThisDeployment.safeParse(mergePatch(stored, change), { reportInput: true });
            if (parsed.success) return parsed.data;
            const known = OfThisDeployment.safeParse(stored, { reportInput: true });
            throw invalidRequest(new z.ZodError(parsed.error.issues.map((issue) => told(issue, known.error))), 'body');
          },
          await clock(),
        );
        if (account === null) throw notFound('account');
        notifier.flagged(accountId);
        const warnings = warningsOf(account.settings);
        return c.json(warnings.length === 0 ? account.settings : { ...account.settings, warnings: [...warnings] }, 200);
      },
    );
}
