# SPDX-License-Identifier: GPL-3.0-or-later
# PYTHON=/path/to/python3 chooses the interpreter, CORE=2.18 the ansible-core.
.PHONY: demo test simulator rehearse docs lint unit integration sanity importer molecule end-to-end clients clean
export PYTHON CORE
TOOL = exec ./tools/python.sh -m tools

demo:            ; @$(TOOL).demo
rehearse:        ; @$(TOOL).demo --inventory "$(INVENTORY)" -- $(ARGS)
simulator:       ; @$(TOOL).simulate $(ARGS)
docs:            ; @$(TOOL).docs
test:            ; @$(TOOL).test
lint unit integration sanity importer molecule end-to-end clients: ; @$(TOOL).test $@
clean:           ; rm -rf .cache tests/output
