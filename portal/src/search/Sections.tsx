import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../components/Icon';

import type { Entry, Section } from './entries';
import { Result } from './Result';
import styles from './Search.module.css';

/** The number of a section's first entry among all. */
const firstOf = (sections: readonly Section[], number: number) =>
  sections.slice(0, number).reduce((count, { entries }) => count + entries.length, 0);

interface Props {
  id: string;
  sections: Section[];
  active: number;
  onActive: (index: number) => void;
  onChoose: (entry: Entry) => void;
}

/** The results by group; the keys are listened to by the field, which keeps the focus. */
export function Sections({ id, sections, active, onActive, onChoose }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, sections]);
  return (
    <div id={id} ref={list} role="listbox" aria-label={t('search.results')} className={styles.list}>
      {sections.map((section, number) => (
        <div
          key={section.name}
          role="group"
          aria-labelledby={`${id}-${section.name}`}
          className={styles.group}
        >
          <span id={`${id}-${section.name}`} className={styles.heading}>
            {t(`search.kind.${section.name}`)}
          </span>
          {!section.known && <span className={styles.unknown}>{t('search.unknown')}</span>}
          {section.entries.map((entry, row) => {
            const at = firstOf(sections, number) + row;
            return (
              // Keys are listened to by the field, to which this belongs.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={`${entry.to} ${entry.place?.name ?? ''}`}
                id={`${id}-${at}`}
                role="option"
                tabIndex={-1}
                aria-selected={at === active}
                className={styles.option}
                onMouseMove={() => onActive(at)}
                onClick={() => onChoose(entry)}
              >
                {entry.place ? (
                  <Result place={entry.place} />
                ) : (
                  <>
                    <Icon name="right" />
                    <span>{t('search.all')}</span>
                  </>
                )}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
