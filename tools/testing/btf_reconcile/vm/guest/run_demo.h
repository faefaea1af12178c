/* SPDX-License-Identifier: GPL-2.0 */
/* What the BPF program of run_demo leaves in its context. */

struct demo_result {
	unsigned long long sum;
	unsigned long long magic;
	int tgid;
};
