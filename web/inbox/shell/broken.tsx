import { Component, type ComponentChildren } from 'preact';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { say } from '../words/language.ts';

interface Props {
  /** Another one, such as another page, gets another try. */
  readonly of: string;
  readonly children: ComponentChildren;
}

/** Shows instead of a page that failed what one can do; the rest of the inbox goes on. */
export class Unbroken extends Component<Props, { readonly brokenOf: string | null }> {
  override state = { brokenOf: null as string | null };

  override componentDidCatch(error: unknown): void {
    reportError(error);
    this.setState({ brokenOf: this.props.of });
  }

  override render({ of, children }: Props) {
    if (this.state.brokenOf !== of) return children;
    return (
      <main id="main" class="page" tabIndex={-1}>
        <Empty icon="alert" title={say('shell.brokenTitle')}>
          <p>{say('shell.brokenText')}</p>
          <Button onClick={() => location.reload()}>{say('shell.reload')}</Button>
        </Empty>
      </main>
    );
  }
}
