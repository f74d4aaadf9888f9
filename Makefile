# One Voice: every task, each from a fresh clone. `make` lists them.
PYTHON ?= python3
ENGINES ?= embedded
WORKERS ?= 2
# files of tests beside each other, each worker with engines of its own
beside = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
BIN := .venv/bin
export ENGINES

# $(call quietly,NAME,COMMAND): one line if it passes, its output if it fails
quietly = @out=$$($(2) 2>&1) || { printf '%s\n' "$$out" "$(1): failed"; exit 1; }; echo "$(1): ok"
compile = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help run up down password test proof faults browser pictures law mutants bench docs docs-check lock clean texts
.PHONY: set-up-run set-up-test python checks check-lint check-format check-types check-imports check-docs

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: set-up-run ## start everything at http://127.0.0.1:8080 and load the briefing (ARGS=--once stops after the report)
	@$(BIN)/python -m onevoice run $(ARGS)

up: ## the same in containers, each service and role apart, at https://localhost:8443 (needs Docker with compose)
	docker compose up --detach --build
	@docker compose logs --follow --no-log-prefix example
	@echo "people may sign in there: secretariat, network, mission, … with the password that this shows: make password"

down: ## end the containers (ARGS=--volumes removes their data)
	docker compose down $(ARGS)

password: ## show the password of the composed installation's example people
	@docker compose run --rm --no-deps --entrypoint cat prepare /var/lib/onevoice/realm/people && echo

test: set-up-test ## lint, types, import rules, documents and every test in its short form (ENGINES=containers, WORKERS=2)
	@$(MAKE) --no-print-directory -k -j2 checks
	@$(BIN)/python -m pytest $(beside) -m "not long" --hypothesis-profile steady

proof: set-up-test ## the long forms of the tests, the mutants, and many kills
	@$(BIN)/python tests/mutants/run.py
	@$(MAKE) --no-print-directory faults
	@$(BIN)/python -m pytest -m long

faults: set-up-test ## kill nine processes and both engines at random, and write docs/faults.md (KILLS=72, SEED=...)
	@$(BIN)/python -m tests.support.kills --kills $(or $(KILLS),72) $(if $(SEED),--seed $(SEED))

browser: set-up-test ## the pages in a real browser: walks, accessibility, valid HTML, sizes
	@$(BIN)/python -m pytest tests/browser

pictures: set-up-test ## a picture of every page under var/pictures, and those of the README
	@$(BIN)/python -m tests.browser.pictures

law: set-up-test ## the tests of one law of docs/LAWS.md: make law N=5 (LONG=1 with the long forms)
	$(if $(N),,$(error Say which law: make law N=5))
	@$(BIN)/python -m pytest --law $(N) $(if $(LONG),,-m "not long")

mutants: set-up-test ## take each law's mechanism out in turn and see its test fail
	@$(BIN)/python tests/mutants/run.py

bench: set-up-test ## measure, beside a limit each, into docs/benchmarks.md (ONLY=projection, ROUNDS=5)
	@ONLY="$(ONLY)" ROUNDS="$(or $(ROUNDS),5)" $(BIN)/python -m benchmarks

docs: set-up-test ## write the generated documents
	@$(BIN)/python -m onevoice docs write

texts: set-up-test ## bring the catalogues of texts up to date (shared/i18n)
	@$(BIN)/python -m onevoice.texts

docs-check: set-up-test check-docs ## say whether the generated documents are current

lock: set-up-test ## resolve the lock files anew
	$(compile) -o requirements.lock requirements.in
	$(compile) -c requirements.lock -o requirements-dev.lock requirements-dev.in
	$(compile) --prerelease allow -o deploy/local/mongo.lock deploy/local/mongo.in
	$(compile) -o tests/contract/clients/requirements.lock tests/contract/clients/requirements.in
	rm -rf .engines/jars
	mvn -q -B --strict-checksums -f deploy/local/kafka/pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=$(CURDIR)/.engines/jars
	cd .engines/jars && LC_ALL=C sha256sum *.jar >../../deploy/local/kafka/jars.lock

clean: ## remove what the set-up made; the data in var/ stays
	rm -rf .venv .engines .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

python:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "One Voice needs Python 3.11 or newer and finds no $(PYTHON): install it, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }

set-up-run: python
	@$(PYTHON) -m deploy.local.bootstrap run

set-up-test: python
	@$(PYTHON) -m deploy.local.bootstrap test

checks: check-types check-lint check-format check-imports check-docs

check-lint:
	$(call quietly,lint,$(BIN)/ruff check)

check-format:
	$(call quietly,format,$(BIN)/ruff format --check)

check-types:
	$(call quietly,types,$(BIN)/mypy)

check-imports:
	$(call quietly,imports,$(BIN)/lint-imports)

check-docs:
	$(call quietly,documents,$(BIN)/python -m onevoice docs check)
