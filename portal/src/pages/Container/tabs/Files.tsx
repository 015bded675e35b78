import { Button, Input, Progress as Bar } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { putFiles, store, takeFiles, type Copy, type Progress } from '../../../api/containerFiles';
import type { ContainerDetail } from '../../../api/containers';
import { asApiError, type ApiError } from '../../../api/errors';
import { useMay } from '../../../api/session';
import { bytes } from '../../../components/amounts';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { useFeedback } from '../../../components/feedback';
import { Icon } from '../../../components/Icon';
import { useLanguage } from '../../../i18n/useLanguage';
import styles from '../Container.module.css';

/** Copies files into and out of the container, for those who may. */
export default function Files({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  if (container.state !== 'running') return <p>{t('files.notRunning')}</p>;
  return (
    <div className={styles.sections}>
      <p className={styles.meta}>{t('files.lead')}</p>
      {may('container.download') && <Take container={container} />}
      {may('container.upload') && <Put container={container} />}
    </div>
  );
}

interface Copying {
  progress: Progress | null;
  error: ApiError | null;
  run: <T>(begin: (told: (progress: Progress) => void) => Copy<T>, done: (result: T) => void) => void;
  stop: () => void;
}

/** One copy at a time: how far it is, and why it failed. */
function useCopying(): Copying {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const present = useRef<Copy<unknown> | null>(null);
  return {
    progress,
    error,
    run: (begin, done) => {
      setError(null);
      setProgress({ done: 0, total: null });
      let stopped = false;
      const copy = begin(setProgress);
      present.current = {
        ...copy,
        stop: () => {
          stopped = true;
          copy.stop();
        },
      };
      copy.finished
        .then(done)
        .catch((thrown: unknown) => {
          if (!stopped) setError(asApiError(thrown));
        })
        .finally(() => setProgress(null));
    },
    stop: () => present.current?.stop(),
  };
}

function Take({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const { message } = useFeedback();
  const [path, setPath] = useState('');
  const copying = useCopying();
  const take = () =>
    copying.run(
      (told) => takeFiles(container, path, told),
      (taken) => {
        store(taken);
        message.success(t('said.taken', { name: taken.name }));
      },
    );
  return (
    <CopyForm title={t('files.take')} hint={t('files.takeHint')} copying={copying}>
      <Input
        className={styles.path}
        aria-label={t('files.takePath')}
        placeholder={t('files.takePath')}
        value={path}
        onChange={(event) => setPath(event.target.value)}
      />
      <Button
        icon={<Icon name="download" />}
        disabled={!path.startsWith('/') || copying.progress !== null}
        onClick={take}
      >
        {t('files.takeButton')}
      </Button>
    </CopyForm>
  );
}

function Put({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const { message } = useFeedback();
  const [path, setPath] = useState('/tmp');
  const [files, setFiles] = useState<File[]>([]);
  const chooser = useRef<HTMLInputElement>(null);
  const copying = useCopying();
  const put = () =>
    copying.run(
      (told) => putFiles(container, path, files, told),
      () => message.success(t('said.put', { number: files.length, path })),
    );
  return (
    <CopyForm title={t('files.put')} hint={t('files.putHint')} copying={copying}>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={t('files.choose')}
        onChange={(event) => setFiles([...(event.target.files ?? [])])}
      />
      <Button onClick={() => chooser.current?.click()}>{t('files.choose')}</Button>
      <span className={styles.meta}>{files.map(({ name }) => name).join(', ') || t('files.none')}</span>
      <Input
        className={styles.path}
        aria-label={t('files.putPath')}
        placeholder={t('files.putPath')}
        value={path}
        onChange={(event) => setPath(event.target.value)}
      />
      <Button
        icon={<Icon name="upload" />}
        disabled={!path.startsWith('/') || files.length === 0 || copying.progress !== null}
        onClick={put}
      >
        {t('files.putButton')}
      </Button>
    </CopyForm>
  );
}

interface FormProps {
  title: string;
  hint: string;
  copying: Copying;
  children: ReactNode;
}

function CopyForm({ title, hint, copying: { progress, error, stop }, children }: FormProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      <p className={styles.meta}>{hint}</p>
      <div className={styles.bar}>{children}</div>
      {progress && (
        <div className={styles.bar}>
          {progress.total !== null && progress.total > 0 && (
            <Bar
              className={styles.progress}
              percent={Math.round((progress.done / progress.total) * 100)}
              aria-label={title}
            />
          )}
          <span role="status">{t('files.copied', { amount: bytes(progress.done, language) })}</span>
          <Button size="small" onClick={stop}>
            {t('action.cancel')}
          </Button>
        </div>
      )}
      {error && <ErrorNotice error={error} />}
    </section>
  );
}
