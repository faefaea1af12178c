#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# man.sh PROGRAM: btf_reconcile(8) on standard output, made of what the program
# itself says with --help, and of what is too long for that.

set -eu
program=$1

# A text as it is: backslashes and leading dots mean something to roff.
verbatim()
{
	echo .nf
	sed 's/\\/\\e/g; s/^\./\\\&./; s/-/\\-/g'
	echo .fi
}

cat <<'END'
.TH BTF_RECONCILE 8
.SH NAME
btf_reconcile \- resilient BTF for kernel modules
.SH SYNOPSIS
END
"$program" --help | verbatim
cat <<'END'
.SH DESCRIPTION
A kernel module's BTF refers to the types of vmlinux by number, so it is wrong
on every other kernel. A module with a reference names them instead, and a
kernel that knows of references reconciles both when it loads the module. This
program gives modules a reference, tells what a kernel would say of a module,
and does in a file what a kernel does when it loads one. Its verdicts come from
the code that the kernel has.
END
for command in resolve emit check apply show; do
	echo ".SH $(echo $command | tr '[:lower:]' '[:upper:]')"
	"$program" $command --help | verbatim
done
cat <<'END'
.SH JSON
.B check \-j
prints one object:
.TP
.B version
1. It becomes larger when a member changes its meaning or goes away.
.TP
.B base
the file that the BTF of the kernel is from
.TP
.B base_id
the id of that BTF, 16 hexadecimal digits
.TP
.B modules
an array of objects with
.BR module " (its file), " verdict " (reconciles, native, no BTF, refused or"
.RB "unreadable), " types " (of the base that it needs), " mismatches ", " id
(none, same or other: whether it was built against this base),
.B base_id
(of the base that it was built against, where it says so), and
.B findings\fR, an array. A finding has
.B text
(a sentence) and
.B why\fR: base_id, malformed, missing, kind, size, encoding, forward, target, members
or ambiguous. If that is base_id it has
.BR id_built " and " id_here ;
if it is malformed it has
.BR section " and " type_id ", else " type " and " use " (pointer, member, element,"
.RB "variable, parameter or ids), for a size " size_built " and " size_here " in bytes, and"
.BR holder " and " member
where there are.
.TP
.B summary
how many
.B modules
there are, how many of each verdict, and how many are
.RB "native, but have no id that says so (" native_without_id )
.PP
.B show \-j
prints one object with
.BR version ", " module ", " base_id " (if it has one), " reference_bytes ,
.BR btf_bytes " and " types ", an array of objects with"
.BR kind ", " name ", " size " (in bytes, when the module was built) and " use .
With
.BR \-b " or " \-k
it has
.BR version ", " base " and " base_id .
.SH FILES
.TP
.I /sys/kernel/btf/vmlinux
the BTF of the kernel that runs, if nothing else is said
.TP
.I /boot/vmlinuz\-RELEASE\fR, \fI/lib/modules/RELEASE/vmlinuz\fR, \c
.I /boot/vmlinux\-RELEASE\fR, \fI/lib/modules/RELEASE/vmlinux\fR, \c
.I /usr/lib/debug/boot/vmlinux\-RELEASE\fR, \c
.I /usr/lib/debug/lib/modules/RELEASE/vmlinux\fR, \c
.I /lib/modules/RELEASE/build/vmlinux
where
.B \-k
looks, below
.B \-\-root\fR; where vmlinuz stands, Image, image and zImage too.
The first that has BTF is taken: the image that boots before files
with debug information. Files without BTF are passed over (\fB\-v\fR tells of
them), and a file with other BTF, so of another build of this release, is warned
of. For the kernel that runs it is /sys/kernel/btf/vmlinux.
.SH INPUT
A base is raw BTF, a vmlinux with its .BTF, or a kernel image: x86 and s390 bzImage,
arm zImage, arm64 and riscv Image, plain, compressed or in an EFI application,
powerpc vmlinux or zImage, or another that holds one of these. It may come from a
pipe. In an image the BTF is found by its header: the largest that is BTF of its
own, and neither split BTF nor a BPF program's. If another one has more than an
eighth of its size, and is not the same, both are named and neither is taken.
.PP
A base or a module may be compressed by gzip, xz, zstd, lz4 (as the kernel does it) or
lzo, in one stream or several, if it has no more than 512 MiB without.
.B btf_reconcile \-\-version
says which of these the program was built with.
.PP
Modules and bases may be of 32 or 64 bits and of either byte order, whatever
machine the program runs on. A module and a base that are not for the same machine are
refused, as far as they say what they are for: raw BTF tells the byte order and the size
of a long, not the architecture.
.SH NOTES
A verdict of
.B native
is no proof if the module has no id: nothing else in BTF without a reference says
which vmlinux it was made for, so it may pass by luck.
.PP
Deduplication gives up a struct if anything that it leads to differs from the base's
in the least, so a module may have its own copies of a thousand of the base's structs.
Of such a module
.B emit
makes a reference that no other kernel takes once a type has changed that one of the
copies holds by value; and a BPF program cannot pass the kernel's
.I struct sock *
to a function of the module, which takes the module's.
.B emit \-\-merge
replaces a type by the base's if both agree in all that BTF says of them, and each
type that the one leads to is equal to the type that the other leads to in the same
place. A declaration is equal to the base's only definition of its name, and a definition,
which stays, to what the base only declares. Of a name of which the base has several
types the one is meant that alone has the same members.
What has been merged is then checked as all that a reference names: by its name and kind,
and by its size where the module holds it by value, not by its members; a kernel shows its
own definition of it. Without
.B \-\-merge
the copies stay, since emit leaves BTF as the build made it.
.PP
Whoever strips a module must keep all sections whose name begins with .BTF:
.B strip \-\-strip\-debug
does, and
.B eu\-strip
and
.B llvm\-strip \-\-strip\-all
do with
.BR "\-\-keep\-section '.BTF*'" .
Programs that know nothing of references refuse the BTF of such a module, by its
magic.
.SH SEE ALSO
Documentation/bpf/btf_reconcile.rst in the kernel tree,
.BR bpftool (8),
.BR pahole (1)
END
