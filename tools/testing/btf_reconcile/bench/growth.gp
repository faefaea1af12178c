# SPDX-License-Identifier: GPL-2.0
# From growth.csv, as bench writes it, to growth.svg: how the time of one load
# changes with the size of vmlinux's BTF, and with the module's.

set terminal svg size 960,440 font "sans,13" background "white"
set output "growth.svg"
set datafile separator ","
set logscale xy
set grid
set key left top samplen 2
set ylabel "time of one load (us)"
set format y "10^{%T}"
set yrange [0.1:10000000]
set multiplot layout 1,2

# Rows: the base 1, 2, 4, 8 times, and with each of them the module 1 to 16 times.
# Columns: 1 base x, 2 module x, 5 ours, 6 limit, 7 first, 8 peer.
set title "a module as it is, vmlinux grows"
set xlabel "size of vmlinux's BTF, times"
set xtics (1, 2, 4, 8)
set xrange [0.9:9]
plot "growth.csv" skip 1 every 5 using 1:8 with linespoints title "peer", \
	"" skip 1 every 5 using 1:7 with linespoints title "ours, with the index", \
	"" skip 1 every 5 using 1:5 with linespoints title "ours", \
	"" skip 1 every 5 using 1:6 with linespoints title "copy and visit"

set title "vmlinux as it is, the module grows"
set xlabel "size of the module's BTF, times"
set xtics (1, 2, 4, 8, 16)
set xrange [0.9:18]
plot "growth.csv" skip 1 every ::0::4 using 2:8 with linespoints title "peer", \
	"" skip 1 every ::0::4 using 2:7 with linespoints title "ours, with the index", \
	"" skip 1 every ::0::4 using 2:5 with linespoints title "ours", \
	"" skip 1 every ::0::4 using 2:6 with linespoints title "copy and visit"
