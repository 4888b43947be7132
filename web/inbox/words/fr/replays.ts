import type { replays as english } from '../en/replays.ts';
import type { Translated } from '../translated.ts';

export const replays: Translated<typeof english> = {
  title: 'Renvoyer plusieurs e-mails',
  counting: 'Comptage…',
  notCounted: 'Impossible de savoir ce qui se passerait. Fermez cette fenêtre et réessayez.',
  nothing: 'Aucun e-mail correspondant ne peut être renvoyé.',
  would: { one: '{count} e-mail serait renvoyé :', other: '{count} e-mails seraient renvoyés :' },
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
  start: { one: 'Renvoyer {count} e-mail', other: 'Renvoyer {count} e-mails' },
  selected: { one: '{count} sélectionné', other: '{count} sélectionnés' },
  replaySelected: 'Renvoyer la sélection',
  replayAll: 'Renvoyer tous ceux qui correspondent',
  clear: 'Effacer',
  select: 'Sélectionner l’e-mail à {address}',
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
  andMore: { one: 'Et {count} autre', other: 'Et {count} autres' },
  chosen: { one: '{count} e-mail choisi', other: '{count} e-mails choisis' },
  toOneAddress: '{what}, à une seule adresse',
  failed: 'Impossible de charger les renvois.',
  emptyTitle: 'Aucun renvoi pour le moment',
  emptyText:
    'Sélectionnez des e-mails dans la liste, ou tous ceux qui correspondent à un filtre, et renvoyez-les ensemble.',
};
