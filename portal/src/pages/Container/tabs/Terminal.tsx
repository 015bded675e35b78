import { Alert, Button, Input, Select } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ContainerDetail } from '../../../api/containers';
import { commandOf, SHELLS, terminalAddress, type End, type Shell } from '../../../api/terminal';
import { Splash } from '../../../app/Splash';
import { useErrorText } from '../../../components/useErrorText';
import { lazyPart } from '../../../parts/lazyPart';
import styles from '../Container.module.css';

// The emulator weighs more than all the rest of the page.
const Screen = lazyPart(() => import('../Screen'));

/** A shell in the container. Every attempt is a new one: what ran in the one before has ended with it. */
export default function TerminalTab({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const [shell, setShell] = useState<Shell>('auto');
  const [own, setOwn] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [end, setEnd] = useState<End | null>(null);
  const [asked, setAsked] = useState(() => commandOf('auto', ''));
  if (container.state !== 'running' && attempt === 0) return <p>{t('terminal.notRunning')}</p>;
  const begin = (chosen: Shell) => {
    setEnd(null);
    setAsked(commandOf(chosen, own));
    setAttempt((before) => before + 1);
  };
  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <Select<Shell>
          className={styles.shell}
          aria-label={t('terminal.shell')}
          value={shell}
          options={SHELLS.map((value) => ({ value, label: t(`terminal.shells.${value}`) }))}
          onChange={(chosen) => {
            setShell(chosen);
            if (chosen !== 'own') begin(chosen);
          }}
        />
        {shell === 'own' && (
          <Input
            className={styles.shell}
            aria-label={t('field.command')}
            placeholder={t('field.command')}
            value={own}
            onChange={(event) => setOwn(event.target.value)}
            onPressEnter={() => own.trim() && begin('own')}
          />
        )}
        <Button disabled={shell === 'own' && !own.trim()} onClick={() => begin(shell)}>
          {t(end ? 'terminal.again' : 'terminal.anew')}
        </Button>
        <span className={styles.meta}>{t('terminal.keys')}</span>
      </div>
      {end && <Ended end={end} />}
      <Suspense fallback={<Splash />}>
        <Screen
          key={attempt}
          address={terminalAddress(container, asked)}
          label={t('container.tab.terminal')}
          onEnd={setEnd}
        />
      </Suspense>
    </div>
  );
}

/** How the terminal ended, and what that means. */
function Ended({ end }: { end: End }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  if (end.kind === 'exit')
    return (
      <Alert
        type={end.code === 0 ? 'info' : 'warning'}
        showIcon
        role="alert"
        title={t('terminal.exited', { code: end.code })}
      />
    );
  if (end.kind === 'error') {
    const { message, hint } = textOf(end.error);
    return <Alert type="warning" showIcon role="alert" title={message} description={hint} />;
  }
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t(`terminal.${end.kind}.title`)}
      description={t(`terminal.${end.kind}.hint`)}
    />
  );
}
