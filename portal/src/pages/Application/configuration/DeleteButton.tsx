import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { deleteSet, type Place, type SetDetail } from '../../../api/configuration';
import { keys } from '../../../api/query';
import { useFeedback } from '../../../components/feedback';
import { NamedDeletion } from '../../../components/NamedDeletion';
import { DISCARDS } from '../../../components/UnsavedGuard';

/** Deletes a set that nobody uses; of one that is used it says who does. */
export function DeleteButton({ place, set, home }: { place: Place; set: SetDetail; home: string }) {
  const { t } = useTranslation();
  const { modal } = useFeedback();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const { name, used_by: users } = set;
  const refuse = () =>
    modal.warning({
      title: t('configuration.inUse', { name }),
      content: t('configuration.inUseBy', { services: users.join(', ') }),
      okText: t('action.close'),
    });
  return (
    <>
      <Button danger size="small" onClick={() => (users.length > 0 ? refuse() : setAsking(true))}>
        {t('action.delete')}
      </Button>
      {asking && (
        <NamedDeletion
          title={t('configuration.deleteTitle', { name })}
          name={name}
          consequences={[t('configuration.deleteConsequence')]}
          run={() => deleteSet(place)}
          stale={[keys.configuration(place.application)]}
          onClose={() => setAsking(false)}
          onDone={() => void navigate(home, DISCARDS)}
        />
      )}
    </>
  );
}
