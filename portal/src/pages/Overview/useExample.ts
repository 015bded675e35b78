import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { publishExample } from '../../api/overview';
import { keys } from '../../api/query';
import { useAction } from '../../components/useAction';

export const EXAMPLE_STALE = [keys.applications, keys.overview, keys.activities];

/** Makes and publishes the example application in one's own tenant, and leads to it. */
export function useExample() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return useAction({
    run: () => publishExample(undefined),
    said: ({ application }) => t('steps.said.example', { name: application?.name }),
    stale: EXAMPLE_STALE,
    done: ({ application }) => {
      if (application) void navigate(`/applications/${application.id}`);
    },
  });
}
