import type { deliveries as english } from '../en/deliveries.ts';
import type { Translated } from '../translated.ts';

export const deliveries: Translated<typeof english> = {
  title: 'Envois',
};
