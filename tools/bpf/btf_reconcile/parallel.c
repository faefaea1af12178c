// SPDX-License-Identifier: GPL-2.0
/*
 * A queue of files for threads.
 *
 * A signal that ends the program is blocked until each thread is done with its file,
 * so no thread leaves an unfinished file behind. Then the threads take no more files.
 */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "tool.h"
#include "parallel.h"

/* These stop a program for a while, or are ignored. */
static const int harmless[] = {
	SIGCHLD, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH,
};

static bool is_ignored(int signal)
{
	struct sigaction action;

	return !sigaction(signal, NULL, &action) &&
	       action.sa_handler == SIG_IGN;
}

/* Hold back what ends the program, and nothing else: an ignored signal would be
 * pending too, as long as it is blocked.
 */
static void hold_signals(struct queue *queue, sigset_t *before)
{
	size_t i;
	int signal;

	pthread_sigmask(SIG_SETMASK, NULL, before);
	sigfillset(&queue->held);
	for (i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		sigdelset(&queue->held, harmless[i]);
	for (signal = 1; signal <= SIGRTMAX; signal++)
		if (sigismember(before, signal) == 1 || is_ignored(signal))
			sigdelset(&queue->held, signal);
	pthread_sigmask(SIG_BLOCK, &queue->held, NULL);
}

static bool is_interrupted(const struct queue *queue)
{
	sigset_t pending;
	int i;

	sigpending(&pending);
	for (i = 1; i <= SIGRTMAX; i++)
		if (sigismember(&pending, i) == 1 &&
		    sigismember(&queue->held, i) == 1)
			return true;
	return false;
}

/**
 * queue_take() - take the next file
 * @queue: the queue
 * @i: set to its number, from 0 on
 *
 * Return: false if there are no more, or a signal is to end the program.
 */
bool queue_take(struct queue *queue, size_t *i)
{
	if (is_interrupted(queue))
		return false;
	*i = atomic_fetch_add(&queue->next, 1);
	return *i < queue->nr;
}

/**
 * queue_done() - tell that a file is done
 * @queue: the queue
 */
void queue_done(struct queue *queue)
{
	progress(queue->doing, 1 + atomic_fetch_add(&queue->done, 1), queue->nr);
}

static void *run(void *queue)
{
	((struct queue *)queue)->work(queue);
	return NULL;
}

/**
 * queue_run() - do what is in a queue
 * @queue: the queue
 *
 * Returns when all is done. If no thread can be created, this one does the work.
 */
void queue_run(struct queue *queue)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN), i, nr;
	pthread_t *threads = xcalloc(cpus > 0 ? cpus : 1, sizeof(*threads));
	sigset_t before;

	hold_signals(queue, &before);
	/* this thread is one of them */
	for (nr = 0; nr + 1 < cpus && nr + 1 < (long)queue->nr; nr++)
		if (pthread_create(&threads[nr], NULL, run, queue))
			break;
	queue->work(queue);
	for (i = 0; i < nr; i++)
		pthread_join(threads[i], NULL);
	progress(queue->doing, queue->nr, queue->nr);
	free(threads);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
