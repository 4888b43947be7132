import type { status as english } from '../en/status.ts';
import type { Translated } from '../translated.ts';

export const status: Translated<typeof english> = {
  title: 'État',
};
