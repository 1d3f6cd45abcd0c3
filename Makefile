# Two commands do everything on a fresh machine: `make demo` and `make test`.
.PHONY: demo test setup lint bench serve

# nextest runs tests side by side and stops those that hang; plain cargo does where it is missing.
NEXTEST := $(shell cargo nextest --version 2>/dev/null)

setup:
	@tools/setup

demo: setup
	cargo run --locked -p namza-cli -- demo --out demo/out

test:
	@tools/setup test
ifdef NEXTEST
	cargo nextest run --locked --workspace --no-fail-fast
	cargo test --locked --workspace --doc --quiet
else
	cargo test --locked --workspace
endif

# What a change must pass before it is sent in, apart from the tests.
lint:
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --quiet

# In the profile that demo and tests use, which is optimised as a release is, so that nothing is
# built twice.
bench: setup
	cargo bench --profile dev --locked -p namza-benches

serve: setup
	cargo run --locked --release -p namza-cli -- serve
