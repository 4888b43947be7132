import type { PageCatalogue } from './en.ts';

export const fr: PageCatalogue = {
  askTitle: 'Ne plus recevoir ces e-mails\u00A0?',
  ask: 'Quand vous avez quitté le chat avec {company}, ses réponses vous parviennent par e-mail. Vous pouvez y mettre fin pour cette conversation.',
  unsubscribe: 'Se désabonner de cette conversation',
  unsubscribedTitle: 'Vous êtes désabonné(e)',
  unsubscribed:
    'Vous ne recevez plus d’e-mails de cette conversation avec {company}. Si vous remplissez à nouveau le formulaire de contact du chat, ils reprendront.',
  resubscribe: 'Annuler\u00A0: recevoir à nouveau ces e-mails',
  elsewhereTitle: 'Vous ne recevez pas d’e-mails de cette conversation',
  elsewhere: 'Cette conversation avec {company} n’envoie plus d’e-mails à votre adresse.',
  notMeTitle: 'Ce n’était pas vous\u00A0?',
  notMe:
    'Quelqu’un a indiqué votre adresse dans le chat avec {company}, peut-être par erreur. Dites-le-nous, et {company} n’écrira plus à votre adresse depuis aucun chat.',
  sayNotMe: 'Ce n’était pas moi',
  disownedTitle: 'Merci de nous l’avoir dit',
  disowned: '{company} n’écrira plus à votre adresse depuis aucun chat.',
  undisown: 'Annuler\u00A0: c’était bien moi',
  unknownTitle: 'Ce lien ne mène nulle part',
  unknown:
    'Il a peut-être été coupé en route\u00A0: ouvrez-le depuis l’e-mail même, ou copiez-le en entier. Ou bien la conversation à laquelle il appartenait a été supprimée\u00A0; dans ce cas, elle n’enverra plus d’e-mails.',
  tooOftenTitle: 'C’était un peu trop',
  tooOften: 'Cette page a été demandée trop souvent. Réessayez dans une minute.',
  troubleTitle: 'Cela n’a pas fonctionné',
  trouble: 'Un problème est survenu de notre côté. Réessayez dans quelques minutes.',
};
