package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class DevGantryTest {
    @TempDir Path folder;

    /** A process that takes its time to end. */
    private static final class Slow extends Process {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        final AtomicInteger times = new AtomicInteger();

        @Override
        public void destroy() {
            times.incrementAndGet();
            asked.countDown();
        }

        @Override
        public int waitFor() throws InterruptedException {
            ended.await();
            return 0;
        }

        @Override
        public boolean waitFor(long time, TimeUnit unit) throws InterruptedException {
            return ended.await(time, unit);
        }

        @Override
        public CompletableFuture<Process> onExit() {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public int exitValue() {
            return 0;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return InputStream.nullInputStream();
        }
    }

    /** As Ctrl-C comes while the command ends by itself: Java is gone when the first is done. */
    @Test
    void whoEndsItSecondWaitsUntilItHasEnded() throws Exception {
        Path made = Files.createDirectory(folder.resolve("made"));
        Files.writeString(made.resolve("log"), "x");
        Slow process = new Slow();
        DevGantry.End end = new DevGantry.End(process, made);
        Thread first = Thread.ofVirtual().start(end);
        assertTrue(process.asked.await(20, TimeUnit.SECONDS));
        AtomicBoolean left = new AtomicBoolean(true);
        Thread second =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    end.run();
                                    left.set(Files.exists(made));
                                });
        Waiting.until(
                () ->
                        second.getState() == Thread.State.BLOCKED
                                || second.getState() == Thread.State.TERMINATED);
        process.ended.countDown();
        second.join();
        assertFalse(left.get());
        first.join();
        assertEquals(1, process.times.get());
    }
}
