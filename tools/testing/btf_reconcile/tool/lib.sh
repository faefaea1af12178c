# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# For tests of the tool, to be sourced: the arguments TOOL and WORK, helpers, and in
# WORK two kernels and modules, as far as BTF goes, which gcc and pahole make:
#
#	same, moved, grown	bases: of the module, with other IDs, with a larger struct
#	plain.ko, ref.ko	a module, and the same with a reference
#	many, private.ko	a base and a module with copies of its structs
#	native.ko, signed.ko, nobtf.ko	ref.ko after apply; plain.ko signed; without BTF
#	moved.btf, image.xz	the BTF of moved, and a kernel's image with it

# shellcheck disable=SC2034 # not each test needs all
{
	tool=$(realpath "$1") work=$2
	hooks=$(cd "$(dirname "$0")/../../../bpf/btf_reconcile/hooks" && pwd)
	set_section=$(realpath "$(dirname "$0")/../data/set_section.py")
}
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
rm -rf "$work"
mkdir -p "$work"
cd "$work" || exit 1

# is STATUS "words on stderr, or none" COMMAND...
is()
{
	local status=$1 words=$2 rc

	shift 2
	"$@" >out 2>err
	rc=$?
	[ $rc -eq "$status" ] || { echo "status $rc, not $status" >why; return 1; }
	[ -z "$words" ] && { [ ! -s err ] || { mv err why; return 1; }; return 0; }
	grep -qF -- "$words" err || { mv err why; return 1; }
}

has() { readelf -SW "$1" | grep -qF " $2 "; }
json() { python3 -c "import json,sys; d=json.load(open('out')); sys.exit(not ($1))"; }

# the id of a base
id_of() { "$tool" show "$@" | sed -n 's/^base_id: *//p'; }
ids_equal() { [ -n "$1" ] && [ "$1" = "$2" ]; }
ids_differ() { [ -n "$1" ] && [ -n "$2" ] && [ "$1" != "$2" ]; }
section() { objcopy -O binary --only-section="$2" --set-section-flags "$2=alloc" "$1" "$3"; }
ids_are_zero() { section "$1" .BTF_ids ids.bin && [ -z "$(tr -d '\0' <ids.bin)" ]; }

# sign FILE: as far as the mark at its end goes
sign()
{
	printf 'sig\0\0\0\0\0\0\0\0\0\0\0\3~Module signature appended~\n' >>"$1"
}

cat >base.c <<'END'
struct list_head { struct list_head *next, *prev; };
struct device { struct list_head list; long id[EXTRA]; };
enum state { OFF, ON };
typedef unsigned int u32;
struct device first; enum state s; u32 n;
int register_device(struct device *d) { return d->id[0] + s + n; }
END
cat >module.c <<'END'
struct list_head { struct list_head *next, *prev; };
struct device { struct list_head list; long id[2]; };
enum state { OFF, ON };
typedef unsigned int u32;
struct holder { struct device dev; struct list_head *where; enum state s; u32 n; } h;
int use(struct holder *h, u32 n) { return h->dev.id[0] + h->s + n; }
asm(".pushsection .BTF_ids,\"a\"\n"
    ".local __BTF_ID__struct__device__1\n"
    ".type __BTF_ID__struct__device__1, STT_OBJECT\n"
    ".size __BTF_ID__struct__device__1, 4\n"
    "__BTF_ID__struct__device__1: .zero 4\n.popsection\n");
END
make_base()
{
	gcc -g -ffile-prefix-map="$PWD"=. -O1 -DEXTRA="$2" -c -o "$1" base.c && pahole -J "$1"
}
make_module()
{
	gcc -g -ffile-prefix-map="$PWD"=. -O1 -c -o "$1" module.c && pahole -J --btf_base "$2" "$1"
}
{
	make_base same 2
	sed -i '1i struct earlier { char c[7]; } e; float f;' base.c
	make_base moved 2
	make_base grown 3
	make_module plain.ko same
	# structs of the same names and other contents: pahole keeps both
	for i in 0 1 2 3 4 5 6 7 8; do
		echo "struct p$i { int a, b; } v$i;" >>base.c
		echo "struct p$i { char *c; } v$i;" >>module.c
	done
	make_base many 2
	make_module private.ko many
	cp plain.ko ref.ko && "$tool" emit -b same ref.ko
	"$tool" apply -b moved -o native.ko ref.ko
	cp plain.ko signed.ko && sign signed.ko
	section moved .BTF moved.btf
	{ printf 'MZ'; head -c 5000 /dev/zero; xz -c moved; } >image.xz
	echo 'int x;' | gcc -x c -c -o nobtf.ko -
} >make.log 2>&1 || { cat make.log; exit 1; }
