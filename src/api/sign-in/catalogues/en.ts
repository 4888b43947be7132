/** The text of the page on which agents sign in, in ICU MessageFormat. Apostrophes are ’, because ' escapes in ICU. */
export const en = {
  title: 'Sign in to the inbox',
  withProvider: 'Sign in with {provider}',
  demo: 'This is the demo: nothing leaves this machine, and no password is needed. Who are you?',
  demoAgent: 'Sign in as {name}',
  roleAgent: 'answers visitors',
  roleAdmin: 'answers visitors, and changes settings',
  noAgents: 'The account has no agents yet. Create one with PUT /v1/agents/(id).',
  notSetUp: 'Nobody can sign in yet: whoever runs this server has to set up a way to do so. docs/deploy.md says how.',
  troubleTitle: 'You could not be signed in',
  notOurPage: 'The request did not come from this page. Please try again here.',
  tooOften: 'There were too many attempts. Please try again in a minute.',
  gone: 'This agent does not exist any more. Please choose another one.',
  trouble: 'There is a problem on our side. Please try again in a few minutes.',
  declined: 'You, or the provider, stopped signing in. Please try again.',
  expired: 'Signing in took too long, or began in another window. Please try again.',
  providerAway: 'The sign-in service does not answer at present. Please try again in a few minutes.',
  setUp:
    'The sign-in service and this server do not fit together. Please tell whoever runs this server: its log says why.',
  noRole: 'You are signed in, but none of your roles lets you into the inbox. Please ask your administrator for one.',
  noAccount: 'You are signed in, but you belong to no account here. Please ask your administrator.',
  noId: 'The sign-in service does not tell who you are. Please tell whoever runs this server.',
  deleted: 'Your agent was deleted. Please ask an admin of the account to create it again.',
  again: 'Back to signing in',
} as const;

export type SignInCatalogue = Readonly<Record<keyof typeof en, string>>;
