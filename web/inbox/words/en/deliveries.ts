export const deliveries = {
  title: 'Deliveries',
} as const;
