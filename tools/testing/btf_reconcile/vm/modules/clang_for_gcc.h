/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the configuration of a gcc-built kernel has for gcc only, as the compiler
 * sees it: clang 14 takes the named address spaces of Linux 6.12, and then makes
 * code for per-CPU variables that does without %gs.
 */
#undef CONFIG_CC_HAS_NAMED_AS
#undef CONFIG_USE_X86_SEG_SUPPORT
