import type { replays as english } from '../en/replays.ts';
import type { Translated } from '../translated.ts';

export const replays: Translated<typeof english> = {
  title: 'Renvoyer plusieurs messages',
  counting: 'Comptage…',
  notCounted: 'Impossible de savoir ce qui se passerait. Fermez cette fenêtre et réessayez.',
  nothing: 'Aucun envoi correspondant ne peut être refait.',
  would: { one: '{count} envoi serait refait :', other: '{count} envois seraient refaits :' },
  notArrived: 'Non remis',
  mayArriveTwice: {
    one: '{count} d’entre eux est peut-être déjà arrivé et arriverait deux fois.',
    other: '{count} d’entre eux sont peut-être déjà arrivés et arriveraient deux fois.',
  },
  leftOut: {
    one: '{count} autre est laissé de côté, car il est peut-être déjà arrivé. Choisissez-le par son motif ou dans la liste.',
    other:
      '{count} autres sont laissés de côté, car ils sont peut-être déjà arrivés. Choisissez-les par leur motif ou dans la liste.',
  },
  wouldRefuse: { one: '{count} serait refusé', other: '{count} seraient refusés' },
  start: { one: 'Refaire {count} envoi', other: 'Refaire {count} envois' },
  selected: { one: '{count} sélectionné', other: '{count} sélectionnés' },
  replaySelected: 'Renvoyer la sélection',
  replayAll: 'Renvoyer tous ceux qui correspondent',
  clear: 'Effacer',
  select: 'Sélectionner l’envoi à {address}',
  selectAll: 'Sélectionner tous ceux qui sont affichés',
  started: 'Le renvoi a commencé.',

  running: 'En cours',
  paused: 'En pause',
  cancelled: 'Annulé',
  done: 'Terminé',
  dryRun: 'Simulation',
  pause: 'Mettre en pause',
  resume: 'Reprendre',
  cancel: 'Annuler le renvoi',
  progress: { one: '{done} sur {count} renvoyé', other: '{done} sur {count} renvoyés' },
  refused: { one: '{count} n’a pas été renvoyé', other: '{count} n’ont pas été renvoyés' },
  dismissedSoFar: { one: '{done} sur {count} classé', other: '{done} sur {count} classés' },
  cancelDismissal: 'Annuler le classement',
  notDismissed: { one: '{count} n’a pas été classé', other: '{count} n’ont pas été classés' },
  andMore: { one: 'Et {count} autre', other: 'Et {count} autres' },
  chosen: { one: '{count} envoi choisi', other: '{count} envois choisis' },
  toOneAddress: '{what}, à une seule adresse',
  failed: 'Impossible de charger les renvois.',
  emptyTitle: 'Aucun renvoi pour le moment',
  emptyText:
    'Sélectionnez des envois dans la liste, ou tous ceux qui correspondent à un filtre, et refaites-les ensemble.',
};
