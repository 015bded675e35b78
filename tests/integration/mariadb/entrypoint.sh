#!/bin/sh
# Starts a server as the official images of MariaDB and MySQL do: an empty data directory is filled at the first start,
# with root's password from MARIADB_ROOT_PASSWORD or MYSQL_ROOT_PASSWORD, for connections from everywhere.
set -eu

data=/var/lib/mysql
for word; do
    case "$word" in --datadir=*) data=${word#--datadir=} ;; esac
done
password=${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-}}
case "${1:-}" in
-*) ;;
mysqld | mariadbd) shift ;;
*) exec "$@" ;;
esac

mkdir -p "$data" /run/mysqld
chown mysql:mysql "$data" /run/mysqld
if [ ! -d "$data/mysql" ]; then
    [ -n "$password" ] || { echo "Database is uninitialized and password option is not specified" >&2; exit 1; }
    # MariaDB would look past what is there; MySQL does not, not even past the lost+found of a new file system.
    [ -z "$(ls -A "$data")" ] || { echo "--initialize specified but the data directory has files in it" >&2; exit 1; }
    mariadb-install-db --user=mysql --datadir="$data" --auth-root-authentication-method=normal --skip-test-db \
        --skip-name-resolve >/dev/null
    quoted=$(printf %s "$password" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g")
    mariadbd --user=mysql --datadir="$data" --bootstrap <<SQL
DELETE FROM mysql.global_priv WHERE User IN ('', 'root') AND Host <> 'localhost';
FLUSH PRIVILEGES;
ALTER USER 'root'@'localhost' IDENTIFIED BY '$quoted';
CREATE USER 'root'@'%' IDENTIFIED BY '$quoted';
GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;
SQL
fi
exec mariadbd --user=mysql --datadir="$data" --socket=/run/mysqld/mysqld.sock --skip-name-resolve --bind-address=0.0.0.0 "$@"
