#!/bin/sh
# What a server runs, tried out: built in an empty folder by an ordinary user, closed to writing, started, asked.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d) data=$(mktemp -d) port=${PORT:-8099}
trap 'kill "${server:-}" 2>/dev/null || true; chmod -R u+w "$folder"; rm -rf "$folder" "$data"' EXIT
git archive HEAD | tar -x -C "$folder"
ordinary=
if [ "$(id -u)" = 0 ]; then
    chown -R nobody "$folder" "$data"
    ordinary="setpriv --reuid=nobody --regid=nogroup --clear-groups"
fi
$ordinary env HOME="$folder" "$folder/scripts/build.sh"
chmod -R a-w "$folder"
cd "$folder"
run="$ordinary env -i PATH=$folder/.venv/bin:$PATH VAR_DIR=$data PYTHONDONTWRITEBYTECODE=1 BIND=127.0.0.1:$port \
        DJANGO_SETTINGS_MODULE=cnnum_site.settings.production SECRET_KEY=only-to-try-it-out-x9fJ27aQkLw0x9fJ27aQkLw0 \
        ALLOWED_HOSTS=www.example.org BASE_URL=https://www.example.org"
$run python manage.py migrate --noinput --verbosity 0
$run python manage.py start_site
$run gunicorn -c deploy/gunicorn.conf.py cnnum_site.wsgi &
server=$!
ask() { curl --silent --show-error --fail --output /dev/null --max-time 60 "http://127.0.0.1:$port$1" \
    --header "Host: www.example.org" --header "X-Forwarded-Proto: https" && echo "==> $1 answers"; }
for _ in $(seq 60); do ask /readyz 2>/dev/null && break; sleep 1; done
for path in /livez / /en/ /sitemap.xml /compte/connexion/ /static/503.html; do ask "$path"; done
$run python manage.py backup "$data/backup.tar"
# The code is as it was built, and the data are data.
[ -z "$(find "$folder" -newer "$data/db.sqlite3" -type f | head -1)" ]
left=$(ls "$data" | grep -v -x -e 'db.sqlite3.*' -e media -e backup.tar || true)
[ -z "$left" ] || { echo "ERROR: these are no data: $left" >&2; exit 1; }
echo "==> The artefact stands, $(du -sm "$folder" | cut -f1) MB"
