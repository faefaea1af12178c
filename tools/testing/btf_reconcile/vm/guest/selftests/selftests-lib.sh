# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# For suites that run test_progs: it lives on the host's file system, which is
# read-only here, and leaves its logs in a directory of the host.

share() { mount -t 9p -o "trans=virtio,version=9p2000.L,msize=262144,$3" "$1" "$2"; }

root=/host
tests=$root/tmp/tests
mkdir -p $root
share host $root ro
for dir in proc sys dev; do
	mount -o bind /$dir $root/$dir
done
mount -t devtmpfs dev $root/dev
mkdir -p $root/dev/pts $root/dev/shm
mount -t devpts pts $root/dev/pts
mount -t tmpfs shm $root/dev/shm
mount -t debugfs debug $root/sys/kernel/debug
mount -t tracefs trace $root/sys/kernel/tracing
mount -t bpf bpf $root/sys/fs/bpf
mount -t cgroup2 cgroup $root/sys/fs/cgroup
mount -t securityfs security $root/sys/kernel/security 2>/dev/null	# S and SU have it
mount -t tmpfs tmp $root/tmp
mount -t tmpfs run $root/run
mkdir -p $tests $root/tmp/out
share tests $tests ro
share out $root/tmp/out rw
ip link set lo up
ulimit -l unlimited

# in_tests COMMANDS: in the directory of the tests, with the host's programs
in_tests()
{
	chroot $root /bin/sh -c "cd /tmp/tests &&
		export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
		$1"
}

# test_progs LOG TESTS: a list of them, separated by commas; '': all
test_progs()
{
	# shellcheck disable=SC2016	# \$2 is in double quotes
	in_tests "./test_progs ${2:+-a '$2'} >/tmp/out/$1.log 2>&1
		echo \"end of test_progs: \$?\" >>/tmp/out/$1.log"
	say "test_progs, $1: $(tail -n 2 $root/tmp/out/"$1".log | head -n 1)"
	# its modules' messages are not the kernel's; klog keeps them for init
	klog
	cp /tmp/log $root/tmp/out/"$1".dmesg
}

# The kernel's own tests that are of interest here, separated by commas.
related()
{
	sed '/^#/d' $tests/btf_reconcile/related | paste -s -d ,
}

# with_testmod FILE COMMAND...: FILE in place of bpf_testmod.ko
with_testmod()
{
	mount -o bind $tests/"$1" $tests/bpf_testmod.ko
	shift
	"$@"
	umount $tests/bpf_testmod.ko
}
