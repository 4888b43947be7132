import type { Catalogue } from './en.ts';

/** French; a no-break space stands before ? ! : ; as French typography wants. */
export const fr: Catalogue = {
  subject: 'Votre conversation avec {company} ({reference})',
  transcriptSubject: 'Transcription de votre conversation avec {company} ({reference})',
  transcriptTitle: 'Transcription de votre conversation avec {company}',
  newReplies: '{count, plural, one {Nouvelle réponse de {names}} other {# nouvelles réponses de {names}}}',
  noticeText:
    '{count, plural, one {Une nouvelle réponse vous attend dans votre conversation avec {company}.} other {# nouvelles réponses vous attendent dans votre conversation avec {company}.}}',
  you: 'Vous',
  assistant: 'Assistant',
  newMark: 'Nouveau',
  continueConversation: 'Poursuivre la conversation',
  answerInChat:
    'Pour répondre, poursuivez la conversation dans le chat\u00A0: une réponse à cet e-mail n’y parvient pas.',
  answerWithoutLink:
    'Pour répondre, rouvrez le chat là où vous l’avez commencé\u00A0: une réponse à cet e-mail n’y parvient pas.',
  olderAttached:
    '{count, plural, one {Cette conversation est trop longue pour un seul e-mail\u00A0: son message le plus ancien se trouve dans le fichier joint {file}.} other {Cette conversation est trop longue pour un seul e-mail\u00A0: ses # messages les plus anciens se trouvent dans le fichier joint {file}.}}',
  allAttached:
    '{count, plural, one {Le message est trop long pour un e-mail\u00A0: il se trouve dans le fichier joint {file}.} other {Les messages sont trop longs pour un e-mail\u00A0: tous les # se trouvent dans le fichier joint {file}.}}',
  someAttached:
    '{count, plural, one {Cette conversation est trop longue pour un seul e-mail\u00A0: un de ses messages se trouve dans le fichier joint {file}.} other {Cette conversation est trop longue pour un seul e-mail\u00A0: # de ses messages se trouvent dans le fichier joint {file}.}}',
  leftOut: 'Cette conversation est trop longue pour un seul e-mail\u00A0: certains de ses messages n’y figurent pas.',
  moreFollows: 'D’autres nouvelles réponses suivent dans un autre e-mail.',
  gap: 'D’autres messages ont été échangés ici',
  attachmentName: 'conversation.txt',
  attachmentTitle: '{company}\u00A0: partie de la conversation',
  times: 'Heures\u00A0: {zone}',
  why: 'Vous recevez cet e-mail car cette adresse a été indiquée dans le chat avec {company}, afin que les réponses puissent vous parvenir par e-mail.',
  whyOnSite:
    'Vous recevez cet e-mail car cette adresse a été indiquée dans le chat avec {company} sur {site}, afin que les réponses puissent vous parvenir par e-mail.',
  unsubscribe: 'Se désabonner de cette conversation',
  notMe: 'Ce n’était pas moi',
};
