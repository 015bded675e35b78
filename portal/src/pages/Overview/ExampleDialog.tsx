import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { ApplyResult } from '../../api/applications';
import { publishExample } from '../../api/overview';
import { FormDialog } from '../../components/FormDialog';
import { TenantField } from '../../components/TenantField';

import { EXAMPLE_STALE } from './useExample';

/** The example application, for a tenant that an administrator chooses. */
export default function ExampleDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormDialog<{ tenant_id?: string }, ApplyResult>
      title={t('steps.example.for')}
      submit={t('steps.example.run')}
      initial={{}}
      run={(values) => publishExample(values.tenant_id)}
      said={({ application }) => t('steps.said.example', { name: application?.name })}
      stale={EXAMPLE_STALE}
      onClose={onClose}
      onDone={({ application }) => {
        if (application) void navigate(`/applications/${application.id}`);
      }}
    >
      <p>{t('steps.example.lead')}</p>
      <TenantField />
    </FormDialog>
  );
}
