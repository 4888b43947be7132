import type { visitor as english } from '../en/visitor.ts';
import type { Translated } from '../translated.ts';

export const visitor: Translated<typeof english> = {
  title: 'Visiteur',
  email: 'E-mail',
  unknown: 'Inconnu',
};
