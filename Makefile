# Everything that a contributor runs. `make help` lists the targets; each of them sets up what it needs.

PYTHON ?= python3
JOBS ?= 2
PROFILE ?= aws
APP ?= inflight-ordering,proshop
PORT = 4566
MINUTE_MS ?= $(if $(filter aws,$(PROFILE)),6000)
VENV := .venv
STAMP := $(VENV)/.requirements
COLLECTIONS := $(VENV)/collections/ansible_collections
ECOSYSTEM := .cache/ecosystem
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# No target works on a real account.
unexport AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_ENDPOINT_URL

# What `$(1) -m pip install -r $(2)` does, a line for each package as it comes, and its errors.
define install
{ $(1) -m pip install --disable-pip-version-check --progress-bar off -r $(2) 2>&1; echo $$? >.cache/pip; } \
    | awk '/^Collecting/ { sub(/;.*/, "", $$2); print "  " $$2; fflush() } /^Installing/ { print "  putting them in place"; fflush() } /^ERROR/'; \
    test "$$(cat .cache/pip)" = 0
endef

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup packages demo simulator rehearse test lint sanity unit scenario molecule ecosystem bench torture \
    generate new try clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "make %-10s %s\n", $$1, $$2 }'

setup: $(STAMP) ## create .venv with everything the other targets need, and link the checkout as slipway.aws
	@:

# The checkout becomes importable as ansible_collections.slipway.aws by a link in a folder that is on the
# virtual environment's path: Ansible's commands find the collection there from any working directory. Compiled once,
# as pip does it, since containers often forbid Python to keep what it compiles (PYTHONDONTWRITEBYTECODE).
$(STAMP): requirements-dev.txt simulator/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(VENV)/bin/python || { echo "creating $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "installing requirements-dev.txt into $(VENV); this takes a minute or two"
	@mkdir -p .cache; $(call install,$(VENV)/bin/python,requirements-dev.txt)
	@mkdir -p $(COLLECTIONS)/slipway
	@ln -sfn ../../../.. $(COLLECTIONS)/slipway/aws
	@echo ../../../collections > \
	    "$$($(VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/slipway_checkout.pth"
	@echo "compiling the collection"; $(VENV)/bin/python -m compileall -q plugins/module_utils
	@touch $@

packages: ## install what scenarios work with: Debian's buildah, docker-registry and postgresql
	@if command -v buildah >/dev/null && command -v docker-registry >/dev/null && command -v pg_ctlcluster >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	    echo "buildah, docker-registry or postgresql is missing, and only root can install them with apt-get" >&2; exit 0; fi; \
	echo "installing buildah, docker-registry and postgresql"; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
	    buildah docker-registry postgresql >/dev/null || echo "buildah, docker-registry or postgresql could not be installed" >&2

demo: $(STAMP) ## plan, deploy and deploy again on the simulator: APP=mealprep, or several with commas between
	@python -m tools.demo --app "$(APP)"

simulator: $(STAMP) ## serve inventories/local on PORT=4566 until Ctrl-C; PROFILE=calm, aws or storm, MINUTE_MS=6000
	@echo "In another terminal: export AWS_ENDPOINT_URL=http://127.0.0.1:$(PORT) AWS_DEFAULT_REGION=us-east-1" \
	    "AWS_ACCESS_KEY_ID=simulator AWS_SECRET_ACCESS_KEY=simulator"
	@exec python -m simulator --port $(PORT) --hosted-zone example.com --profile $(PROFILE) \
	    $(if $(MINUTE_MS),--minute-ms $(MINUTE_MS))

rehearse: $(STAMP) ## rehearse INVENTORY=inventories/prod [LIMIT=hosts] on the simulator; the report is in rehearsal/
	@test -n "$(INVENTORY)" || { echo "say which inventory: make rehearse INVENTORY=inventories/prod [LIMIT=hosts]" >&2; exit 2; }
	@python -m tools.rehearsal --inventory "$(INVENTORY)" --limit "$(LIMIT)"

# ansible-test works on a copy and waits for downloads, so it runs beside the others and is shown after them.
test: $(STAMP) ## everything below
	@mkdir -p .cache; python -m tools.sanity >.cache/sanity.log 2>&1 & sanity=$$!; \
	$(MAKE) --no-print-directory --keep-going lint unit scenario molecule ecosystem; code=$$?; \
	wait $$sanity || code=1; cat .cache/sanity.log; exit $$code

lint: $(STAMP) ## ruff, yamllint, ansible-lint, changelog, generated files
	ruff check --output-format concise .
	ruff format --quiet --check .
	yamllint --strict .
	antsibull-changelog lint
	python -m tools.generate --check
	ansible-lint

sanity: $(STAMP) ## ansible-test sanity on a copy of the tracked files
	python -m tools.sanity

unit: $(STAMP) ## unit and property tests
	pytest -q -n $(JOBS) tests/unit

# One more than there are processors: some of them always wait for the simulator.
scenario: $(STAMP) packages ## module runs and whole playbook runs against the simulator
	pytest -q -n $$(( $(JOBS) + 1 )) --dist loadfile tests/integration tests/scenario

molecule: $(STAMP) ## the molecule scenarios, with their idempotence steps
	cd extensions && molecule test --all

# The newest Python of this machine; pyenv's commands run only where they are told which one. Newer versions of Ansible
# than the oldest that is supported need a newer Python than that.
$(ECOSYSTEM)/.requirements: requirements-ecosystem.txt
	@mkdir -p .cache; newest=$$(for minor in 14 13 12; do PYENV_VERSION=3.$$minor python3.$$minor -c 'import sys; print(sys.executable)' 2>/dev/null \
	    && break; done); \
	test -n "$$newest" || echo "There is no Python 3.12 or newer here, so this is done with ansible-core 2.19"; \
	echo "installing requirements-ecosystem.txt into $(ECOSYSTEM)"; \
	$${newest:-$(PYTHON)} -m venv --clear $(ECOSYSTEM) && \
	    $(call install,$(ECOSYSTEM)/bin/python,requirements-ecosystem.txt)
	@touch $@

ecosystem: $(STAMP) $(ECOSYSTEM)/.requirements ## what publishers and users run on it: importer, linters, runner, builder, newest Ansible
	@$(ECOSYSTEM)/bin/python -m tools.sanity >.cache/sanity-newest.log 2>&1 & sanity=$$!; \
	pytest -q tests/ecosystem; code=$$?; \
	wait $$sanity || code=1; cat .cache/sanity-newest.log; exit $$code

bench: $(STAMP) ## wall time, calls and memory of whole runs, as a table
	@python -m tools.bench

torture: $(STAMP) ## kill runs everywhere, change everything by hand, let storms rage, in copies of one account; takes long
	@python -m tools.torture --jobs $(JOBS)

generate: $(STAMP) ## write what follows from the capabilities' SPECs: module documentation, role argument specs
	python -m tools.generate

new: $(STAMP) ## the skeleton of a capability: CAPABILITY=queue SERVICE=sqs KIND=queue AFTER=secret
	@python -m tools.new --capability "$(CAPABILITY)" --service "$(SERVICE)" --kind "$(KIND)" --after "$(AFTER)"

try: $(STAMP) ## the tests of one capability alone: CAPABILITY=queue
	@test -n "$(CAPABILITY)" || { echo "say which capability: make try CAPABILITY=queue" >&2; exit 2; }
	python -m tools.generate --check
	pytest -q -n $(JOBS) -k "$(CAPABILITY)" tests/unit/test_bad_input.py tests/unit/test_documentation.py \
	    tests/unit/capability tests/integration/test_cases.py

clean: ## remove everything that the other targets made
	rm -rf $(VENV) .cache .ansible .hypothesis rehearsal tests/output changelogs/.plugin-cache.yaml slipway-aws-*.tar.gz
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
