/**
 * The version of the Graph API that every request names: Meta keeps one working for at least two years
 * (developers.facebook.com/docs/graph-api/guides/versioning). `afterchat doctor` tells when Meta answers with another.
 */
export const metaGraphVersion = 'v26.0';
