/** Where things stand on the page. */
export const operationAnchor = (operationId: string) => `op-${operationId}`;
export const tagAnchor = (tag: string) => `tag-${tag.toLowerCase()}`;
export const schemaAnchor = (name: string) => `schema-${name}`;
