import type { Catalogue } from './en.ts';

/** French. A no-break space stands before ? ! : ; as French typography requires. */
export const fr: Catalogue = {
  subject: 'Votre conversation avec {company} ({reference})',
  transcriptSubject: 'Transcription de votre conversation avec {company} ({reference})',
  transcriptTitle: 'Transcription de votre conversation avec {company}',
  newReplies:
    '{names} {authors, plural, one {vous a} other {vous ont}} {count, plural, one {répondu} other {envoyé # nouvelles réponses}}',
  noticeText:
    '{count, plural, one {Une nouvelle réponse vous attend dans votre conversation avec {company}.} other {# nouvelles réponses vous attendent dans votre conversation avec {company}.}}',
  you: 'Vous',
  assistant: 'Assistant',
  newMark: 'Nouveau',
  continueConversation: 'Poursuivre la conversation',
  answerAbove: 'Écrivez votre réponse au-dessus de cette ligne',
  answerByEmail: 'Vous pouvez répondre directement à cet e-mail.',
  answerByEmailOrInChat: 'Vous pouvez répondre directement à cet e-mail ou poursuivre la conversation dans le chat.',
  answerInChat:
    'Pour répondre, poursuivez la conversation dans le chat\u00A0: les réponses à cet e-mail n’y apparaissent pas.',
  answerWithoutLink:
    'Pour répondre, rouvrez le chat là où vous l’avez commencé\u00A0: les réponses à cet e-mail n’y apparaissent pas.',
  olderAttached:
    '{count, plural, one {Cette conversation est trop longue pour un seul e-mail\u00A0: son message le plus ancien se trouve dans le fichier joint {file}.} other {Cette conversation est trop longue pour un seul e-mail\u00A0: ses # messages les plus anciens se trouvent dans le fichier joint {file}.}}',
  allAttached:
    '{count, plural, one {Ce message est trop long pour un e-mail\u00A0: vous le trouverez dans le fichier joint {file}.} other {Ces # messages sont trop longs pour un e-mail\u00A0: vous les trouverez dans le fichier joint {file}.}}',
  someAttached:
    '{count, plural, one {Cette conversation est trop longue pour un seul e-mail\u00A0: l’un de ses messages se trouve dans le fichier joint {file}.} other {Cette conversation est trop longue pour un seul e-mail\u00A0: # de ses messages se trouvent dans le fichier joint {file}.}}',
  leftOut: 'Cette conversation est trop longue pour un seul e-mail\u00A0: certains messages n’y figurent pas.',
  moreFollows: 'D’autres réponses suivront dans un prochain e-mail.',
  gap: 'Certains messages ne sont pas affichés ici',
  attachmentName: 'conversation.txt',
  attachmentTitle: 'Extrait de votre conversation avec {company}',
  times: 'Fuseau horaire\u00A0: {zone}',
  why: 'Vous recevez cet e-mail car cette adresse a été saisie dans un chat avec {company}.',
  whyOnSite: 'Vous recevez cet e-mail car cette adresse a été saisie dans un chat avec {company} sur {site}.',
  restoreSubject: 'Retour à votre chat avec {company}',
  restoreTitle: 'Retour à votre chat avec {company}',
  restoreNote:
    '{count, plural, one {Ce lien ouvre votre conversation dans n’importe quel navigateur.} other {Ces liens ouvrent vos conversations dans n’importe quel navigateur.}}',
  restoreButton: 'Conversation du {day} ({reference})',
  restoreSecret:
    'Merci de ne pas transférer cet e-mail\u00A0: toute personne qui le détient peut lire le chat et y écrire. {count, plural, one {Le lien fonctionne} other {Les liens fonctionnent}} pendant 30 jours.',
  restoreWhy:
    'Vous recevez cet e-mail car quelqu’un l’a demandé dans le chat avec {company}. Si ce n’était pas vous, vous pouvez l’ignorer.',
  restoreWhyOnSite:
    'Vous recevez cet e-mail car quelqu’un l’a demandé dans le chat avec {company} sur {site}. Si ce n’était pas vous, vous pouvez l’ignorer.',
  waitingSubject: '{visitor} attend une réponse',
  waitingFor: 'Cette personne attend depuis {duration}.',
  aVisitor: 'Un visiteur',
  openConversation: 'Ouvrir la conversation',
  answerInInbox:
    'Veuillez répondre dans la boîte de réception\u00A0: les réponses à cet e-mail ne parviennent pas au visiteur.',
  whyAgent:
    'Vous recevez cet e-mail car {company} prévient ses agents lorsqu’un visiteur attend une réponse. Vous pouvez désactiver ces e-mails dans vos préférences.',
  yourPreferences: 'Vos préférences',
  unsubscribe: 'Se désabonner de cette conversation',
  notMe: 'Ce n’était pas moi',
};
