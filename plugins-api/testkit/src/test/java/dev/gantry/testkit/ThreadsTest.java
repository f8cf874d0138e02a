package dev.gantry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

class ThreadsTest {

    @Test
    void aPoolOfOnesOwnIsSeenAndThatOfTheJdkIsNot() throws Exception {
        Threads before = Threads.now();
        CountDownLatch held = new CountDownLatch(1);
        try (ForkJoinPool own = new ForkJoinPool(1)) {
            Thread worker = own.submit(Thread::currentThread).get();
            ForkJoinPool.commonPool().submit(() -> 1).get();
            Thread.ofVirtual().start(() -> {}).join();
            CompletableFuture.delayedExecutor(1, TimeUnit.DAYS).execute(() -> {});
            own.execute(
                    () -> {
                        try {
                            held.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            List<Thread> since = before.since();
            held.countDown(); // before it is judged: the pool's end waits for it
            assertEquals(List.of(worker), since);
        }
    }
}
