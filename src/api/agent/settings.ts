import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { mergePatch } from '../../contract/merge-patch.ts';
import { Settings, SettingsPatch } from '../../contract/settings.ts';
import { changeSettings } from '../../store/settings.ts';
import { requireScope } from '../authentication.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { invalidRequest, notFound } from '../problems.ts';
import { body, json, problems } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { accountOf } from './conversations.ts';

const settingsScope = requireScope('settings');

const get = createRoute({
  method: 'get',
  path: '/v1/settings',
  middleware: settingsScope,
  responses: { 200: json(Settings, 'the settings, whole'), ...problems },
});
const patch = createRoute({
  method: 'patch',
  path: '/v1/settings',
  middleware: settingsScope,
  request: { body: body(SettingsPatch) },
  responses: { 200: json(Settings, 'the settings, whole'), ...problems },
});

/** An account's settings; a change makes its waiting conversations look again. */
export function settings(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(get, async (c) => c.json((await accountOf(deps, c.get('key').accountId)).settings, 200))
    .openapi(patch, async (c) => {
      const { accountId } = c.get('key');
      const change = c.req.valid('json');
      const account = await changeSettings(
        store,
        accountId,
        (present) => {
          const parsed = Settings.safeParse(mergePatch(present, change));
          if (!parsed.success) throw invalidRequest(parsed.error, 'body');
          return parsed.data;
        },
        await clock(),
      );
      if (account === null) throw notFound('account');
      notifier.flagged(accountId);
      return c.json(account.settings, 200);
    });
}
