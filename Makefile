# Two commands matter: `make demo` and `make test`. Both install what is missing first.
# One configuration, release, serves all: pixel loops crawl in debug, and two would be built twice.

PREFIX ?= /usr/local
DEMO ?= demo
SWIFT_BUILD_FLAGS ?=

build := swift build -c release $(SWIFT_BUILD_FLAGS)
strict := --explicit-target-dependency-import-check error
test := swift test -c release --skip-build $(SWIFT_BUILD_FLAGS)
sources := Package.swift Sources Tests $(wildcard Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Benchmarks)

.PHONY: help setup setup-tests setup-cluster demo reelfx build-tests test consumer cluster cluster-short lint precommit soak bench format man install uninstall clean

help:
	@echo 'make demo       build reelfx and render samples/episode.yaml into $(DEMO)/'
	@echo 'make test       build and run every test'
	@echo 'make precommit  what to run before a commit: lint, build, the quick tests'
	@echo 'make soak       the long trials: sanitizers, kill -9, equal bytes, full disk, stopped batches, changed subtitles (FUZZ_SECONDS=600)'
	@echo 'make cluster    a farm on a Slurm cluster in namespaces, and what may happen to it; what is written for other engines (takes root)'
	@echo 'make bench      the reference and the heavy episode, and its languages and sizes, through reelfx and one ffmpeg graph; how long a preview takes'
	@echo 'make install    binary, man page and completions below PREFIX=$(PREFIX)'
	@echo 'make format     format the Swift sources;  make man: rewrite docs/reelfx.1;  make clean'

setup:
	@scripts/setup.sh build

setup-tests:
	@scripts/setup.sh test

setup-cluster:
	@scripts/setup.sh cluster

reelfx: setup
	$(build) --product reelfx

demo: reelfx
	@scripts/demo.sh "$$($(build) --show-bin-path)/reelfx" $(DEMO)

build-tests: setup-tests
	$(build) --build-tests $(strict)

test: lint build-tests
	$(test)
	scripts/man.py --check "$$($(build) --show-bin-path)/reelfx" docs/reelfx.1
	@$(MAKE) --no-print-directory consumer
	@$(MAKE) --no-print-directory cluster-short

# A package outside that depends on the product must resolve, build and run.
consumer: setup
	swift run -c release --package-path Tests/Consumer --scratch-path .build/consumer $(SWIFT_BUILD_FLAGS) Consumer samples/episode.yaml

# A part of `test`, whose build it takes. 77: this system lets nobody make a cluster. That is said, and is no failure of ours.
cluster-short: setup-cluster
	scripts/cluster/trials.py --short "$$($(build) --show-bin-path)/reelfx" || [ $$? -eq 77 ]

cluster: reelfx setup-cluster
	scripts/cluster/trials.py --s3 .build/tools/bin/weed "$$($(build) --show-bin-path)/reelfx"
	scripts/cluster/engines.sh "$$($(build) --show-bin-path)/reelfx"

lint: setup
	scripts/lint.sh $(sources)

precommit: lint build-tests
	$(test) --skip ReelEngineTests --skip ReelFXTests

soak: build-tests
	scripts/soak/bytes.sh "$$($(build) --show-bin-path)/reelfx"
	scripts/soak/kill.sh "$$($(build) --show-bin-path)/reelfx"
	scripts/soak/full-disk.sh "$$($(build) --show-bin-path)/reelfx"
	scripts/soak/batch.sh "$$($(build) --show-bin-path)/reelfx"
	scripts/soak/overhead.sh "$$($(build) --show-bin-path)/reelfx"
	scripts/soak/fuzz.sh $(FUZZ_SECONDS)
	scripts/soak/sanitize.sh address
	scripts/soak/sanitize.sh thread

bench: setup-tests reelfx
	Benchmarks/episode/bench.py --reelfx "$$($(build) --show-bin-path)/reelfx" $(BENCH)
	Benchmarks/episode/variants.py --reelfx "$$($(build) --show-bin-path)/reelfx" $(VARIANTS)
	Benchmarks/episode/preview.py --reelfx "$$($(build) --show-bin-path)/reelfx" $(PREVIEW)

format:
	swift format format --in-place --recursive --parallel $(sources)

man: reelfx
	scripts/man.py "$$($(build) --show-bin-path)/reelfx" docs/reelfx.1

install: reelfx
	scripts/install.sh "$$($(build) --show-bin-path)/reelfx" "$(DESTDIR)$(PREFIX)"

uninstall:
	scripts/install.sh --remove "$(DESTDIR)$(PREFIX)"

clean:
	rm -rf .build .build-address .build-thread Benchmarks/.build Benchmarks/work $(DEMO)
