import { statSync } from 'node:fs';

/** The files that take longest, the longest first. On two cores each takes half a minute or more beside others. */
const slowest = [
  'dev/stacks.test.ts',
  'chaos/chaos.test.ts',
  'end-to-end/crashes.test.ts',
  'protocol/model.test.ts',
  'browser/chat.test.ts',
  'browser/accessibility.test.ts',
  'browser/story.test.ts',
  'end-to-end/forwarding.test.ts',
  'api/authorization.test.ts',
  'cli/deliveries.test.ts',
  'api/sending-pause.test.ts',
  'api/sentences.test.ts',
  'api/visitor-floods.test.ts',
  'packaging/image.test.ts',
  'end-to-end/database-away.test.ts',
  'browser/tabs.test.ts',
  'browser/inbox-deliveries.test.ts',
  'browser/identity.test.ts',
  'browser/inbox-told.test.ts',
  'browser/inbox-channels.test.ts',
  'end-to-end/reports.test.ts',
  'browser/inbox-settings.test.ts',
  'workflows/worked-examples.test.ts',
  'api/any-request.test.ts',
  'protocol/real-store.test.ts',
  'browser/inbox.test.ts',
  'api/replay.test.ts',
  'operating/shutdown.test.ts',
  'browser/inbox-thread.test.ts',
  'workflows/operators.test.ts',
  'workflows/histories.test.ts',
  'api/return-links.test.ts',
  'operating/tracing.test.ts',
  'workflows/bulk-replay.test.ts',
];

/**
 * The order of the test files. Jest itself remembers how long each took, but on a fresh clone it goes by their sizes, so
 * that two files of thirty lines that take minutes began last, and the other processor had nothing to do.
 */
export default class SlowestFirst {
  sort(tests) {
    const rank = ({ path }) => {
      const place = slowest.findIndex((name) => path.endsWith(`/test/${name}`));
      return place === -1 ? slowest.length : place;
    };
    const size = ({ path }) => statSync(path).size;
    return [...tests].sort((a, b) => rank(a) - rank(b) || size(b) - size(a));
  }

  shard(tests, { shardIndex, shardCount }) {
    return tests.filter((_, index) => index % shardCount === shardIndex - 1);
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
