# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel where refusing a module takes long: who gets the address of a refused one
# gets nothing of it, and what the log says of a module is what becomes of it.

say "an administrator changes the parameter while modules are refused:"
POLICY=/sys/module/module/parameters/allow_btf_mismatch
one_answer()
{
	local i=0 fate said

	touch /tmp/change
	while [ -e /tmp/change ]; do
		echo 1 >$POLICY
		echo 0 >$POLICY
	done &
	while [ $((i += 1)) -le 45 ]; do
		fate=refused said=refused
		klog
		! load /m/a-1/btf_rec_grown.ko 2>/dev/null || fate=loaded
		klog
		! grep -q 'loading it without BTF$' /tmp/log || said=loaded
		grep -q 'btf_rec_grown: BTF refused: ' /tmp/log || said=nothing
		echo "$fate, the log says $said" >>/tmp/fates
		[ $fate = refused ] || rmmod btf_rec_grown
	done
	rm /tmp/change
	wait
	echo 0 >$POLICY
	sort /tmp/fates | uniq -c >/tmp/counts
	[ "$(sed 's/^ *[0-9]* //' /tmp/counts | xargs)" = \
		"loaded, the log says loaded refused, the log says refused" ] && return
	cat /tmp/counts
	return 1
}
check 'what the log says of each is what becomes of it' one_answer
sleep 11	# the limit of what is logged is in ten seconds

# shellcheck source=/dev/null
. /storm.sh
