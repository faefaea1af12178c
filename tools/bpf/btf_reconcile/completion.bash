# SPDX-License-Identifier: GPL-2.0
# bash completion for btf_reconcile(8)

_btf_reconcile()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} words

	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W \
			'resolve emit check apply show --help --version' -- "$cur")
		return
	fi
	case $prev in
	-k | --kernel)
		mapfile -t COMPREPLY < <(compgen -W \
			"$(ls /lib/modules 2>/dev/null)" -- "$cur")
		return
		;;
	esac
	case $command in
	resolve) words='--base --kernel --root --verbose --help' ;;
	emit)
		words='--base --kernel --root --merge --id-only --skip-missing'
		words+=' --require-reference --drop-signature --verbose --help'
		;;
	check) words='--base --kernel --root --json --quiet --help' ;;
	apply)
		words='--base --kernel --root --output --drop-signature'
		words+=' --verbose --help'
		;;
	show) words='--base --kernel --root --output --json --help' ;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	else
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}
complete -F _btf_reconcile btf_reconcile
