# The tasks of the repository. `just` lists them; each is one plain command that runs without `just` too.

python := ".venv/bin/python"

# List the tasks.
default:
    @just --list

# Make a virtual environment with everything that developing needs.
setup:
    python3 -m venv .venv
    .venv/bin/pip install -q --upgrade pip
    .venv/bin/pip install -q -e '.[check,cli,intake,mcp,pdf,portfolio,report,solver,yaml]' --group test --group lint --group docs

# Lint, types, architecture and the rules' own examples: about a minute.
check:
    {{python}} -m ruff check src tests docs
    {{python}} -m ruff format --check src tests docs
    {{python}} -m mypy
    {{python}} -m pytest -q tests/test_project.py tests/unit/knowledge

# Every test.
test:
    {{python}} -m pytest -q -n auto

# Every test but Spark's and the browser's, with the branches that they reach: some minutes; ends at the floor in pyproject.toml.
coverage:
    {{python}} -m pytest -q -n auto --ignore tests/browser --deselect tests/unit/portfolio/test_spark.py --cov

# The documentation, with the playground where `just playground` has built it; warnings and broken links as errors.
docs:
    {{python}} -m sphinx -q -W --keep-going -b html docs docs/_build/html

# The playground: a folder for the site, and the same as one HTML file; it needs node and npm.
playground:
    {{python}} docs/playground/make.py

# The benchmarks: ratios of one run.
bench:
    {{python}} -m tests.benchmarks.start
    {{python}} -m tests.benchmarks.bench
    {{python}} -m tests.benchmarks.answers
    {{python}} -m tests.benchmarks.advice
    {{python}} -m tests.benchmarks.settled
    {{python}} -m tests.benchmarks.playground
    {{python}} -m tests.benchmarks.portfolio --companies 100000

# Companies by every evaluator, and generated houses, for some minutes each; the first goes on where it stopped.
soak minutes="30":
    {{python}} -m tests.soak --minutes {{minutes}}
    {{python}} -m tests.soak_houses --minutes {{minutes}} --seed 1

# Mutants of the code: 60 of each package that decides anything; goes on where it stopped. `since` takes what changed instead.
mutants since="":
    {{python}} -m tests.mutate_code {{ if since == "" { "--record docs/assurance/mutants.json" } else { "--changed " + since } }}

# The figures of docs/assurance: durable-rules by the million, runs over tables under fault, ten minutes of load on the service.
assurance:
    {{python}} -m tests.soak_durable
    {{python}} -m tests.faults_portfolio
    {{python}} -m tests.load_service --minutes 10

# Pin everything that developing needs, with hashes and without the address of an index, into requirements/.
pin:
    {{python}} -m uv pip compile pyproject.toml --all-extras --group test --group lint --group docs --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --upgrade -o requirements/dev.txt

# Build what would be published, with the build's requirements as they are installed, and look at it as an index would.
dist:
    {{python}} -m build -q --no-isolation --outdir dist
    {{python}} -m twine check --strict dist/*.whl dist/*.tar.gz

# Write the bill of materials and the hashes of what was built.
bom:
    {{python}} -m tests.release.bom dist

# All that a release is made of, in an empty folder, with its bytes made again and compared; nothing is uploaded.
release:
    rm -rf dist
    @just dist
    {{python}} -m tests.release.rebuilt dist
    {{python}} docs/playground/make.py
    cp docs/_build/playground/whim-or-asset.html dist
    @just bom

# The table of what each extra brings, with licences, from an environment of what is pinned.
supply:
    {{python}} -m tests.release.supply

# Each extra alone in an empty environment, on every Python that is there: some minutes.
extras:
    {{python}} -m tests.extras
