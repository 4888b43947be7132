import type { preferences as english } from '../en/preferences.ts';
import type { Translated } from '../translated.ts';

export const preferences: Translated<typeof english> = {
  title: 'Vos préférences',
  intro: 'Elles ne concernent que vous et valent partout où vous vous connectez.',
  told: 'Quand un visiteur écrit',
  toldAbout:
    'Vous êtes averti des conversations qui vous sont attribuées ou ne le sont à personne, pas de celles dont un collègue s’occupe.',
  sound: 'Émettre un son',
  soundMeans: 'Une seule fois, quel que soit le nombre d’onglets ; aucun pour une conversation que vous regardez.',
  desktop: 'Afficher une notification',
  desktopMeans: 'Par votre navigateur, quand vous ne regardez pas la boîte de réception.',
  blocked:
    'Ce navigateur bloque les notifications de cette page. Autorisez-les dans les réglages du navigateur pour ce site.',
  unsupported: 'Ce navigateur ne peut pas afficher de notifications.',
  notAsked: 'Les notifications sont activées, mais ce navigateur a besoin de votre autorisation.',
  allow: 'Autoriser les notifications',
  preview: 'Montrer le début du message',
  previewMeans: 'Sinon, la notification n’indique ni le nom du visiteur ni ce qu’il a écrit.',
  email: 'M’envoyer un e-mail si un visiteur attend trop longtemps',
  emailMeans: 'À {address}, si les réglages de votre compte indiquent après combien de temps.',
  emailMissing:
    'Vous n’avez pas encore d’adresse e-mail. Un administrateur peut l’ajouter dans les réglages, sous Agents.',
  newMessage: 'Nouveau message',
  writing: 'Rédaction',
  sendWith: 'Envoyer un message avec',
  enter: 'Entrée',
  enterMeans: 'Maj et Entrée commencent une nouvelle ligne.',
  modEnterMeans: 'Entrée commence une nouvelle ligne.',
  status: 'Votre statut',
  away: 'Passer hors ligne quand je n’utilise pas la boîte de réception pendant',
  awayMeans: 'Vous êtes de nouveau en ligne dès que vous l’utilisez.',
  never: 'Jamais',
  minutes: { one: '{count} minute', other: '{count} minutes' },
  look: 'Apparence',
  language: 'Langue',
  browserLanguage: 'Celle du navigateur',
  colors: 'Couleurs',
  system: 'Celles de cet appareil',
  light: 'Claires',
  dark: 'Sombres',
};
