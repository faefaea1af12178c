# SPDX-License-Identifier: GPL-2.0
# The series as it would be sent.

SERIES_DIR := $(TEST_DIR)/series

series: | $(KSRC) ## the series as mails with a cover letter, in build/series
	@$(SERIES_DIR)/series.sh $(KSRC) $(O)/series

.PHONY: series
