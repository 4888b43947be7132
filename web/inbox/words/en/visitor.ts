export const visitor = {
  title: 'Visitor',
  email: 'Email',
  unknown: 'Not known',
} as const;
