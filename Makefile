# What a newcomer types. `.venv` is made at the first call; afterwards nothing is installed again.

PY := .venv/bin/python
TEST_OPTIONS ?= -n 2

.PHONY: run test test-long lint check check-long bench pictures shots templates suggestions app-environment environment

run: app-environment ## Open the app on the template Digits CNN
	@$(PY) -m netbuilder.launch

test: environment ## The whole suite, offscreen
	@$(PY) -m pytest $(TEST_OPTIONS)

test-long: environment
	@HYPOTHESIS_PROFILE=long $(PY) -m pytest --long $(TEST_OPTIONS)

lint: environment ## Style, format, types, import contracts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports

# One after the other, so that the tests' closing line is the last line.
check: lint ## All that must hold
	@$(MAKE) --no-print-directory test

check-long: lint ## The same with large counts
	@$(MAKE) --no-print-directory test-long

bench: environment ## The tables of speed and quality
	@$(PY) -m tests.benchmarks

templates: environment ## Draw the templates again
	@$(PY) packaging/make_templates.py

suggestions: environment ## Learn again which layer usually follows which
	@$(PY) packaging/make_suggestions.py

app-environment:
	@packaging/environment.sh app

environment:
	@packaging/environment.sh dev

pictures: shots ## The README's picture, taken of the real app
	@mkdir -p resources/docs/pictures
	@cp $(or $(OUT),shots)/dark-1600-100-train.png resources/docs/pictures/train.png

shots: environment ## Pictures of the app in all its states, into OUT
	@$(PY) -m tests.app.shots $(or $(OUT),shots)
