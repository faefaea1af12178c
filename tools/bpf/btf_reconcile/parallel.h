/* SPDX-License-Identifier: GPL-2.0 */
/* Doing the same with many files, in as many threads as there are CPUs. */
#ifndef _PARALLEL_H
#define _PARALLEL_H

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct queue - what is to be done
 * @doing: for progress()
 * @nr: how many there are
 * @work: what each thread runs: takes numbers until there are no more
 * @ctx: for @work
 * @held: signals that end the program, and are held back
 * @next: the first that no thread has taken
 * @done: how many are done
 *
 * The first four are set by the caller of queue_run().
 */
struct queue {
	const char *doing;
	size_t nr;
	void (*work)(struct queue *queue);
	void *ctx;
	sigset_t held;
	atomic_size_t next;
	atomic_size_t done;
};

void queue_run(struct queue *queue);
bool queue_take(struct queue *queue, size_t *i);
void queue_done(struct queue *queue);

#endif /* _PARALLEL_H */
