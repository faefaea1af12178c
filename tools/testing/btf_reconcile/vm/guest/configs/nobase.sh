# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel that cannot read its own vmlinux BTF: no module's BTF is to blame.

# shellcheck source=../patched/decisions.sh
. /decisions.sh
say "btf_rec_demo, without vmlinux BTF:"
for reference in 0 1; do
	decision NO_BASE m/a-$reference \
		'BTF refused: this kernel has no vmlinux BTF, or cannot read it$'
done
echo 1 >$POLICY
decision NO_BASE m/a-1 \
	'BTF refused: this kernel has no vmlinux BTF, or cannot read it; loading it without BTF$'
