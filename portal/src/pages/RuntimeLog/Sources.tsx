import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { ApiError } from '../../api/errors';
import { around, NOT_OFFERED, useSources, type Source } from '../../api/runtimeLog';
import { Failure } from '../../components/Failure';
import { Icon } from '../../components/Icon';

import { isWord } from './words';
import { NotOffered } from './NotOffered';
import styles from './RuntimeLog.module.css';

interface Props {
  chosen: string;
  directory: string | undefined;
  onSource: (source: string) => void;
  onDirectory: (directory: string | undefined) => void;
}

/** What can be read; directories of nodes open in place. */
export function Sources({ chosen, directory, onSource, onDirectory }: Props) {
  const { t } = useTranslation();
  const sources = useSources(directory);
  const { data, error } = sources;
  const notOffered = error instanceof ApiError && error.detail.code === NOT_OFFERED;
  return (
    <nav className={styles.sources} aria-label={t('runtimeLog.sources')}>
      {directory && (
        <>
          <button type="button" className={styles.source} onClick={() => onDirectory(around(directory))}>
            <Icon name="left" /> {t('runtimeLog.up')}
          </button>
          <strong className={styles.name}>{directory}</strong>
        </>
      )}
      {sources.isPending && <Skeleton active title={false} />}
      {notOffered && <NotOffered error={error} />}
      {error && !notOffered && <Failure error={error} retry={() => void sources.refetch()} />}
      {data?.items.length === 0 && <span className={styles.none}>{t('runtimeLog.none')}</span>}
      {data?.items.map((source) => (
        <SourceButton
          key={source.source}
          source={source}
          current={source.source === chosen}
          onOpen={() => (source.kind === 'directory' ? onDirectory(source.source) : onSource(source.source))}
        />
      ))}
    </nav>
  );
}

interface ButtonProps {
  source: Source;
  current: boolean;
  onOpen: () => void;
}

function SourceButton({ source: { kind, name }, current, onOpen }: ButtonProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={styles.source}
      aria-current={current ? 'true' : undefined}
      onClick={onOpen}
    >
      <Icon name={kind === 'directory' ? 'folder' : kind === 'container' ? 'terminal' : 'file'} />
      <span className={styles.name}>{isWord(kind) ? t(`runtimeLog.kind.${kind}`) : name}</span>
    </button>
  );
}
