package dev.gantry.sample.process;

import dev.gantry.api.context.WorkLog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes both outputs of a process, line by line: into the run's log while it runs, and the last of
 * it into memory. Both are bounded, whatever the process writes.
 */
final class Output {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int LINE_LIMIT = 8 * 1024;

    private final WorkLog log;
    private final int logLimit;
    private final int tailLimit;
    private final Deque<String> tail = new ArrayDeque<>();
    private int tailSize;
    private int logged;
    private boolean truncated;

    /**
     * @param logLimit lines for the log
     * @param tailLimit characters to keep
     */
    Output(WorkLog log, int logLimit, int tailLimit) {
        this.log = log;
        this.logLimit = logLimit;
        this.tailLimit = tailLimit;
    }

    /**
     * Reads one of the outputs until the process has ended. It never blocks in a read: where the
     * process left a child behind that holds its output open, a read would not end.
     */
    void pump(Process process, InputStream from, boolean error) throws InterruptedException {
        var line = new ByteArrayOutputStream();
        byte[] chunk = new byte[LINE_LIMIT];
        try {
            while (true) {
                boolean last = !process.isAlive();
                int available = from.available();
                if (available > 0) {
                    int count = from.read(chunk, 0, Math.min(available, chunk.length));
                    split(chunk, count, line, error);
                } else if (last) {
                    break;
                } else {
                    Thread.sleep(LOOK_EVERY);
                }
            }
        } catch (IOException e) {
            log.warn("the rest of the output is lost: {}", e.toString());
        }
        if (line.size() > 0) {
            add(line.toString(StandardCharsets.UTF_8), error);
        }
    }

    /** The last of both outputs, in the order in which it was read. */
    synchronized String tail() {
        return String.join("\n", tail);
    }

    /** The last lines, at most so many. */
    synchronized String lastLines(int count) {
        return tail.stream()
                .skip(Math.max(0, tail.size() - count))
                .reduce((above, below) -> above + "\n" + below)
                .orElse("");
    }

    /** Whether {@link #tail} is not all that the process wrote. */
    synchronized boolean truncated() {
        return truncated;
    }

    private void split(byte[] chunk, int count, ByteArrayOutputStream line, boolean error) {
        for (int i = 0; i < count; i++) {
            boolean end = chunk[i] == '\n';
            if (!end) {
                line.write(chunk[i]);
            }
            if (end || line.size() == LINE_LIMIT) {
                add(line.toString(StandardCharsets.UTF_8), error);
                line.reset();
            }
        }
    }

    private synchronized void add(String text, boolean error) {
        String line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        if (logged < logLimit) {
            if (error) {
                log.warn("{}", line);
            } else {
                log.info("{}", line);
            }
        } else if (logged == logLimit) {
            log.warn("more than {} lines; the rest is not logged", logLimit);
        }
        logged++;
        tail.addLast(line);
        tailSize += line.length() + 1;
        while (tailSize > tailLimit + 1 && !tail.isEmpty()) {
            tailSize -= tail.removeFirst().length() + 1;
            truncated = true;
        }
    }
}
