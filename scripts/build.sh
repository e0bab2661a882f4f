#!/bin/sh
# What a server runs, made of the code where it stands: packages, catalogues, static files. As an ordinary user, in an
# empty folder: `git archive HEAD | tar -x -C FOLDER && FOLDER/scripts/build.sh`. Nothing of it is written again.
set -eu
cd "$(dirname "$0")/.."
scripts/install.sh requirements.txt
# What the site never reads: other languages, tests of libraries, Amazon's services other than storage, pip, sources in C.
packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
find "$packages" -type d -path '*/locale/*' -prune ! -name en ! -name en_GB ! -name fr ! -name fr_FR -exec rm -rf {} +
find "$packages" -mindepth 2 -type d -name tests -prune -exec test -f '{}/__init__.py' ';' -exec rm -rf {} +
find "$packages/botocore/data" -mindepth 1 -maxdepth 1 -type d \
    ! -name s3 ! -name s3control ! -name sts ! -name 'sso*' ! -name signin -exec rm -rf {} +
rm -rf "$packages"/pip* "$packages"/setuptools* "$packages"/pkg_resources
find "$packages" -type d -name __pycache__ -prune -exec rm -rf {} +
find "$packages" -type f \( -name '*.pyi' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.c' -o -name '*.h' \) -delete
export DJANGO_SETTINGS_MODULE=cnnum_site.settings.production
# Values of no worth: they only let the settings load.
export SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost BASE_URL=https://localhost
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
export VAR_DIR="$data"
.venv/bin/python scripts/compile_messages.py
.venv/bin/python manage.py collectstatic --noinput --verbosity 0
# What was collected is served from there; only cards draw with the fonts of the package. What is loaded is compiled.
find "$packages" -path '*/static/*' -type f ! -name '*.woff*' ! -name core.css -delete
unset PYTHONDONTWRITEBYTECODE
.venv/bin/python manage.py check >&2
# What the front server says when no process answers.
.venv/bin/python - <<'PYTHON'
import django; django.setup()
from django.conf import settings
from django.template.loader import render_to_string
(settings.STATIC_ROOT / "503.html").write_text(render_to_string("503.html"), encoding="utf-8")
PYTHON
du -sm . | sed 's/\t.*/ MB in all/'
