import { iso } from '../contract/primitives.ts';
import type { Store } from '../store/mongo/store.ts';
import { asJson, type Command, typed } from './command.ts';
import { readable } from './times.ts';
import { withStore } from './with-store.ts';

export const deploymentPause: Command = {
  name: 'deployment pause',
  takes: '[--json]',
  does: [
    'Stops everything that leaves for visitors and agents, in all accounts:',
    'emails and messages on Messenger and Instagram. Chats go on, and what is',
    'due waits until deployment resume.',
  ],
  async run(args) {
    const { values } = typed(args, asJson);
    const { hasChanged, pause } = await withStore(async (store) => {
      const { pauseDeployment } = await import('../store/deployment/deployment-pause.ts');
      const paused = await pauseDeployment(store);
      await record(store, 'deployment.paused', paused.pause.pausedSince);
      return paused;
    });
    const since = iso(pause.pausedSince);
    const words = hasChanged
      ? 'Sending is paused in all accounts. What is being handed over at this moment may still go.'
      : `Sending has been paused since ${readable(since)}; nothing was changed.`;
    tell(values.json, words, { paused: true, hasChanged, since });
    return 0;
  },
};

export const deploymentResume: Command = {
  name: 'deployment resume',
  takes: '[--json]',
  does: [
    'Lets all accounts send again, except those that are paused themselves. What',
    'has waited goes within seconds, at the rate of the sending queue.',
  ],
  async run(args) {
    const { values } = typed(args, asJson);
    const resumed = await withStore(async (store) => {
      const { resumeDeployment } = await import('../store/deployment/deployment-pause.ts');
      const change = await resumeDeployment(store);
      const resumedAt = change?.pause.resumedAt ?? null;
      if (resumedAt !== null) await record(store, 'deployment.resumed', resumedAt);
      return change;
    });
    if (resumed?.hasChanged !== true) {
      const words = 'Sending is not paused for the whole deployment; nothing was changed.';
      tell(values.json, words, { paused: false, hasChanged: false });
      return 0;
    }
    const since = iso(resumed.pause.pausedSince);
    tell(values.json, `Sending goes on. It had been paused since ${readable(since)}.`, {
      ...{ paused: false, hasChanged: true, since },
    });
    return 0;
  },
};

/** In the deployment's audit and that of every account, under one id: should it have been interrupted, the same command completes it. */
async function record(store: Store, action: 'deployment.paused' | 'deployment.resumed', at: number): Promise<void> {
  const { allAccounts } = await import('../store/accounts/accounts.ts');
  const { deployment, recordDeployment } = await import('../store/accounts/audit.ts');
  const draft = { id: `${action}-${at}`, action, createdAt: at } as const;
  await recordDeployment(store, [deployment], draft);
  for await (const page of allAccounts(store)) await recordDeployment(store, page, draft);
}

function tell(json: boolean | undefined, words: string, values: object): void {
  console.log(json ? JSON.stringify(values) : words);
}
