import { Checkbox, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Converted } from '../../../api/compose';
import { FileButton } from '../FileButton';

import styles from './ComposeDialog.module.css';
import { inOrder, type Entered } from './request';

interface Props {
  converted: Converted;
  entered: Entered;
  change: (changed: Partial<Entered>) => void;
}

/** What the file asks for: values of variables, the files that it reads, and which profiles to switch on. */
export function Asked({ converted, entered, change }: Props) {
  const { t } = useTranslation();
  const { variables, env_files: files, profiles } = converted;
  return (
    <>
      {variables.length > 0 && (
        <section>
          <h3 className={styles.heading}>{t('compose.variables')}</h3>
          <div className={styles.variables}>
            {inOrder(variables).map(({ name, default: usual, required, explanation }) => (
              <label key={name} className={styles.variable}>
                <span>
                  {name}
                  {required && !entered.variables[name] && (
                    <em className={styles.needed}>{t('form.required')}</em>
                  )}
                </span>
                <Input
                  autoComplete="off"
                  spellCheck={false}
                  placeholder={usual ?? explanation}
                  value={entered.variables[name] ?? ''}
                  {...(required && !entered.variables[name] && { status: 'error' as const })}
                  onChange={(event) =>
                    change({ variables: { ...entered.variables, [name]: event.target.value } })
                  }
                />
              </label>
            ))}
          </div>
        </section>
      )}
      {files.length > 0 && (
        <section>
          <h3 className={styles.heading}>{t('compose.envFiles')}</h3>
          {files.map(({ path, given }) => (
            <div key={path} className={styles.line}>
              <code>{path}</code>
              <span className={styles.faint}>{t(given ? 'compose.fileGiven' : 'compose.fileMissing')}</span>
              <FileButton
                accept=""
                onText={(text) => change({ envFiles: { ...entered.envFiles, [path]: text } })}
              />
            </div>
          ))}
        </section>
      )}
      {profiles.length > 0 && (
        <section>
          <h3 className={styles.heading}>{t('compose.profiles')}</h3>
          <Checkbox.Group
            options={profiles}
            value={entered.profiles}
            onChange={(chosen) => change({ profiles: chosen })}
          />
        </section>
      )}
    </>
  );
}
