#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# man.sh PROGRAM: print the manual btf_reconcile(8): the --help of each command, and
# what is too long for that.

set -eu
program=$1

# Backslashes, hyphens and leading dots have a meaning in roff.
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
The BTF of a kernel module refers to the types of vmlinux by type ID, so it is wrong
on any other kernel. A module with a reference names these types, and a kernel that
reconciles rewrites the type IDs when it loads the module. This program adds
references to modules
.RB ( emit ),
tells what a kernel would do with a module
.RB ( check ),
and does the work of such a kernel in a file
.RB ( apply ).
It contains the code of the kernel, so its verdicts are those of the kernel.
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
1. It increases when a member changes its meaning or is removed.
.TP
.B base
the file that the kernel's BTF was read from
.TP
.B base_id
the ID of that BTF, 16 hexadecimal digits
.TP
.B modules
an array of objects, one for each module
.TP
.B summary
an object: the number of
.BR modules ,
the number of each verdict, and
.BR native_without_id ,
the number of native modules without an ID
.PP
An object of
.B modules
has:
.TP
.B module
its file
.TP
.B verdict
reconciles, native, no BTF, refused or unreadable
.TP
.B types
the number of base types that it needs
.TP
.B mismatches
how many of them do not match
.TP
.B id
none, same or other: whether it was built against this base
.TP
.B base_id
the ID of the base that it was built against, if it has one
.TP
.B findings
an array of objects, one for each reason
.PP
An object of
.B findings
has:
.TP
.B text
a sentence
.TP
.B why
base_id, malformed, missing, kind, size, encoding, forward, target, members or
ambiguous
.TP
.BR id_built ", " id_here
if
.B why
is base_id
.TP
.BR section ", " type_id
if
.B why
is malformed
.TP
.BR type ", " use
in all other cases; the use is pointer, member, element, variable, parameter or ids
.TP
.BR size_built ", " size_here
in bytes, if
.B why
is size
.TP
.BR holder ", " member
where the module holds the type, if that is known
.PP
.B show \-j
prints one object with
.BR version ", " module ", " base_id " (if it has one), " reference_bytes ,
.BR btf_bytes " and " types ", an array of objects with"
.BR kind ", " name ", " size " (in bytes, when the module was built) and " use .
With
.BR \-b " or " \-k
the object has
.BR version ", " base " and " base_id .
.SH FILES
.TP
.I /sys/kernel/btf/vmlinux
the BTF of the running kernel, which is the default base
.TP
.I /boot/vmlinuz\-RELEASE\fR, \fI/lib/modules/RELEASE/vmlinuz\fR, \c
.I /boot/vmlinux\-RELEASE\fR, \fI/lib/modules/RELEASE/vmlinux\fR, \c
.I /usr/lib/debug/boot/vmlinux\-RELEASE\fR, \c
.I /usr/lib/debug/lib/modules/RELEASE/vmlinux\fR, \c
.I /lib/modules/RELEASE/build/vmlinux
the places where
.B \-k
looks, below
.BR \-\-root ;
besides vmlinuz it looks for Image, image and zImage.
It takes the first file that has BTF, so the boot image comes before files with debug
information. It skips files without BTF
.RB ( \-v
lists them). It warns of a file with other BTF, which is from another build of this
release. For the running kernel it takes /sys/kernel/btf/vmlinux.
.SH INPUT
A base is raw BTF, a vmlinux with .BTF, or a kernel image: x86 and s390 bzImage, arm
zImage, arm64 and riscv Image (plain, compressed or in an EFI application), powerpc
vmlinux or zImage, or another file that contains one of these. It may come from a pipe.
.PP
In an image, the program finds the BTF by its header. It takes the largest BTF that
stands alone: neither split BTF nor that of a BPF program. If a second one has other
contents and more than an eighth of its size, the program names both and takes neither.
.PP
A base or a module may be compressed by gzip, xz, zstd, lz4 (as the kernel does it) or
lzo, in one stream or several, up to 512 MiB when decompressed.
.B btf_reconcile \-\-version
lists the compressions that this program can read.
.PP
Modules and bases may have 32 or 64 bits and either byte order, on any machine. The
program refuses a module and a base of different machines, if they say so: raw BTF has
a byte order and the size of a long, but no architecture.
.SH NOTES
For a module without an ID, the verdict
.B native
is no proof. Its BTF does not say which vmlinux it was built for, and may pass by luck.
.PP
The build cannot deduplicate a struct if any type that it leads to differs from the
base. So a module may have its own copies of a thousand structs of the base. Such
copies have two effects. Another kernel refuses the module's reference as soon as one
type has changed that a copy holds by value. And a BPF program cannot pass the kernel's
.I struct sock *
to a function of the module, which expects the module's copy.
.PP
.B emit \-\-merge
replaces a copy by the type of the base if BTF describes both alike, and if this is
true of all types that they lead to. A declaration is equal to the only definition of
that name in the base. A definition that the base only declares stays in the module.
If the base has several types of a name, the copy is compared with the one whose
members are the same.
A kernel later checks a merged type like any reference: its name and kind, and its size
where the module holds it by value, but not its members. It shows its own definition.
Without
.B \-\-merge
the copies stay.
.PP
If you strip a module, keep all sections whose names begin with .BTF.
.B strip \-\-strip\-debug
keeps them.
.B eu\-strip
and
.B llvm\-strip \-\-strip\-all
need
.BR "\-\-keep\-section '.BTF*'" .
Programs that do not know references refuse the BTF of a module that has one, because
of its magic.
.SH SEE ALSO
Documentation/bpf/btf_reconcile.rst in the kernel tree,
.BR bpftool (8),
.BR pahole (1)
END
