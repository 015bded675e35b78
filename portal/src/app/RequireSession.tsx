import { Suspense, type ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';

import { mustChangePassword, useSession } from '../api/session';
import { Failure } from '../components/Failure';
import { withTexts } from '../i18n/language';
import { lazyInLibrary } from '../theme/inLibrary';

import { loginAddress } from './deepLink';
import { Splash } from './Splash';

const PasswordNeeded = lazyInLibrary(() => withTexts(['password'], import('../pages/PasswordNeeded')));

/** Lets only logged-in users pass; everybody else logs in first and then arrives where they wanted to go. */
export function RequireSession({ children }: { children: ReactNode }) {
  const location = useLocation();
  const session = useSession();

  if (session.data && mustChangePassword(session.data))
    return (
      <Suspense fallback={<Splash />}>
        <PasswordNeeded session={session.data} />
      </Suspense>
    );
  if (session.data) return children;
  if (session.data === null) return <Navigate to={loginAddress(location)} replace />;
  if (session.error) return <Failure error={session.error} retry={() => void session.refetch()} />;
  return <Splash />;
}
