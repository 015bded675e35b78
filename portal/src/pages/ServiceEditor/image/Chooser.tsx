import { AutoComplete, Select } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { asApiError } from '../../../api/errors';
import { useRepositories, useTags } from '../../../api/images';
import { useRegistries } from '../../../api/registries';
import { useErrorText } from '../../../components/useErrorText';
import { useLater } from '../../../components/useLater';

import styles from './Image.module.css';
import { apart, DOCKER_HUB, together, type ImageName } from './name';

const ALL = { page: 1, page_size: 200, sort: 'address' };

interface Props {
  tenant: string;
  image: string;
  onChange: (image: string) => void;
}

/** The parts of an image's name, each with what there is to choose. The name itself is all that it knows. */
export function Chooser({ tenant, image, onChange }: Props) {
  const { t } = useTranslation();
  const name = apart(image);
  const change = (part: Partial<ImageName>) => onChange(together({ ...name, digest: '', ...part }));
  const registries = useRegistries({ ...ALL, tenant_id: tenant }).data?.items ?? [];
  const addresses = new Set([...registries.map(({ address }) => address), DOCKER_HUB, name.registry]);
  return (
    <div className={styles.chooser} role="group" aria-label={t('image.choose')}>
      <Part label={t('image.registry')}>
        {(id) => (
          <Select
            id={id}
            showSearch
            value={name.registry}
            onChange={(registry) => change({ registry, repository: '', tag: '' })}
            options={[...addresses].map((value) => ({
              value,
              label: value === DOCKER_HUB ? `Docker Hub (${value})` : value,
            }))}
          />
        )}
      </Part>
      <Repository tenant={tenant} name={name} change={change} />
      <Tag tenant={tenant} name={name} change={change} />
    </div>
  );
}

interface PartProps {
  tenant: string;
  name: ImageName;
  change: (part: Partial<ImageName>) => void;
}

function Repository({ tenant, name, change }: PartProps) {
  const { t } = useTranslation();
  const asked = useLater(name.repository);
  const { data, error } = useRepositories(tenant, name.registry, asked);
  const used = data?.source === 'services' ? t('image.usedOnly') : '';
  return (
    <Part label={t('image.name')} note={error ? <Failed error={error} /> : used}>
      {(id) => (
        <AutoComplete
          id={id}
          value={name.repository}
          onChange={(repository: string) => change({ repository })}
          onSelect={(repository: string) => change({ repository, tag: '' })}
          options={(data?.items ?? []).map((value) => ({ value: shown(name.registry, value) }))}
        />
      )}
    </Part>
  );
}

function Tag({ tenant, name, change }: PartProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const image = useLater(name.repository && together({ ...name, tag: '', digest: '' }));
  const { data, error, isFetching } = useTags(tenant, image, useLater(search));
  const left = data ? data.total - data.items.length : 0;
  return (
    <Part
      label={t('image.tag')}
      note={error ? <Failed error={error} /> : left > 0 && t('image.moreTags', { count: left })}
    >
      {(id) => (
        <Select
          id={id}
          showSearch={{ filterOption: false, onSearch: setSearch }}
          disabled={!name.repository}
          loading={isFetching}
          value={name.tag || null}
          placeholder="latest"
          onChange={(tag: string) => {
            setSearch('');
            change({ tag });
          }}
          options={(data?.items ?? []).map((each) => ({ value: each.name, label: each.name }))}
          notFoundContent={isFetching ? t('image.looking') : t('list.nothingFound')}
        />
      )}
    </Part>
  );
}

/** Docker Hub has its official images below a name that nobody writes. */
const shown = (registry: string, repository: string) =>
  registry === DOCKER_HUB ? repository.replace(/^library\//, '') : repository;

function Part({
  label,
  note,
  children,
}: {
  label: string;
  note?: ReactNode;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={styles.part}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {note && <span className={styles.note}>{note}</span>}
    </div>
  );
}

function Failed({ error }: { error: Error }) {
  const { message, hint } = useErrorText()(asApiError(error));
  return [message, hint].filter(Boolean).join(' · ');
}
