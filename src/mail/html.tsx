import type { CSSProperties, ReactNode } from 'react';
import { brandColors } from '../design/brand-colors.ts';
import type { Piece } from './links.ts';
import type { MailImage } from './mail.ts';
import { Body, Button, Container, Head, Heading, Hr, Html, Img, Preview, render, Section } from './react-email.ts';
import { dimmed, inline, newsEdge, styleSheet } from './styles.ts';
import type { Entry, FileLine, MailView, MessageEntry } from './view.ts';

/** The email as an HTML document. What people wrote passes through React as text only, which escapes it. */
export function mailHtml(view: MailView): Promise<string> {
  return render(<Mail view={view} />);
}

function Mail({ view }: { readonly view: MailView }) {
  const { brand, onBrand, brandEdge } = brandColors(view.color, 'light');
  const own = ownOf(view);
  return (
    <Html lang={view.tag} dir={view.direction}>
      <Head>
        <title>{view.subject}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
        <style>{styleSheet}</style>
      </Head>
      <Body className="page" lang={view.tag} dir={view.direction} style={inline.page}>
        <Preview useTitleTag={false}>{view.preview}</Preview>
        <Container className="card" dir={view.direction} style={inline.card}>
          {view.marker === null ? null : (
            <p className="faint" {...own(inline.marker)}>
              {view.marker}
            </p>
          )}
          {view.logoUrl === null ? (
            <p className="faint" {...own(inline.company)}>
              {view.company}
            </p>
          ) : (
            <Img src={view.logoUrl} alt={view.company} height="40" style={inline.logo} />
          )}
          <Heading as="h1" {...own(inline.title)}>
            {view.title}
          </Heading>
          {view.notes.map((note) => (
            <p key={note} {...own(inline.note)}>
              {note}
            </p>
          ))}
          {runsOf(view.entries).map((run) => (
            <Run key={run.start} entries={run.entries} isNews={run.isNews} view={view} />
          ))}
          {view.buttons.map(({ label, url }) => (
            <Button
              key={url}
              className="button"
              href={url}
              rel="noopener noreferrer"
              style={{ ...inline.button, border: `1px solid ${brandEdge}`, backgroundColor: brand, color: onBrand }}
            >
              {label}
            </Button>
          ))}
          <Hr className="rule" style={{ margin: '28px 0 12px' }} />
          {view.footer.map((line) => (
            <p key={line} className="faint" {...own(inline.footer)}>
              {line}
            </p>
          ))}
          <Links view={view} />
        </Container>
      </Body>
    </Html>
  );
}

/** Each link has a line of its own, so that it is easy to tap. */
function Links({ view }: { readonly view: MailView }) {
  const own = ownOf(view);
  return view.links.map(({ label, url }) => (
    <p key={url} className="faint" {...own(inline.footer)}>
      <a href={url} rel="noopener noreferrer" style={inline.footerLink}>
        {label}
      </a>
    </p>
  ));
}

interface RunOfEntries {
  readonly start: number;
  readonly isNews: boolean;
  readonly entries: Entry[];
}

/** Consecutive news shares one edge, because a table for each message would fill a long email with markup. */
function runsOf(entries: readonly Entry[]): readonly RunOfEntries[] {
  const runs: RunOfEntries[] = [];
  entries.forEach((entry, start) => {
    const isNews = entry.kind === 'message' && entry.shown === 'news';
    const last = runs.at(-1);
    if (last?.isNews === isNews) last.entries.push(entry);
    else runs.push({ start, isNews, entries: [entry] });
  });
  return runs;
}

interface InMail {
  readonly view: MailView;
}

function Run({ entries, isNews, view }: Omit<RunOfEntries, 'start'> & InMail) {
  const lines = entries.map((entry, index) => <Line key={index} entry={entry} view={view} />);
  return isNews ? (
    <Section style={newsEdge(brandColors(view.color, 'light').brandEdge, view.direction)}>{lines}</Section>
  ) : (
    lines
  );
}

function Line({ entry, view }: { readonly entry: Entry } & InMail) {
  const own = ownOf(view);
  switch (entry.kind) {
    case 'day':
    case 'gap':
      return (
        <p className="faint" {...own(inline.day)}>
          {entry.label}
        </p>
      );
    case 'mark':
      return <p {...own(inline.mark)}>{entry.label}</p>;
    case 'message':
      return <Message entry={entry} view={view} />;
    default:
      return entry satisfies never;
  }
}

function Message({ entry, view }: { readonly entry: MessageEntry } & InMail) {
  const isDimmed = entry.shown === 'context';
  const tone = isDimmed ? dimmed : {};
  const own = ownOf(view);
  return (
    <>
      <p className={isDimmed ? 'faint' : undefined} {...own({ ...inline.who, ...tone })}>
        <b>
          <bdi>{entry.author}</bdi>
        </b>
        {`, ${entry.time}`}
      </p>
      {entry.blocks.map(({ direction, pieces }, index) => (
        <p
          key={index}
          className={isDimmed ? 'words faint' : 'words'}
          dir={direction}
          lang={view.peoplesTag ?? undefined}
          style={{ ...inline.words, ...tone }}
        >
          {written(pieces)}
        </p>
      ))}
      {entry.files.map((file, index) => (
        <FileOf key={index} file={file} isDimmed={isDimmed} style={own({ ...inline.file, ...tone })} />
      ))}
    </>
  );
}

/** A file's name with its size, and above it the image if it is a small one. */
function FileOf({
  file: { name, size, url, image },
  isDimmed,
  style,
}: {
  readonly file: FileLine;
  readonly isDimmed: boolean;
  readonly style: { readonly style: CSSProperties };
}) {
  const shown = image === null ? null : imageOf(image, name);
  const open = (what: ReactNode) =>
    url === null ? (
      what
    ) : (
      <a href={url} target="_blank" rel="noopener noreferrer" style={{ color: 'inherit' }}>
        {what}
      </a>
    );
  return (
    <p className={isDimmed ? 'faint' : undefined} {...style}>
      {shown === null ? null : (
        <>
          {open(shown)}
          <br />
        </>
      )}
      {open(<bdi>{name}</bdi>)}
      {` (${size})`}
    </p>
  );
}

const imageOf = ({ contentId, width, height }: MailImage, name: string) => (
  <img src={`cid:${contentId}`} alt={name} width={width} height={height} style={inline.image} />
);

/**
 * The style of the email's own text. If its direction differs from the email's, such as English in an Arabic email, it
 * is read in its own direction but aligned where the reader's lines begin.
 */
function ownOf({ direction, ownDirection }: MailView) {
  if (direction === ownDirection) return (style: CSSProperties) => ({ style });
  const textAlign = direction === 'rtl' ? 'right' : 'left';
  return (style: CSSProperties) => ({ dir: ownDirection, style: { ...style, textAlign } as const });
}

/** As one flat list instead of a component for each, because a message may have thousands of lines. */
function written(pieces: readonly Piece[]): readonly ReactNode[] {
  const nodes: ReactNode[] = [];
  for (const { text, href } of pieces) {
    if (href === null) {
      for (const [index, line] of text.split('\n').entries()) {
        if (index > 0) nodes.push(<br key={nodes.length} />);
        if (line !== '') nodes.push(line);
      }
    } else {
      nodes.push(
        <a key={nodes.length} href={href} target="_blank" rel="noopener noreferrer">
          {text}
        </a>,
      );
    }
  }
  return nodes;
}
