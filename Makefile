# The one front door, for people and for CI. Everything before the program itself is in tools/setup.py.

PYTHON ?= python3
VENV := .venv/bin
# Once there is a .venv its Python is used: it starts faster, and is surely one that fits.
STARTER = $(if $(wildcard $(VENV)/python),$(VENV)/python,$(PYTHON))
NO_PYTHON = echo "There is no $(PYTHON). Install it with: sudo apt-get install -y python3 python3-venv" >&2; exit 1
SETUP = command -v $(STARTER) >/dev/null || { $(NO_PYTHON); }; $(STARTER) -E -s -S -m tools.setup

# Files of tests side by side; each file stays with one process, since some of them share an engine.
PARALLEL ?= --numprocesses=logical --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench models screenshots translate clean

help:
	@echo "make run          set up if needed, then start Desktop RAG (ARGS=... for a terminal command)"
	@echo "make test         set up if needed, then run all tests (ARGS=... for pytest)"
	@echo "make check        formatting, lint, types and import borders"
	@echo "make fix          format, and mend what the linter can mend"
	@echo "make bench        measure side by side and print tables"
	@echo "make models       fetch and check the default models"
	@echo "make screenshots  draw the pictures of the documents"
	@echo "make translate    collect the window's texts for translators and compile the translations"
	@echo "make clean        remove .venv and everything built; models and downloads stay"

run:
	@$(SETUP) $(if $(ARGS),prepare,run)
	@$(VENV)/python -m desktop_rag $(ARGS)

test:
	@$(SETUP) prepare
	@QT_QPA_PLATFORM=offscreen $(VENV)/python -m pytest $(PARALLEL) $(ARGS)

check:
	@$(SETUP) prepare
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	$(VENV)/lint-imports

fix:
	@$(SETUP) prepare
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

bench:
	@$(SETUP) prepare
	@$(VENV)/python -m benchmarks $(ARGS)

models:
	@$(SETUP) models

screenshots:
	@$(SETUP) prepare
	@$(VENV)/python -m tools.screenshots

translate:
	@$(SETUP) translate

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .grimp_cache
	rm -f desktop_rag/ui/translations/*.qm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
