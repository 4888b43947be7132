import type { channels as english } from '../en/channels.ts';
import type { Translated } from '../translated.ts';

export const channels: Translated<typeof english> = {
  title: 'Canaux',
  pages: 'Messenger et Instagram',
  pagesText:
    'Les visiteurs qui écrivent à une page ou à un compte connecté y reçoivent la réponse, dans leur propre compte.',
  connect: 'Connecter une page',
  none: 'Aucune page n’est connectée',
  page: 'Page',
  state: 'État',
  messenger: 'Messenger',
  instagram: 'Instagram',
  unnamed: 'Page {id}',
  byFacebook: 'par la connexion de Facebook',
  byInstagram: 'par la connexion d’Instagram',
  ok: 'Connectée',
  unchecked: 'Pas encore vérifiée',
  tokenDead: 'Jeton refusé',
  restricted: 'Restreinte par Meta',
  doUnchecked:
    'Meta n’a pas pu être interrogé sur le jeton. Il le sera de nouveau à l’ouverture de cette page, et chaque jour.',
  doUnconfirmed:
    'Meta n’a pas encore pu confirmer que cette page est la vôtre. D’ici là, rien n’est reçu ni envoyé. Meta sera interrogé de nouveau à l’ouverture de cette page, et chaque jour.',
  doTokenDead: 'Rien n’est envoyé. Créez un autre jeton chez Meta et remplacez celui-ci.',
  doRestricted: 'Rien n’est envoyé. Consultez l’assistance de la page chez Meta ; l’envoi est retenté après un jour.',
  since: 'Depuis',
  ends: 'Le jeton est renouvelé avant',
  replace: 'Remplacer le jeton',
  replaceOf: 'Remplacer le jeton de {name}',
  disconnect: 'Déconnecter',
  disconnectOf: 'Déconnecter {name}',
  disconnectText:
    'Le jeton est supprimé, et plus rien de ce que les visiteurs y écrivent n’arrive. Les conversations restent, mais on ne peut plus y répondre.',
  channel: 'Canal',
  login: 'Connexion',
  loginHint:
    'Comment le jeton a été créé chez Meta : par la connexion d’une page Facebook ou par celle du compte Instagram.',
  facebookLogin: 'Facebook',
  instagramLogin: 'Instagram',
  pageId: 'Identifiant de la page Facebook',
  instagramId: 'Identifiant du compte Instagram',
  pageIdHint: 'Chez Facebook : paramètres de la page, Transparence de la page.',
  instagramIdHint:
    'L’identifiant que Meta affiche à côté du compte : 17 chiffres, commençant le plus souvent par 17841.',
  token: 'Jeton d’accès',
  tokenHint: 'Il est conservé scellé et n’est plus jamais affiché.',
  name: 'Nom',
  nameHint: 'Ce que voient les agents ; s’il est vide, le nom de la page chez Meta.',
  saved: 'La page est connectée.',
  savedUnchecked: 'C’est enregistré. Meta n’a pas pu être joint et sera interrogé de nouveau dans la journée.',
  atMeta: 'Chez Meta',
  atMetaText: 'Saisissez ceci pour les webhooks de votre application, à Messenger et à Instagram.',
  callbackUrl: 'URL de rappel',
  verifyToken: 'Jeton de vérification',
  verifyTokenIs: 'La valeur entière de META_VERIFY_TOKEN, qui commence par {hint}',
  missing:
    'Il manque encore des variables d’environnement à cette installation : {names}. Qui l’exploite doit les définir et la redémarrer.',
};
