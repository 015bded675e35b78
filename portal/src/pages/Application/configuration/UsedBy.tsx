import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Application } from '../../../api/applications';

/** The services that use a set, each as a link to its variables. */
export function UsedBy({ application, names }: { application: Application; names: readonly string[] }) {
  const { t } = useTranslation();
  if (names.length === 0) return t('configuration.unused');
  return names.map((name, index) => {
    const id = application.services?.find((service) => service.name === name)?.id;
    return (
      <span key={name}>
        {index > 0 && ', '}
        {id ? <Link to={`/applications/${application.id}/services/${id}/variables`}>{name}</Link> : name}
      </span>
    );
  });
}
