package dev.gantry.probes.host;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.probes.Bounded;
import dev.gantry.probes.PathCalls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One run of a program. Its output is read without ever waiting for it, so that a child that it
 * leaves behind with the output open holds nothing up; what is more than is kept is read and
 * dropped. At the deadline it ends with all that it started.
 */
final class Execution {
    private static final int KEPT = 64 * 1024;
    private static final int SHORTEST_WAIT_MS = 2;
    private static final int LONGEST_WAIT_MS = 50;
    private static final int AGAIN = 100;
    private static final String MARK = "GANTRY_CHECK_MARK";

    private final Command.Config config;
    private final CheckContext context;
    private final PathCalls calls;
    private final String mark = UUID.randomUUID().toString();

    /**
     * How it ended.
     *
     * @param code empty if it was ended for taking too long
     * @param output the beginning of it
     * @param error the beginning of it
     * @param children how many were ended with it
     */
    record Ended(
            Optional<Integer> code, String output, String error, double seconds, int children) {}

    Execution(Command.Config config, CheckContext context, PathCalls calls) {
        this.config = config;
        this.context = context;
        this.calls = calls;
    }

    /**
     * Runs it.
     *
     * @throws IOException if it cannot be started
     * @throws PathCalls.NoAnswer if its folder or file does not answer
     */
    Ended run() throws Exception {
        long limit = Bounded.left(context).toNanos();
        context.cancellation().check();
        long start = System.nanoTime();
        Process process = begin();
        ProcessFamily family = new ProcessFamily(process.toHandle(), MARK + "=" + mark);
        try (var stop = context.cancellation().onRequest(process::destroyForcibly)) {
            process.getOutputStream().close();
            Kept output = new Kept(process.getInputStream());
            Kept error = new Kept(process.getErrorStream());
            int wait = SHORTEST_WAIT_MS;
            boolean ended = false;
            while (!ended && System.nanoTime() - start < limit) {
                context.cancellation().check();
                ended = process.waitFor(wait, TimeUnit.MILLISECONDS);
                boolean more = output.drain(ended) | error.drain(ended);
                wait = more ? SHORTEST_WAIT_MS : Math.min(LONGEST_WAIT_MS, wait * 2);
            }
            context.cancellation().check();
            double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1e3;
            return ended
                    ? new Ended(
                            Optional.of(process.exitValue()),
                            output.text(),
                            error.text(),
                            seconds,
                            0)
                    : new Ended(
                            Optional.empty(), output.text(), error.text(), seconds, family.end());
        } finally {
            if (process.isAlive() || context.cancellation().requested()) {
                family.end();
            }
            process.destroyForcibly();
        }
    }

    /** Starts it, where folder and file answer in time; what starts later is ended. */
    private Process begin() throws Exception {
        Path asked = config.directory().orElseGet(() -> Path.of(config.target().getFirst()));
        AtomicReference<Process> started = new AtomicReference<>();
        AtomicBoolean settled = new AtomicBoolean();
        try {
            return calls.call(
                    context,
                    asked,
                    () -> {
                        started.set(start());
                        if (!settled.compareAndSet(false, true)) {
                            end(started.get());
                        }
                        return started.get();
                    });
        } catch (Exception e) {
            if (!settled.compareAndSet(false, true)) {
                end(started.get());
            }
            throw e;
        }
    }

    private void end(Process process) {
        new ProcessFamily(process.toHandle(), MARK + "=" + mark).end();
        process.destroyForcibly();
    }

    private Process start() throws IOException {
        if (config.directory().isPresent() && !Files.isDirectory(config.directory().get())) {
            throw new NotDirectoryException(config.directory().get().toString());
        }
        ProcessBuilder builder = new ProcessBuilder(config.target());
        config.directory().ifPresent(folder -> builder.directory(folder.toFile()));
        builder.environment().putAll(config.environment());
        builder.environment().putAll(config.secrets());
        builder.environment().putAll(context.trace().environment());
        builder.environment().put("GANTRY_CHECK", context.checkId());
        builder.environment().put(MARK, mark);
        return builder.start();
    }

    /** The beginning of a stream. */
    private static final class Kept {
        private final InputStream from;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final byte[] chunk = new byte[8192];
        private boolean failed;

        Kept(InputStream from) {
            this.from = from;
        }

        /**
         * Reads what is there; whether there was something.
         *
         * @param ended whether the process has; the JDK takes its pipe away then, perhaps just now,
         *     and hands out what was in it, so that a read that fails is repeated
         */
        boolean drain(boolean ended) {
            boolean any = drain();
            for (int again = 0; failed && ended && again < AGAIN; again++) {
                Thread.yield();
                any |= drain();
            }
            return any;
        }

        private boolean drain() {
            boolean any = false;
            failed = false;
            try {
                int there = from.available();
                for (int budget = 16 * KEPT; there > 0 && budget > 0; ) {
                    int count = from.read(chunk, 0, Math.min(there, chunk.length));
                    if (count < 0) {
                        break;
                    }
                    kept.write(chunk, 0, Math.min(count, KEPT - kept.size()));
                    budget -= count;
                    any = true;
                    there = from.available();
                }
            } catch (IOException closed) {
                failed = true;
            }
            return any;
        }

        String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
