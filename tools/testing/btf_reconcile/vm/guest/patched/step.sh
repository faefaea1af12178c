# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel with the first patches of the series: what worked goes on working,
# for the module as that kernel's build makes it.

check "$(uname -r): a module loads" try /m/step/btf_rec_demo.ko
check "$(uname -r): its BTF is there" test -e "$SPLIT"
check "$(uname -r): the ids are right" ids_right
