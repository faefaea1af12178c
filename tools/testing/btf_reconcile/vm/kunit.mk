# SPDX-License-Identifier: GPL-2.0
# The core's tests by KUnit, in the kernel tree and without a virtual machine. In it,
# without this: tools/testing/kunit/kunit.py run --kunitconfig=kernel/bpf/tests

kunit: $(KDIR)/b/.series ##more the tests of the core by KUnit, in Linux $(KERNEL) on UML
	@$(STEP) $(KDIR)/kunit.log "KUnit in Linux $(KERNEL)" nice \
		$(VM_DIR)/kunit.sh $(KDIR)/b $(KDIR)/kunit --jobs=$(KJOBS) \
		--make_options="CC=$(CCACHE) gcc" --timeout=300
	@grep 'Testing complete' $(KDIR)/kunit.log

.PHONY: kunit
