# Everything runs in .venv, made from requirements.lock: Python 3.11 or newer and pip are all it takes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo serve stories test lint interop scorecard translations schema bench lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(READY) ## award on a host, fetch, verify, tamper, withdraw: the main job, no questions asked
	@$(BIN)/python examples/demo.py

serve: $(READY) ## the demo, and leave its host running
	@$(BIN)/python examples/demo.py --serve

STORIES := kettle_moraine juab lake_county seminole baltimore arkansas cce ksde moving
stories: $(READY) ## nine stories, one a district and one of a move: who did what, and what it is worth
	@for story in $(STORIES); do $(BIN)/python examples/stories/$$story.py && echo || exit 1; done

test: $(READY) ## all tests; what needs Node or Chromium is skipped by name when it is not there
	@$(BIN)/python -m pytest -q -rs -n auto --maxprocesses 4 --dist loadfile

lint: $(READY) ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

interop: $(READY) tests/interop/node_modules ## the verifiers from npm, both ways
	@$(BIN)/python -m pytest -q tests/interop

scorecard: $(READY) $(VENV)/.bench tests/interop/node_modules ## who can be fooled: the hostile set, by us and others
	@$(BIN)/python -m tests.hostile.scorecard

bench: $(READY) $(VENV)/.bench tests/interop/node_modules ## how fast it is, set against others; ARGS=--help lists what else
	@$(BIN)/python -m tests.benchmarks $(ARGS)

# A contestant that nothing else needs, and so not in the lock. Without it its rows are left out. It brings a command of the
# same name as ours, which is put in its place again.
$(VENV)/.bench: $(READY)
	@$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation -e '.[bench]' \
	  || echo "openbadgeslib was not installed; the table is made without it"
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

tests/interop/node_modules: tests/interop/package-lock.json
	@npm ci --prefix tests/interop --no-audit --no-fund
	@touch $@

# What is new in the sources comes into the catalogs untranslated, and the tests name it.
CATALOGS := issuer_app/translations
translations: $(READY) ## bring what the sources say into the catalogs, and compile them
	@$(BIN)/pybabel -q extract -F pyproject.toml -k Phrase --omit-header --no-location \
	  -o $(CATALOGS)/messages.pot issuer_app openbadges_issuer
	@$(BIN)/pybabel -q update -d $(CATALOGS) -i $(CATALOGS)/messages.pot --no-fuzzy-matching \
	  --ignore-obsolete --ignore-pot-creation-date --width 100
	@$(BIN)/pybabel -q compile -d $(CATALOGS)
	@rm $(CATALOGS)/messages.pot

schema: $(READY) ## write the JSON Schema of program files for editors anew
	@$(BIN)/openbadges program schema > docs/program-format.schema.json

# The lock holds hashes for every platform. Made again when a dependency changes.
lock:
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install -q pip-tools
	$(VENV)/lock/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-annotate \
	  --extra app --extra test --output-file requirements.lock pyproject.toml

clean: ## remove the environment and everything that was made
	rm -rf $(VENV) demo build dist *.egg-info tests/interop/node_modules

$(READY): requirements.lock pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is %d.%d. Name one: make PYTHON=python3.12" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
