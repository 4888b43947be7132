import type { PageCatalogue } from './en.ts';

export const fr: PageCatalogue = {
  askTitle: 'Ne plus recevoir ces e-mails\u00A0?',
  ask: 'Lorsque vous quittez le chat avec {company}, les réponses vous sont envoyées par e-mail. Vous pouvez y mettre fin pour cette conversation.',
  unsubscribe: 'Se désabonner de cette conversation',
  unsubscribedTitle: 'Votre désabonnement a bien été pris en compte',
  unsubscribed:
    'Vous ne recevrez plus d’e-mails au sujet de cette conversation avec {company}, sauf si vous répondez à l’un d’eux ou remplissez à nouveau le formulaire de contact du chat.',
  resubscribe: 'Annuler\u00A0: me réabonner',
  elsewhereTitle: 'Vous ne recevez pas d’e-mails au sujet de cette conversation',
  elsewhere: 'Les e-mails au sujet de cette conversation avec {company} ne sont plus envoyés à votre adresse.',
  notMeTitle: 'Ce n’était pas vous\u00A0?',
  notMe:
    'Quelqu’un a saisi votre adresse dans un chat avec {company}, peut-être par erreur. Si vous nous le signalez, vous ne recevrez plus d’e-mails provenant des chats avec {company}.',
  sayNotMe: 'Ce n’était pas moi',
  disownedTitle: 'Merci de nous l’avoir signalé',
  disowned: 'Vous ne recevrez plus d’e-mails provenant des chats avec {company}.',
  undisown: 'Annuler\u00A0: c’était bien moi',
  unknownTitle: 'Ce lien ne fonctionne pas',
  unknown:
    'Il est peut-être incomplet\u00A0: ouvrez-le directement depuis l’e-mail ou copiez-le en entier. La conversation a peut-être aussi été supprimée\u00A0; dans ce cas, vous ne recevrez plus d’e-mails à son sujet.',
  unknownReturn:
    'Il est peut-être incomplet\u00A0: ouvrez-le directement depuis l’e-mail ou copiez-le en entier. Il a peut-être aussi expiré\u00A0: les liens d’un e-mail fonctionnent pendant 30 jours.',
  endedTitle: 'Ce lien ne fonctionne plus',
  ended:
    'Les liens des e-mails de {company} fonctionnent pendant 30 jours, et seulement tant que les e-mails au sujet de la conversation sont envoyés à votre adresse. Veuillez ouvrir le chat sur notre site.',
  endedWithoutSite:
    'Les liens des e-mails de {company} fonctionnent pendant 30 jours, et seulement tant que les e-mails au sujet de la conversation sont envoyés à votre adresse. Veuillez rouvrir le chat là où vous l’avez commencé.',
  openSite: 'Aller sur {site}',
  nowhereTitle: 'Veuillez rouvrir le chat là où vous l’avez commencé',
  nowhere: 'Ce lien ne peut pas vous y conduire, car {company} n’a pas indiqué sur quelle page se trouve le chat.',
  tooOftenTitle: 'Trop de demandes',
  tooOften: 'Cette page a été sollicitée trop souvent. Veuillez réessayer plus tard.',
  troubleTitle: 'Une erreur est survenue',
  trouble: 'Le problème vient de notre côté. Veuillez réessayer dans quelques minutes.',
};
