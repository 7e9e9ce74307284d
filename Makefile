# Two commands on a fresh machine with Node >= 20.19: make demo, make test.
CONFIG ?= examples/demo/config.yaml

.PHONY: install build demo test lint format nightly docs

install: node_modules/.installed

node_modules/.installed: package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

build: install
	npm run --silent build

demo:
	@CONFIG="$(CONFIG)" sh scripts/run_demo.sh

lint: install
	npm run --silent lint

format: install
	npm run --silent format

test: install
	npm run --silent check

nightly: install
	npm run --silent nightly
	NIGHTLY=1 npm run --silent calibrate
	npx vitest run test/calibration/levels.test.ts test/calibration/detectors.test.ts
	npm run --silent parity
	npm run --silent bench:gate
	npm run --silent bench:gate -- wide long many table
	npm run --silent bench:service

docs: install
	npm run --silent docs
