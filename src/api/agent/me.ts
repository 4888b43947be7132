import { OpenAPIHono } from '@hono/zod-openapi';
import { Me, PatchPreferences, Preferences } from '../../contract/agents.ts';
import { wholeSettings } from '../../contract/settings.ts';
import { changePreferences, findPreferences } from '../../store/accounts/agent-preferences.ts';
import { findAgent } from '../../store/accounts/agents.ts';
import { findDeploymentPause } from '../../store/deployment/deployment-pause.ts';
import { accountOf, assertIsAgent } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { body, json, keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { agentView } from '../views.ts';

/** The agent who asks: what the inbox needs to know at first. */
export function me(deps: ApiDeps) {
  const { store, clock } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('inbox', {
        method: 'get',
        path: '/v1/agents/me',
        operationId: 'getMe',
        tags: ['Agents'],
        summary: 'Get yourself',
        description:
          'Which agent is signed in, to which account, and how they like to work. Needs an agent session: a key is refused.',
        responses: { 200: json(Me, 'Who is signed in.') },
      }),
      async (c) => {
        const key = c.get('key');
        assertIsAgent(key);
        const account = await accountOf(deps, key.accountId);
        const agent = findAgent(account, key.agentId);
        if (agent === null) throw notFound('agent');
        const { _id: id, name, siteKey } = account;
        const settings = wholeSettings(account.settings);
        return c.json(
          {
            agent: agentView(agent, await clock()),
            account: {
              id,
              name,
              siteKey,
              siteUrl: settings.brand.siteUrl,
              locale: settings.locale,
              timeZone: settings.timeZone,
              forwarding: {
                emailForwarding: settings.emailForwarding,
                afterLeavingSeconds: settings.timing.afterLeavingSeconds,
                paused: settings.delivery.paused || (await findDeploymentPause(store)) !== null,
                quietHours: settings.timing.quietHours,
                outsideWindow: settings.channels.outsideWindow,
              },
            },
            preferences: await findPreferences(store, key),
          },
          200,
        );
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'patch',
        path: '/v1/agents/me/preferences',
        operationId: 'patchPreferences',
        tags: ['Agents'],
        summary: 'Change your own preferences',
        description: 'What is left out stays as it is. Needs an agent session: a key is refused.',
        request: { body: body(PatchPreferences) },
        responses: { 200: json(Preferences, 'All of your preferences.') },
      }),
      async (c) => {
        const key = c.get('key');
        assertIsAgent(key);
        return c.json(await changePreferences(store, key, c.req.valid('json')), 200);
      },
    );
}
