# Two commands matter: `make run` and `make test`. Everything written lies in .venv/ and var/.
PY := .venv/bin/python
HOST ?= localhost
PORT ?= 8000
N ?= 2000
ES_PORT ?= 9200

# No __pycache__ in the tree; packages are compiled once, when they are installed.
export PYTHONDONTWRITEBYTECODE := 1
export HOST
export PORT

.DEFAULT_GOAL := help
.PHONY: help run install install-dev test check lint format messages compile-messages env artefact freeze release-dump alerts audit browser mutants kill bench \
	bench-search search-node screenshots guide shell lock security sbom alive leaks rolling mails clean

help: ## List the targets
	@echo "make run        starts the site on http://$(HOST):$(PORT)/ (HOST=, PORT= and RELOAD=1 change it)"
	@echo "make test       runs everything that must hold"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | sort | \
		while IFS='|' read -r name text; do printf '  %-18s %s\n' "$$name" "$$text"; done

run: install ## Install, load the demo content and serve the site
	@$(PY) scripts/run.py

install: .venv/installed ## Make .venv/ and install what the site needs

install-dev: .venv/installed-dev ## Install what the tests and the checks need too

.venv/installed: requirements.txt
	@scripts/install.sh $^ && touch $@

.venv/installed-dev: requirements.txt requirements-dev.txt
	@scripts/install.sh $^ && touch .venv/installed $@

test: install-dev compile-messages ## Run the checks and the whole suite, on real services (PHASES=sqlite: one part)
	@$(PY) scripts/test.py $(PHASES)

check: install-dev ## Lint, format, Django's checks, migrations, untranslated strings
	@$(PY) scripts/check.py

lint: install-dev ## Check the style of the code only
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

format: install-dev ## Format the code, and fix what can be
	@$(PY) -m ruff check --fix-only -q . && $(PY) -m ruff format .

messages: install-dev ## Bring the French catalogue up to date with the code
	@$(PY) scripts/messages.py

compile-messages: install ## Compile the catalogues into var/locale/
	@$(PY) scripts/compile_messages.py

env: install ## Make .env.example from the table of what the site reads from its environment
	@$(PY) -m cnnum_site.settings.environment

artefact: ## Build what a server runs in an empty folder, as an ordinary user, and try it out
	@scripts/artefact.sh

freeze: ## Note the migrations that landed: from then on, they are never rewritten
	@$(PY) -m tests.releases.migrations

release-dump: install-dev ## Keep a small site of VERSION=1.0.0 on both databases, to be upgraded by the versions to come
	@$(PY) -m tests.releases.making $(VERSION)

audit: install-dev compile-messages ## Audit every page type in Chromium, one row each
	@$(PY) -m tests.browser.audit $(ARGS)

browser: install-dev compile-messages ## Run the tests in the browser N=1 times (ARGS=tests/browser/test_story.py)
	@for run in $$(seq $(if $(filter file,$(origin N)),1,$(N))); do \
		$(PY) -m pytest -q -m browser $(or $(ARGS),tests/browser) || exit 1; done

mutants: install-dev compile-messages ## Break the code in each place of tests/mutants.toml: the tests must turn red (ARGS=words of names)
	@$(PY) -m tests.mutants $(ARGS)

kill: install-dev compile-messages ## Kill N=200 processes that publish, and as many that import, at random; nothing is lost
	@KILLS=$(if $(filter file,$(origin N)),200,$(N)) $(PY) -m pytest -q tests/newsroom/test_killing.py tests/imports/test_killing.py tests/mailing/test_killing.py

bench: install-dev compile-messages ## Measure each page type, uncached, with N=2000 more pages
	@$(PY) -m tests.bench --pages $(N) $(ARGS)

bench-search: install-dev ## Measure the engines on 2,000 works and 50,000 passages (ARGS=--engines=sqlite)
	@$(PY) -m tests.bench_search $(ARGS)

search-node: install ## Start an Elasticsearch for a developer, on a loopback port (ES_PORT=9200), until Ctrl-C
	@$(PY) scripts/search_node.py $(ES_PORT)

screenshots: install-dev compile-messages ## Take the screenshots of the README
	@$(PY) -m tests.browser.screenshots

guide: install-dev compile-messages ## Take the screenshots of the staff's guide, from the real admin
	@$(PY) -m tests.browser.guide

shell: install ## Open a Django shell on the development site
	@$(PY) manage.py shell

lock: install-dev ## Pin the requirements anew (ARGS=--upgrade for newer versions)
	@for set in requirements requirements-dev; do $(PY) -m uv pip compile -q --universal --python-version 3.11 \
		--no-header --generate-hashes $(ARGS) $$set.in -o $$set.txt || exit 1; done
	@git diff --stat -- requirements.txt requirements-dev.txt

security: install-dev ## Ask which packages have known weaknesses, and look for unsafe code
	@$(PY) -m pip_audit --strict --disable-pip --require-hashes -r requirements.txt && $(PY) -m bandit -q -ll -c pyproject.toml -r .

sbom: install-dev ## Write what a server runs into var/sbom.json (CycloneDX)
	@$(PY) -m cyclonedx_py requirements requirements.txt --output-format JSON -o var/sbom.json

alive: install-dev ## Stop or silence each thing that the site depends on, under visitors (ARGS="--only redis,s3 --pages 100")
	@$(PY) -m tests.alive $(ARGS)

leaks: install-dev compile-messages ## Look for what is not public in every channel, through N=1000 moves at random (ARGS="SEED ENGINE")
	@$(PY) -m tests.leaks.oracle $(if $(filter file,$(origin N)),1000,$(N)) $(ARGS)

alerts: install-dev compile-messages ## Compare the mails of 500 alerts with what the site shows of 1,000 publications
	@ALERT_DAYS=10 ALERT_PAGES=110 ALERT_QUERIES=500 $(PY) -m pytest -q -s tests/search/test_alert_oracle.py $(ARGS)

rolling: install-dev ## Upgrade two nodes from the last release (ARGS=COMMIT) to this tree, under visitors
	@$(PY) -m tests.releases.rolling $(ARGS)

mails: install-dev ## Judge the letters of the development site and every other mail by what mail clients support (caniemail.com)
	@$(PY) -m tests.cenum.clients

clean: ## Remove .venv/ and var/ (the local database and its edits too)
	rm -rf .venv var
