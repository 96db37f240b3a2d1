# The book's commands; `make` alone lists them. Each one makes .venv first where it is missing.
#
# Settings, all optional:
#   make serve PYTHON=/opt/python/bin/python3   the Python that .venv is made with
#   make serve PORT=9000                        this port, and no other
#   make html LIVE=0                            without what runs the examples in the browser: needs no Node
#   make html SPHINXOPTS="-D flight_records=0"  more options for Sphinx; this one leaves the records out
#   make doctest DATABASE=postgresql+psycopg://user@host/database   on a server, as far as the pages say so
#   make doctor NETWORK=1                       ask pip's index and npm's registry whether they answer
#   make release VERSION=0.2.0 DRY=1 BENCH=1    the quick checks alone; the costs, too
#   make doctest PYTEST_ARGS="-k transactions"  more arguments for pytest, in doctest and test

VENV = .venv
RUN = $(VENV)/bin/python -m
NODE = $(VENV)/bin/python live/node.py
SPHINX = $(RUN) sphinx -n -W --keep-going -j auto -d _build/doctrees $(BOOK_ONLY) $(SPHINXOPTS)

# Where create_database() makes its databases; the variable is that of astronauts.py.
ON_SERVER = $(if $(DATABASE),ASTRONAUTS_DATABASE='$(DATABASE)')

# What the browser loads, and the stamps of its build and of the site's; with LIVE=0 there is no such thing.
BUNDLE = _static/live/ready
READY = _build/ready
ifeq ($(LIVE),0)
BOOK_ONLY = -D live=0
BUNDLE =
READY = _build/ready-without-live
endif

# Looks for a Python: $$python is the first of the names that is 3.11 or newer, $$version says which. Otherwise $$python is
# empty, $$old tells what was found, and $$older is the first of them that is recent enough to run tests/doctor.py.
PYTHONS = $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
define FIND_PYTHON
fail() { echo "$$1" >&2; exit 1; }; python=; old=; older=; \
for name in $(PYTHONS); do \
    version=`$$name -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null` || continue; \
    case $$version in \
        3.1[1-9]|3.[2-9]?) python=$$name; break;; \
        3.[89]|3.10) older=$${older:-$$name}; old="$$old, $$name is $$version";; \
        *) old="$$old, $$name is $$version";; \
    esac; \
done; \
other="or name one that you have: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; \
test "$$python$$old" || fail "No Python found under the names $(filter-out $(VENV)/%,$(PYTHONS)): install Python 3.11 or newer (on Debian: apt install python3-venv), $$other"
endef
define TOO_OLD
fail "Python 3.11 or newer is needed, and only older ones were found ($${old#, }): install a newer one, $$other"
endef

# What the site is made of. The directories are in the list: they change when a file goes.
SITE = *.rst conf.py astronauts.py chapters recipes recorder exercises/*.py extensions _static _templates
SOURCES = $(shell find $(SITE) \( -name __pycache__ -o -path _static/live \) -prune -o -print 2>/dev/null)

# What goes into the bundle: the programs of live/, and what conf.py says that the pages import. A learner's files lie in
# folders below exercises/, and are of no concern here.
LIVE_SOURCES = $(shell find live recorder recipes -name '*.py' -o -name '*.js' -o -name '*.mjs' 2>/dev/null) \
    $(filter-out chapters/conftest.py,$(wildcard astronauts.py chapters/*.py exercises/*.py)) \
    $(wildcard conf.py extensions/bundle.py live/first.txt chapters/first.txt live/licences/*)

.PHONY: help serve classroom html livehtml epub pdf exercises doctest record test doctor lint linkcheck chapter bench release pins clean

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

serve: $(READY) ## Build the site where something changed, and serve it on this machine
	@$(VENV)/bin/python live/serve.py $(if $(PORT),--port $(PORT))

classroom: $(READY) ## Pack the site and its server into one zip, for a class that reads from one laptop
	@$(VENV)/bin/python live/classroom.py

html: $(VENV)/ready $(BUNDLE) ## Build the site into _build/html; a warning is an error
	$(SPHINX) -b html . _build/html
	@rm -f _build/ready*
	@touch $(READY)

livehtml: $(VENV)/ready $(BUNDLE) ## Serve the site, build it again at each change, reload the browser
	$(RUN) sphinx_autobuild -n -d _build/livedoctrees --port $(or $(PORT),0) $(BOOK_ONLY) \
	    --ignore '*/_build/*' --ignore '*/node_modules/*' --ignore '*/_static/live/*' \
	    --ignore '*/exercises/*/*' \
	    $(if $(BUNDLE),--pre-build '$(MAKE) --no-print-directory $(BUNDLE)') . _build/livehtml

# Sphinx keeps what it read for the book apart from what it read for the site, where names in code lead elsewhere.
BOUND = $(SPHINX) -d _build/bound-doctrees

epub: $(VENV)/ready ## Bind the book as _build/session-book.epub, for e-readers
	rm -rf _build/epub
	$(BOUND) -b epub . _build/epub
	@cp _build/epub/session-book.epub _build/
	@echo "_build/session-book.epub"

# Chromium is asked for before the book is bound, which takes a minute. Its fonts come from npm; with LIVE=0, it takes the machine's.
pdf: $(VENV)/ready $(if $(BUNDLE),node_modules/ready) ## Print the book as _build/session-book.pdf, on A4
	@$(RUN) extensions.printing
	@$(MAKE) --no-print-directory epub
	@$(RUN) extensions.printing _build/session-book.epub

exercises: $(VENV)/ready ## Write the exercises as files into exercises/, and never over yours
	@$(RUN) exercises write

doctest: $(VENV)/ready ## Run every example of the pages and of the README
	$(ON_SERVER) $(RUN) pytest $(PYTEST_ARGS) index.rst README.rst chapters

record: $(VENV)/ready ## Keep what a server printed, for the pages that need one (DATABASE=...)
	$(ON_SERVER) $(RUN) extensions.kept chapters/server-databases.rst

test: $(VENV)/ready _static/live/ready ## Run the examples and the tests, on all processors
	$(RUN) pytest -n auto $(PYTEST_ARGS)

# It looks before anything is installed, so an old Python serves too, and .venv's own where there is no other.
doctor: PYTHONS += $(VENV)/bin/python
doctor: ## Say what this machine has and lacks (NETWORK=1: ask the network, too)
	@$(FIND_PYTHON); test "$${python:=$$older}" || $(TOO_OLD); \
	$$python tests/doctor.py --venv $(VENV) $(if $(BUNDLE),,--without-live) $(if $(filter-out 0,$(NETWORK)),--network)

lint: $(VENV)/ready ## Check the style of the code and of the pages
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) sphinxlint --enable all --disable line-too-long *.rst chapters tests/chapters

linkcheck: $(VENV)/ready ## Follow every link to other sites (needs the network)
	$(SPHINX) -b linkcheck . _build/linkcheck

chapter: $(VENV)/ready ## Begin a chapter (NAME=two-phase TITLE="Two-phase commit")
	@$(VENV)/bin/python tests/new_chapter.py

bench: _build/ready ## Measure what records, pages, the runner and a class cost, as ratios
	status=0; for each in flight live_pages book_pages doctest_cost classroom; do \
	    $(VENV)/bin/python -W ignore benchmarks/$$each.py || status=1; \
	done; exit $$status

release: $(VENV)/ready ## Check all that a release needs, and say what is left by hand (VERSION=0.2.0)
	@$(VENV)/bin/python tests/release.py $(if $(filter-out 0,$(BENCH)),--bench) $(if $(filter-out 0,$(DRY)),--dry) '$(VERSION)'

pins: $(VENV)/ready ## Write requirements.txt anew: the newest versions that pyproject.toml allows
	UV_CUSTOM_COMPILE_COMMAND="make pins" $(RUN) uv pip compile --quiet --upgrade \
	    --universal --fork-strategy fewest --python-version 3.11 \
	    --group book --group servers --group site --group test --group habits pyproject.toml -o requirements.txt
	UV_CUSTOM_COMPILE_COMMAND="make pins" $(RUN) uv pip compile --quiet --upgrade \
	    --universal --python-version 3.11 --group node pyproject.toml -o live/requirements.txt
	printf 'sqlalchemy>=2.0,<2.1\ntyping-extensions\n' | UV_CUSTOM_COMPILE_COMMAND="make pins" \
	    $(RUN) uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-deps --no-annotate \
	    - -o tests/legacy/on_2_0/requirements.txt

clean: ## Remove what was built (.venv and node_modules stay)
	rm -rf _build _static/live .pytest_cache .ruff_cache

# Built only when something is newer than the last build: what makes a second `make serve` quick.
$(READY): $(VENV)/ready $(BUNDLE) $(SOURCES)
	@$(MAKE) --no-print-directory html

# Removed and built anew by itself when something that goes into it is newer.
_static/live/ready: $(VENV)/ready node_modules/ready $(LIVE_SOURCES)
	@echo "Building what the browser loads into _static/live: this takes about half a minute."
	@$(RUN) extensions.bundle
	@touch $@

# The packages that package-lock.json pins, by the machine's npm or by one that live/node.py installs.
node_modules/ready: package.json package-lock.json .npmrc live/requirements.txt | $(VENV)/ready
	@$(NODE)
	@$(NODE) npm ci >$(VENV)/npm.log 2>&1 || { echo "The npm packages could not be installed: check the network and the proxy, and run again," \
	    "or build the book without the live pages: make html LIVE=0. What npm said is in $(VENV)/npm.log" >&2; exit 1; }
	@touch $@

# The stamp comes last, so a .venv that was left half made is never taken for ready. One that works
# is kept and brought up to date: when requirements.txt is only newer, not different, that needs no
# network.
$(VENV)/ready: requirements.txt
	@$(FIND_PYTHON); \
	test "$$python" || $(TOO_OLD); \
	$$python -c 'import venv, ensurepip' 2>/dev/null || \
	    fail "Python $$version ($$python) lacks its venv module: install it (on Debian: apt install python3-venv) and run again."; \
	echo "Installing requirements.txt into $(VENV) with Python $$version: this takes about a minute."; \
	$(RUN) pip --version >/dev/null 2>&1 || $$python -m venv --clear $(VENV) || \
	    fail "Python $$version ($$python) could not make $(VENV): see its own words above."; \
	$(RUN) pip install --disable-pip-version-check --no-input --retries 2 -r requirements.txt >$(VENV)/pip.log 2>&1 || \
	    fail "The requirements could not be installed: check the network and the proxy, and run again. What pip said is in $(VENV)/pip.log"
	@touch $@
