/**
 * The line above which the visitor answers, as every email of ours carries it: words in the email's language (from the
 * catalogues) between signs that nobody types and no mail program changes. It stands above the messages, visible in the
 * HTML as well, as a block of its own.
 */
export const replyMarker = (words: string) => `${markerStart} ${words} ${markerEnd}`;

/**
 * Whether a line, without the signs of quoting before it, begins the marker. Mail programs wrap long lines, so that its
 * end may stand on a later one.
 */
export const isReplyMarker = (line: string) => line.trimStart().startsWith(`${markerStart} `);

const markerStart = '##-';
const markerEnd = '-##';

/** Whether the marker may end on this line. */
export const hasMarkerEnd = (line: string) => line.includes(markerEnd);
